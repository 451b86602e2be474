"""Foreign text with its escapes undone: JSON's, those of HTML and of addresses, and UTF-8 that was read as Latin-1.

Who looks for a value in an answer's words would find only one of the ways in which servers write it.
"""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["unescaped"]

_LAYERS = 3  # a document in a text in a document

_POINTS = re.compile(r"(?:\\+u[0-9A-Fa-f]{4})+")
_BYTES = re.compile(r"(?:(?:%|\\+x)[0-9A-Fa-f]{2})+")
_BLANKS = re.compile(r"\\+[nrt]")
_KEPT = re.compile(r"\\+([\"'/])")
# What Windows-1252 shows for the bytes that Latin-1 has no sign for.
_SIGNS = {ord(bytes((at,)).decode("cp1252", "replace")): at for at in range(0x80, 0xA0)}
_SIGNS.pop(0xFFFD, None)
_TAIL = "".join((r"[\x80-\xbf", *map(chr, _SIGNS), "]"))
_MISREAD = re.compile(rf"[\xc2-\xdf]{_TAIL}|[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}}")


def unescaped(text: str) -> str:
    """`text` in its composed form, with every escape undone that is one."""
    for _ in range(_LAYERS):
        before = text
        text = _POINTS.sub(_of_points, html.unescape(text))
        text = _BYTES.sub(_of_bytes, text)
        text = _KEPT.sub(r"\1", _BLANKS.sub(" ", text))
        text = _MISREAD.sub(_of_signs, text)
        if text == before:
            break
    return unicodedata.normalize("NFC", text)


def _of_points(found: re.Match[str]) -> str:
    units = b"".join(int(point, 16).to_bytes(2, "big") for point in re.findall(r"u([0-9A-Fa-f]{4})", found[0]))
    return units.decode("utf-16-be", "replace")


def _of_bytes(found: re.Match[str]) -> str:
    return bytes.fromhex("".join(re.findall(r"[0-9A-Fa-f]{2}", found[0]))).decode("utf-8", "replace")


def _of_signs(found: re.Match[str]) -> str:
    octets = bytes(_SIGNS.get(ord(sign), ord(sign) & 0xFF) for sign in found[0])
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return found[0]
