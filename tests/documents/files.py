"""Files as people and attackers send them, made here and not kept as blobs."""

import io
import json
import struct
import subprocess
import sys
import zlib
from typing import Any, NamedTuple

import pikepdf
from PIL import Image, ImageDraw

PHP = b"<?php system($_GET['c']); ?>"
SCRIPT = "app.beep"
MEBIBYTE = 1024 * 1024
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)


# Linux counts a process's memory from before it became another program, so the cleaner is measured
# as the child of a small process and not of the test run.
MEASURE = """
import json, resource, subprocess, sys, time
started = time.monotonic()
command = [sys.executable, "-m", "interior_portal.documents.uploads.cleaner", sys.argv[1]]
done = subprocess.run(command, stdin=sys.stdin.buffer, capture_output=True, env={})
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
head = json.loads(done.stdout.partition(b"\\n")[0] or b"{}")
print(json.dumps([time.monotonic() - started, usage.ru_maxrss // 1024, done.returncode, head]))
"""


class Cost(NamedTuple):
    """What cleaning a file took: seconds, MiB at the peak, and how it ended."""

    seconds: float
    mebibytes: int
    code: int
    head: dict[str, Any]


def cost_of(data: bytes, kind: str) -> Cost:
    command = [sys.executable, "-c", MEASURE, kind]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return Cost(*json.loads(done.stdout))


def picture(width: int = 600, height: int = 771, mode: str = "RGB") -> Image.Image:
    """A picture with a bright left half and something dark on it, so that nothing is uniform."""
    image = Image.new("RGB", (width, height), (150, 160, 170))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height), fill=(235, 230, 220))
    draw.ellipse((width // 4, height // 4, 3 * width // 4, 3 * height // 4), fill=(40, 60, 80))
    return image.convert(mode)


def jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    return _saved(image or picture(), "JPEG", **options)


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    return _saved(image or picture(), "PNG", **options)


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def packed_zeros(count: int) -> bytes:
    """What zlib makes of so many zero bytes (a whole number of MiB), without packing them all."""
    mebibytes, rest = divmod(count, MEBIBYTE)
    assert rest == 0
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (count % 65_521) << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + block * mebibytes + b"\x03\x00" + checksum.to_bytes(4, "big")


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of one colour: a few megabytes that decode to gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        )

    pixels = packed_zeros(-(-side * (1 + 3 * side) // MEBIBYTE) * MEBIBYTE)
    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1, text: str = "Hello") -> pikepdf.Pdf:
    """A document that shows a word on every page."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(AA=font))
        page.obj.Contents = document.make_stream(f"BT /AA 24 Tf 72 700 Td ({text}) Tj ET".encode())
    return document


def saved_pdf(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def armed_pdf() -> pikepdf.Pdf:
    """JavaScript on opening, an attachment, a launch link, a form with XFA, an action on the page."""
    document = pdf()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SCRIPT)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    document.attachments["payload.exe"] = b"MZ payload"
    document.Root.OpenAction = document.make_indirect(script)
    document.Root.AA = pikepdf.Dictionary(WC=script)
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp>xfa</xdp>")
    )
    page = document.pages[0].obj
    page.AA = pikepdf.Dictionary(O=script)
    page.Annots = pikepdf.Array(
        [
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch
                )
            )
        ]
    )
    page.Resources.Properties = pikepdf.Dictionary(P0=pikepdf.Dictionary(Next=script))
    return document


def form_pdf(value: str) -> pikepdf.Pdf:
    """A text field that somebody filled in; nothing but the field shows the value."""
    document = pdf(text="Name:")
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            V=value,
            Rect=[72, 600, 300, 620],
            DA="/Helv 12 Tf 0 g",
            P=document.pages[0].obj,
            F=4,
        )
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field],
        DA="/Helv 12 Tf 0 g",
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
        NeedAppearances=True,
    )
    document.pages[0].obj.Annots = pikepdf.Array([field])
    return document


def bomb_pdf(times: int = 1) -> bytes:
    """A page whose drawing unpacks to a gigabyte; packed twice it is a few kilobytes."""
    document = pdf()
    content = packed_zeros(1024 * MEBIBYTE)
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    stream = document.make_stream(b"")
    stream.write(
        content,
        filter=pikepdf.Array([pikepdf.Name.FlateDecode] * times),
        decode_parms=pikepdf.Array([pikepdf.Dictionary()] * times),
    )
    document.pages[0].obj.Contents = stream
    return saved_pdf(
        document, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )
