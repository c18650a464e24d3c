"""The one set of icons: 24 x 24, drawn with a round pen of width 2, this project's own."""

from collections.abc import Mapping

PATHS: Mapping[str, str] = {
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
    "camera": "M3 8h4l2-3h6l2 3h4v12H3zM12 17a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
    "cash": "M3 6h18v12H3zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 9v.01M18 15v.01",
    "check": "M4 13l5 5L20 6",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3",
    "cross": "M6 6l12 12M18 6L6 18",
    "document": "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h7",
    "download": "M12 4v11M7 10l5 5 5-5M5 20h14",
    "hourglass": "M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.5v.01",
    "lock": "M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "passport": "M6 3h12v18H6zM12 14a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM9 17.5h6",
    "pause": "M8 5v14M16 5v14",
    "pencil": "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6",
    "phone": "M6 3h3l2 5-2 2c1 2 3 4 5 5l2-2 5 2v3c0 1-1 2-2 2C11 20 4 13 4 5c0-1 1-2 2-2z",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
    "upload": "M12 16V5M7 9l5-5 5 5M5 20h14",
    "warning": "M12 4L2.5 20h19zM12 10v5M12 17.5v.01",
}

# These show direction along the line of text, so they turn round in right-to-left pages.
DIRECTIONAL = frozenset({"arrow", "back"})
