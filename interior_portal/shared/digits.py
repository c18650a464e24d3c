"""Digits of any script as Latin digits: what the portal stores and prints."""

import unicodedata


def to_latin_digits(text: str) -> str:
    """Every decimal digit (Unicode category Nd: ٠-٩, ۰-۹, ०-९ ...) as 0-9, all else as it is."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
