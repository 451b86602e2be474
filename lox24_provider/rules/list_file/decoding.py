"""The bytes of a list file made text: by its mark, or by the encoding that the list names. Nothing is guessed."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from lox24_provider.display.text import quoted
from lox24_provider.rules.list_file.arguments import Parts, Reason
from lox24_provider.rules.list_file.faults import UnreadableError

__all__ = ["Decoded", "decoded", "refuse_other_kinds"]

_BYTES = (
    (b"\x1f\x8b", "is packed with gzip; unpack it"),
    (b"BZh", "is packed with bzip2; unpack it"),
    (b"\xfd7zXZ\x00", "is packed with xz; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it"),
    (b"%PDF-", "is a PDF; export the list as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an old workbook (.xls), or one with a password; save it as .xlsx without one, or as CSV"),
)
_TEXTS = (
    (
        re.compile(r"\s*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE),
        "is HTML; save it as .xlsx, or as CSV",
    ),
    (re.compile(r"\s*<(?:\?xml|[a-z!])", re.IGNORECASE), "is XML; export the list as CSV"),
    (re.compile(r'\s*[\[{]\s*["\[{\]}]'), "is JSON; export the list as CSV"),
    (re.compile(r"\s*BEGIN:VCARD", re.IGNORECASE), "is a vCard; export the contacts as CSV"),
)
"""By their first bytes and words: what people take for a list file."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8", "utf-8-sig")),
    (codecs.BOM_UTF32_LE, "utf-32-le", ("utf-32", "utf-32-le")),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be", ("utf-32", "utf-32-be")),
    (codecs.BOM_UTF16_LE, "utf-16-le", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16-be", ("utf-16", "utf-16-be")),
)
"""Byte-order marks, the encoding of what they begin, and the codecs that are the same."""

_NO_ENCODINGS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
"""Codecs that change plain ASCII text, and are no encoding of any file."""

_MOST_READ = 200_000  # bytes that are enough to tell a file's likely encoding

_GERMAN = frozenset("äöüßÄÖÜ")
"""They count twice: other encodings make rarer letters of them, which might be meant too."""
_WESTERN = frozenset("äöüßÄÖÜéèêëàâçîïôûùñáíóúåæøœÉÈÀÇÑÅÆØ€")
_CENTRAL = frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăâîșțşţáéíóúýäöüß")
_LIKELY = (("windows-1252", _WESTERN), ("windows-1250", _CENTRAL), ("mac-roman", _WESTERN), ("cp850", _WESTERN))
"""Encodings of spreadsheets in Europe and what they mostly hold; of two that fit alike the first is likelier."""


class Decoded(NamedTuple):
    """A file's text and the name of its encoding; each line, in quotes too, ends in a line feed alone."""

    text: str
    encoding: str


def refuse_other_kinds(data: bytes) -> None:
    """Raise for a file that is no text table, with what it is.

    Raises:
        UnreadableError: it is another kind of file.
    """
    for start, reason in _BYTES:
        if data.startswith(start):
            raise UnreadableError(0, reason)
    mark = next((mark for mark in _MARKS if data.startswith(mark[0])), None)
    head = data[:400].decode(mark[1] if mark else "latin-1", "ignore").lstrip("\ufeff")
    for pattern, reason in _TEXTS:
        if pattern.match(head):
            raise UnreadableError(0, reason)


def decoded(data: bytes, *, encoding: str | None) -> Decoded:
    """The text of a file without its mark.

    Args:
        encoding: what the list says of it; None for UTF-8, or what a mark says.

    Raises:
        UnreadableError: it is in another encoding, or the name is none.
    """
    named = _codec(encoding) if encoding else None
    for start, codec, same in _MARKS:
        if data.startswith(start):
            if named and named not in same:
                reason = (
                    f"begins with the mark of {codec[:6].upper()}, so it is not {_shown(encoding)}; leave out encoding"
                )
                raise UnreadableError(0, reason)
            return _decoded(data, codec=codec, shown=codec)
    if named is None or named in _MARKS[0][2]:
        return _decoded(data, codec="utf-8", shown="utf-8")
    if named in ("utf-16", "utf-32"):
        raise UnreadableError(0, f"has no mark that says which {named.upper()}; name {named}-le or {named}-be")
    if not data.isascii() and _is_utf8(data):
        raise UnreadableError(0, f"is UTF-8 and not {_shown(encoding)}; leave out encoding")
    return _decoded(data, codec=named, shown=str(encoding))


def _codec(name: str) -> str:
    """The codec of an encoding's name, in Python's spelling."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):  # a name with a NUL is a ValueError
        info = None
    if info is None or info.name.replace("_", "-") in _NO_ENCODINGS or not getattr(info, "_is_text_encoding", True):
        raise UnreadableError(0, f"encoding: {_shown(name)} is no encoding that is known; there is windows-1252, e.g.")
    return info.name


def _shown(name: str | None) -> str:
    return quoted(name or "")


def _decoded(data: bytes, *, codec: str, shown: str) -> Decoded:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = len(_with_line_feeds(data[: error.start].decode(codec, "ignore")).split("\n"))
        reason = (
            f"is not {shown.upper() if codec.startswith('utf') else shown}, at byte offset {error.start:,} of the file"
        )
        raise UnreadableError(line, reason + _ways_out(data, error.start, codec=codec)) from None
    if codec == "utf-8" and (order := _byte_order(data)):
        raise UnreadableError(0, _naming("is probably UTF-16 without its mark; name it, ", f"utf-16-{order}"))
    return Decoded(_with_line_feeds(text.lstrip("\ufeff")), shown)


def _ways_out(data: bytes, offset: int, *, codec: str) -> Reason:
    """What to do about a file that is not UTF-8, with the encoding that it is likely to be."""
    if codec != "utf-8" or data.startswith(codecs.BOM_UTF8):
        return "; save it again, as UTF-8"
    if order := _byte_order(data):
        return _naming("; it is probably UTF-16 without its mark: name it, ", f"utf-16-{order}")
    if not data[:offset].isascii():
        return ", but UTF-8 before that: two files in one? Save it again, as UTF-8"
    likely = _likely(data[max(0, offset - 100) : offset + _MOST_READ])
    if likely is None:
        return _naming("; name the encoding that it has, like ", "windows-1251")
    return _naming(f"; it is probably {likely}: name it, ", likely) + ' (spreadsheets: "CSV UTF-8")'


def _naming(text: str, encoding: str) -> Parts:
    return Parts((text, {"encoding": encoding}, ", or save it as UTF-8"))


def _likely(data: bytes) -> str | None:
    """The likely encoding of a text that is not UTF-8; None for one in another script, or none that is known."""
    high = bytes(byte for byte in data if byte > 0x7F)  # noqa: PLR2004 ASCII
    runs = len(re.findall(rb"[\x80-\xff]+", data))
    if len(high) > 2 * runs + 2:  # Latin letters with marks stand alone, or in twos
        return None
    read = [(high.decode(codec, "replace"), letters) for codec, letters in _LIKELY]
    scores = [sum((char in letters) + (char in _GERMAN) for char in text) for text, letters in read]
    best = max(scores)
    return _LIKELY[scores.index(best)][0] if best * 2 >= len(high) else None


def _byte_order(data: bytes) -> str | None:
    """The byte order of what looks like UTF-16 without a mark: every second byte of Latin text is zero."""
    head = data[:2000]
    if head.count(0) * 3 < len(head) or not head:
        return None
    return "le" if head[1::2].count(0) > head[::2].count(0) else "be"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _with_line_feeds(text: str) -> str:
    """The text with one line feed for CR LF, for CR CR LF, and for CR where the first line ends in that alone."""
    if "\r" not in text:
        return text
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n")
    ends = (found[0] for found in re.finditer(r'"[^"]*"|[\r\n]', text) if not found[0].startswith('"'))
    return text.replace("\r", "\n") if next(ends, "") == "\r" else text
