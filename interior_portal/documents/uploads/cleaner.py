"""The process that cleans one file: `python -m interior_portal.documents.uploads.cleaner jpeg|png|pdf`.

It reads the file from standard input and writes one line of JSON (the code of a refusal, or pages,
width and height) and then the clean file. It is a process of its own so that a decoder that runs
wild, or is broken into, has little memory, little time, no environment and no open connection.
"""

import json
import resource
import sys

from interior_portal.documents.uploads.limits import CPU_SECONDS, MEMORY_BYTES

TOO_COMPLEX = "upload_too_complex"


def limit_resources() -> None:
    """No more memory, time and files for this process than a decent upload needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str) -> None:
    limit_resources()
    from interior_portal.documents.uploads.images import Unusable, clean_image  # within the limits

    try:
        if kind == "pdf":
            from interior_portal.documents.uploads.pdfs import (
                clean_pdf,
            )  # saves pictures its start-up

            clean = clean_pdf(sys.stdin.buffer.read())
        else:
            clean = clean_image(sys.stdin.buffer.read(), kind.upper())
        head = json.dumps({"pages": clean.pages, "width": clean.width, "height": clean.height})
        content = clean.content
    except (Unusable, MemoryError) as error:
        head = json.dumps({"refusal": str(error) if isinstance(error, Unusable) else TOO_COMPLEX})
        content = b""
    sys.stdout.buffer.write(head.encode() + b"\n" + content)


if __name__ == "__main__":
    main(sys.argv[1])
