"""The package of a workbook (.xlsx): a ZIP archive of XML, unpacked within limits before anything else reads it.

What is handed on is packed again from what was measured here, so that no other reader can see more in the archive.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from lox24_provider.display.text import quoted
from lox24_provider.rules.list_file.faults import UnreadableError

__all__ = ["DAMAGED", "MOST_UNPACKED", "Package", "text_of", "unpacked"]

MOST_UNPACKED = 256 * 2**20
"""The most bytes of XML that the parts of one sheet may have: some 1,000,000 rows of four cells."""

DAMAGED = "is a damaged workbook; open it in a spreadsheet program and save it again"

_ALIKE = (
    ("mimetype", "is an OpenDocument file; save it as .xlsx, or as CSV"),
    ("xl/workbook.bin", "is a binary workbook (.xlsb); save it as .xlsx, or as CSV"),
    ("word/document.xml", "is a text document; export the list as CSV"),
    ("Index/Document.iwa", "is a Numbers document; export it as .xlsx, or as CSV"),
)

_WORKBOOK, _RELATIONS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_SHARED = ("[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", _STRINGS)
"""The parts that one sheet needs besides its own, in lower case: programs differ in theirs."""


_CELLS = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml", re.IGNORECASE)
_END, _TAG = re.compile("</(?:[a-z]+:)?(?:si|c)>"), re.compile("<[^>]*>")

_NO_WORKBOOK = (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, OSError, RuntimeError, ValueError)
"""What reading something else raises; a RuntimeError asks for a password."""


class Package(NamedTuple):
    """What one sheet needs of a workbook."""

    data: bytes
    """A workbook with nothing but that sheet and what it needs."""
    sheet: str
    """The sheet's name."""
    xml: bytes
    """The sheet's own part."""


class _Sheet(NamedTuple):
    name: str
    is_hidden: bool
    relation: str


def unpacked(data: bytes, *, sheet: str | None) -> Package:
    """The parts of one sheet, the first visible one if none is named.

    Raises:
        UnreadableError: it is no workbook, a damaged one, or too large; or it has no such sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, sheet=sheet)
    except _NO_WORKBOOK:
        raise UnreadableError(0, DAMAGED) from None


def text_of(data: bytes) -> str:
    """What the cells of all sheets hold, hidden ones too, one cell or shared text a line; nothing is calculated.

    Raises:
        UnreadableError: it is no workbook, a damaged one, or too large.
    """
    parts: list[bytes] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if _CELLS.fullmatch(info.filename):
                    parts.append(_part(archive, info, left=MOST_UNPACKED - sum(map(len, parts))))
    except _NO_WORKBOOK:
        raise UnreadableError(0, DAMAGED) from None
    lines = _END.split(b"\n".join(parts).decode("utf-8", "replace"))
    return "\n".join(html.unescape(_TAG.sub("", line)).replace("\n", " ") for line in lines)


def _unpacked(archive: zipfile.ZipFile, *, sheet: str | None) -> Package:
    members = {info.filename.lower(): info for info in archive.infolist()}
    if _WORKBOOK not in members:
        alike = (reason for name, reason in _ALIKE if name.lower() in members)
        raise UnreadableError(0, next(alike, "is a ZIP archive, and no workbook in it; unpack it"))
    parts: dict[str, bytes] = {}
    for name in _SHARED:
        if name in members:
            parts[name] = _part(archive, members[name], left=MOST_UNPACKED - sum(map(len, parts.values())))
    chosen = _chosen(list(_sheets(parts[_WORKBOOK])), name=sheet)
    target = _target(parts.get(_RELATIONS, b""), relation=chosen.relation).lower()
    if target not in members:
        raise UnreadableError(0, DAMAGED)
    xml = _part(archive, members[target], left=MOST_UNPACKED - sum(map(len, parts.values())))
    if _length(parts.get(_STRINGS, b""), sheet=xml) > MOST_UNPACKED:
        raise _too_large()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, content in {**parts, target: xml}.items():
            packed.writestr(members[name].filename, content)
    return Package(made.getvalue(), chosen.name, xml)


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, left: int) -> bytes:
    """A part's XML, without a document type: no spreadsheet program writes one, and entities come with it."""
    with archive.open(info) as part:
        content = part.read(left + 1)
    if len(content) > left:
        raise _too_large()
    if b"<!DOCTYPE" in content or b"\0" in content:  # a NUL: UTF-16, in which it would not be seen
        raise UnreadableError(0, "is a workbook with XML that no spreadsheet program writes; save it again with one")
    return content


def _length(strings: bytes, *, sheet: bytes) -> int:
    """How long the texts of a sheet are at most, each as often as a cell has it: gigabytes in half a megabyte."""
    lengths = [len(text) for text in re.split(rb"</(?:\w+:)?si>", strings)]
    if max(lengths) * (sheet.count(b"</") + 1) <= MOST_UNPACKED:
        return 0
    found = (int(number[1]) for number in re.finditer(rb"<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})\s*<", sheet))
    return sum(lengths[index] for index in found if index < len(lengths))


def _too_large() -> UnreadableError:
    return UnreadableError(0, f"is a workbook of more than {MOST_UNPACKED // 2**20} MiB once it is unpacked")


def _sheets(xml: bytes) -> Iterator[_Sheet]:
    for element in ET.fromstring(xml).iter():  # noqa: S314 as above
        if _local(element.tag) == "sheet":
            of = {_local(name): value for name, value in element.attrib.items()}
            yield _Sheet(of.get("name", ""), of.get("state", "visible") != "visible", of.get("id", ""))


def _chosen(sheets: list[_Sheet], *, name: str | None) -> _Sheet:
    if name is None:
        visible = [sheet for sheet in sheets if not sheet.is_hidden] or sheets
        if visible:
            return visible[0]
        raise UnreadableError(0, DAMAGED)
    for sheet in sheets:
        if sheet.name.strip().casefold() == name.strip().casefold():
            return sheet
    names = ", ".join(quoted(sheet.name) for sheet in sheets[:10])
    raise UnreadableError(0, f"has no sheet {quoted(name)}; there are {names}")


def _target(xml: bytes, *, relation: str) -> str:
    """The path of the part that a relation leads to."""
    for element in ET.fromstring(xml).iter():  # noqa: S314 as above
        if element.get("Id") == relation:
            target = element.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{re.sub(r'^[.]/', '', target)}"
    return ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]
