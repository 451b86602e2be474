"""A sheet of a workbook (.xlsx) as records of text, and the cells that are no text that anybody could mean.

python-calamine gives every number as a float, and errors and formulas without a value as empty text; which of the empty
cells these are, the sheet's XML tells.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from lox24_provider.rules.list_file.faults import UnreadableError
from lox24_provider.rules.list_file.package import DAMAGED, Package, unpacked
from lox24_provider.rules.list_file.records import BOOLEANS, INVISIBLE, Record, Refusal

__all__ = ["Sheet", "read_sheet"]

_MOST_ROWS = 2**20  # as spreadsheet programs have it
_MOST_CELLS = 10_000_000
"""The most cells between a sheet's first and last one: empty ones between them cost memory too."""

_MOST_DIGITS = 10**15
"""A spreadsheet keeps fifteen digits of a number."""

_REFUSED = "#"
"""Stands for a refused cell: it is not empty, and never a number."""

_SIGNS = re.compile("[#\ufffdÃÂâ]|NULL")
"""What a value that looks damaged has."""

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})"
)
"""Where cells begin and end that are shown as one."""

_AS_TEXT = "format the column as text"
_ERROR = "is an error of the spreadsheet (like #N/A)"
_VALUELESS = "is a formula without a value; open the workbook in a spreadsheet program and save it again"


@dataclass(kw_only=True)
class Sheet:
    """The records of a sheet, each with its row from 1.

    Attributes:
        refused: why a cell cannot be read, by row and column; a row without any is to be looked at.
        covered: the columns of cells that are shown as part of another cell, by row.
        numeric: how many cells of a column are numbers, and the row of the first.
    """

    name: str
    rows: list[list[Any]]
    refused: dict[int, dict[int, Refusal]]
    covered: dict[int, set[int]] = field(default_factory=dict)
    numeric: dict[int, tuple[int, int]] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Each row as text; what it finds on the way is in `refused` and `numeric`."""
        rows = [*self.rows, *([] for _ in range(len(self.rows), max(self.refused, default=0)))]
        for row, cells in enumerate(rows, start=1):
            for column in self.refused.get(row, ()):  # the last cells of a sheet or row are not in it if they are empty
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = _REFUSED
            text = _joined(cells)
            if text is None or not text.isprintable() or _SIGNS.search(text):
                self.refused.setdefault(row, {})
                yield row, [self._text(cell, row, at) for at, cell in enumerate(cells)]
            else:
                yield row, cells

    def _text(self, cell: object, row: int, column: int) -> str:
        if isinstance(cell, str):
            cell = cell.replace("\r\n", "\n")
            match = INVISIBLE.search(cell)
            if match is None:
                return cell
            return self._refuse(row, column, f"has the invisible character U+{ord(match[0]):04X}", is_value=False)
        if isinstance(cell, bool):
            self._refuse(row, column, f"is true or false and not text; {_AS_TEXT}")
            return BOOLEANS[cell]
        if isinstance(cell, int | float):
            return self._number(float(cell), row, column)
        kind = "a date" if isinstance(cell, dt.date) else "a time"
        return self._refuse(row, column, f"is {kind} and not text; {_AS_TEXT}")

    def _number(self, number: float, row: int, column: int) -> str:
        if not number.is_integer():
            return self._refuse(row, column, f"is a number with decimals; {_AS_TEXT}")
        if abs(number) >= _MOST_DIGITS:
            return self._refuse(row, column, f"is a number of over 15 digits, of which the last are lost; {_AS_TEXT}")
        count, first = self.numeric.get(column, (0, row))
        self.numeric[column] = (count + 1, first)
        return str(int(number))

    def _refuse(self, row: int, column: int, reason: str, *, is_value: bool = True) -> str:
        self.refused.setdefault(row, {}).setdefault(column, Refusal(reason, is_value))
        return _REFUSED


def read_sheet(data: bytes, *, sheet: str | None) -> Sheet:
    """The sheet of a workbook, the first visible one if none is named.

    Raises:
        UnreadableError: it is no workbook, a damaged one, or too large; it has no such sheet; or the extra is missing.
    """
    package = unpacked(data, sheet=sheet)
    try:
        import python_calamine  # noqa: PLC0415 an extra, which only workbooks need
    except ModuleNotFoundError:
        reason = "is a workbook, which needs python-calamine: pip install 'lox24-provider[xlsx]'; or save it as CSV"
        raise UnreadableError(0, reason) from None
    refused = _refused(package)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        rows = workbook.get_sheet_by_name(package.sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise UnreadableError(0, DAMAGED) from None
    covered = _covered(package.xml, rows)
    refused |= {row: refused.get(row, {}) for row in covered}  # whose cells are to be looked at
    return Sheet(name=package.sheet, rows=rows, refused=refused, covered=covered)


def _joined(cells: list[Any]) -> str | None:
    """The text of all cells; None if some hold something else."""
    try:
        return "".join(cells)
    except TypeError:
        return None


def _refused(package: Package) -> dict[int, dict[int, Refusal]]:
    """Errors and formulas without a value, by row and column; most sheets have neither, which is soon seen."""
    xml = package.xml
    quotes = [quote for quote in (b'"', b"'") if quote in xml]
    has_errors = b"&#" in xml or any(b"%be%b" % (quote, quote) in xml for quote in quotes)
    has_formulas = any(sign in xml and re.search(sign + rb"[\s>/]", xml) for sign in (b"<f", b":f"))
    digits = max(5, len(str(xml.count(b"<row") or xml.count(b":row"))) + 1)  # so many are far beyond the rows there are
    far = rb"%b(?:[A-Z](?:[A-Z]|[0-9]{%d})|[a-z]{1,3}[0-9]+%b)"  # a cell's place beyond column Z, or the last row
    is_wide = any(re.search(far % (quote, digits, quote), xml) for quote in quotes)
    if not (has_errors or has_formulas or is_wide):
        return {}
    scan = _Scan()
    try:
        scan.parse(xml)
    except (expat.ExpatError, ValueError):
        raise UnreadableError(0, DAMAGED) from None
    if scan.last_row > _MOST_ROWS or scan.last_row * scan.last_column > _MOST_CELLS:
        reason = f"has a cell far from the others, in row {scan.last_row:,} or column {scan.last_column:,}; delete it"
        raise UnreadableError(0, reason)
    return scan.refused


def _covered(xml: bytes, rows: list[list[Any]]) -> dict[int, set[int]]:
    """The columns of cells that are shown as part of another one, by row. They are empty in the sheet."""
    found: dict[int, set[int]] = {}
    width, count = max(map(len, rows), default=0), 0
    for one in _MERGED.finditer(xml) if b"mergeCell" in xml else ():
        left, right = sorted(_column(letters.decode()) for letters in one.group(1, 3))
        top, bottom = sorted(map(int, one.group(2, 4)))
        columns = range(left - 1, min(right, width))
        for row in range(top, min(bottom, len(rows)) + 1):
            count += 1 + len(columns)
            if count > _MOST_CELLS:
                raise UnreadableError(0, DAMAGED)
            found.setdefault(row, set()).update(columns if row > top else columns[1:])
    return found


class _Scan:
    """The cells of a sheet's XML, as far as they matter."""

    def __init__(self) -> None:
        self.refused: dict[int, dict[int, Refusal]] = {}
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._type = ""
        self._has_formula = self._has_value = self._is_in_value = False

    def parse(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._data
        parser.Parse(xml, True)  # noqa: FBT003 its own name for the end

    def _begins(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif name == "c":
            at = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            self._column = _column(at[1]) if at else self._column + 1
            self._row = int(at[2]) if at else self._row
            self._type = attributes.get("t", "")
            self._has_formula = self._has_value = self._is_in_value = False
            self.last_row, self.last_column = max(self.last_row, self._row), max(self.last_column, self._column)
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "is"):
            self._is_in_value = True
            self._has_value = self._has_value or self._type == "str"  # an empty text is a value

    def _ends(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in ("v", "is"):
            self._is_in_value = False
        elif name == "c" and (self._type == "e" or (self._has_formula and not self._has_value)):
            reason = _ERROR if self._type == "e" else _VALUELESS
            self.refused.setdefault(self._row, {})[self._column - 1] = Refusal(reason)

    def _data(self, text: str) -> None:
        self._has_value = self._has_value or (self._is_in_value and bool(text))


def _column(letters: str) -> int:
    """The column of its letters, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
