"""How much a file may ask of us. Plain numbers without Django: the cleaning process reads them too."""

MAX_PIXELS = {
    "JPEG": 52_000_000,  # a phone's 50-megapixel mode; decoded at half its size or less
    "PNG": 36_000_000,  # a page scanned at 600 dpi
}
MAX_SIDE = 2500  # pixels of what we keep: an A4 page at 215 dpi
JPEG_QUALITY = 87
MAX_PAGES = 30
MAX_PAGE_POINTS = 14_400  # the longest side that PDF knows
MAX_STREAM_BYTES = 64 * 1024 * 1024  # of one drawing, font or table in a PDF, decoded
MAX_DECODED_BYTES = 400 * 1024 * 1024  # of all of them together
MAX_OBJECTS = 50_000
MEMORY_BYTES = 768 * 1024 * 1024  # address space of the process that cleans one file
CPU_SECONDS = 15
WALL_SECONDS = 25
