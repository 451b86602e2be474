"""Workbooks: which cells are text, which are refused, and what a workbook may not do to the reader."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file import package
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from tests.support.workbooks import Cell, sheet, workbook

ONE, TWO = "+4917612345671", "+4917612345672"
DAMAGED = "is a damaged workbook; open it in a spreadsheet program and save it again"
VALUELESS = "is a formula without a value; open the workbook in a spreadsheet program and save it again"
ERROR = "is an error of the spreadsheet (like #N/A)"
TEXT = "format the column as text"


def read(rows: Sequence[Sequence[Cell]], **options: object) -> Table:
    return read_table(workbook(rows), options=ReadOptions.of(options))


def test_a_sheet_is_read_as_a_file_is() -> None:
    table = read([[], ["phone", " A ", None], [TWO, "x", None], [None], [ONE, " y\r\nz "]])
    assert table.entries == (Entry(ONE, a="y\nz"), Entry(TWO, a="x"))
    assert (table.lines, table.problems, table.sheet, table.rows) == ((5, 3), [], "Sheet1", 2)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (7, "7"),
        (1067.0, "1067"),
        (-0.0, "0"),
        ("<c><v>1E+3</v></c>", "1000"),
        (10**15 - 1, "999999999999999"),
        ('<c t="str"><f>B1</f><v>x</v></c>', "x"),
        ('<c t="str"><f>""</f><v></v></c>', None),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ("<c><v></v></c>", None),
        ("<c/>", None),
        ("e", "e"),
        ("<f>", "<f>"),
    ],
)
def test_a_cell_that_means_something_is_text(cell: Cell, value: str | None) -> None:
    table = read([["phone", "a"], [ONE, cell]])
    assert (table.entries, table.problems) == ((Entry(ONE, a=value),), [])


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (4.5, f"is a number with decimals; {TEXT}"),
        (10**15, f"is a number of over 15 digits, of which the last are lost; {TEXT}"),
        (True, f"is true or false and not text; {TEXT}"),
        ('<c s="1"><v>44000</v></c>', f"is a date and not text; {TEXT}"),
        ('<c s="1"><v>0.5</v></c>', f"is a time and not text; {TEXT}"),
        ('<c t="e"><v>#N/A</v></c>', ERROR),
        ("<c t='e'><f>1/0</f><v>#DIV/0!</v></c>", ERROR),
        ("<c><f>A1</f></c>", VALUELESS),
        ("<c><f>A1</f><v/></c>", VALUELESS),
        ('<c t="s"><f t="shared" si="0"/></c>', VALUELESS),
        ("a_x000D_b", "has the invisible character U+000D"),
        ("a\x85b", "has the invisible character U+0085"),
    ],
)
def test_a_cell_that_nobody_could_mean_is_a_problem_where_it_is_read(cell: Cell, told: str) -> None:
    """Also as the last of its row and sheet, where calamine has no cell at all."""
    table = read([["phone", "a"], [ONE, cell], [TWO, "x"], [cell]])
    assert table.problems == [f"line 2: a: {told}", f"line 4: phone: {told}"]
    assert table.entries == (Entry(TWO, a="x"),)
    ignored = read([["phone", "x"], [ONE, cell]], columns={"phone": "phone"})
    assert (ignored.entries, ignored.problems) == ((Entry(ONE),), [])


def test_a_row_with_a_number_that_is_none_is_not_skipped() -> None:
    table = read(
        [["phone"], ['<c t="e"><v>#N/A</v></c>'], [None, "x"]], columns={"phone": "phone"}, skip_without_phone=True
    )
    assert (table.skipped, table.problems) == (1, [f"line 2: phone: {ERROR}"])


def test_numbers_in_cells_are_one_warning() -> None:
    table = read([["phone", 2026, "c"], [ONE, 5, 1], [TWO, "5", 2]], columns={"a": "2026"})
    (notice,) = table.notices
    assert str(notice) == "1 cell is a number and not text, in line 2; a zero or plus before it is lost"
    (notice,) = read([["phone", "a", "b"], [ONE, "x"], [TWO, 5, 6]]).notices
    assert (notice.times, notice.line) == (2, 3)
    assert read([["phone", "a"], [ONE, "5"]]).notices == ()


def test_a_number_in_a_phones_cell_is_digits_and_not_a_decimal() -> None:
    table = read([["phone"], [491761234567]], default_region="DE")
    assert ".0" not in " ".join([*table.problems, *(entry.phone for entry in table.entries)])
    assert table.notices[0].times == 1


def test_values_that_look_damaged_are_a_warning() -> None:
    (notice,) = read([["phone", "a"], [ONE, "JÃ¶rg"], [TWO, "NULL"]]).notices
    assert (notice.kind, notice.times, notice.line) == ("damaged", 2, 2)


def test_a_sheet_is_taken_by_name_or_the_first_that_people_see() -> None:
    sheets = {"Notes": sheet([["x"]]), "A & B": sheet([["phone"], [ONE]]), "Other": sheet([["phone"], [TWO]])}
    data = workbook(sheets=sheets, hidden=["Notes"])
    assert read_table(data).entries == (Entry(ONE),)
    assert read_table(data, options=ReadOptions(sheet=" other ")).entries == (Entry(TWO),)
    assert read_table(data, options=ReadOptions(sheet="x")).problems == [
        "has no sheet 'x'; there are 'Notes', 'A & B', 'Other'"
    ]
    assert read_table(b"phone", options=ReadOptions(sheet="x")).problems == [
        "is no workbook, and sheet names a sheet of one; leave it out"
    ]


@pytest.mark.parametrize("rows", [[], [[]], [[None], [" "]]])
def test_an_empty_sheet_is_told(rows: list[list[Cell]]) -> None:
    assert read(rows).problems == ["is empty; the first line names the columns"]


def archive(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "is an OpenDocument file"),
        (archive(**{"xl__workbook.bin": b""}), "is a binary workbook (.xlsb)"),
        (archive(**{"word__document.xml": b""}), "is a text document"),
        (archive(**{"list.csv": b"phone"}), "is a ZIP archive"),
        (archive(**{"xl__workbook.xml": b"<x"}), DAMAGED),
        (archive(**{"xl__workbook.xml": b"<x/>"}), DAMAGED),
        (workbook([["phone"]])[:-30], DAMAGED),
        (workbook(sheets={"S": "<worksheet><row><c"}), DAMAGED),
        (workbook(sheets={"S": '<worksheet><row r="x"><c><f>1</f></c></row></worksheet>'}), DAMAGED),
        (workbook(sheets={"S": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "is a workbook with XML that no"),
        (
            workbook([["phone"]], more={"xl/workbook.xml": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}),
            "is a workbook with",
        ),
        (
            workbook(sheets={"S": ""}, more={"xl/worksheets/sheet1.xml": "<x/>".encode("utf-16")}),
            "is a workbook with XML",
        ),
    ],
)
def test_what_is_no_sound_workbook_is_named_for_what_it_is(data: bytes, told: str) -> None:
    (problem,) = read_table(data).problems
    assert problem.startswith(told)


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_UNPACKED", 2**20)
    data = workbook([["phone"], [ONE, "x" * 2**20]])
    assert len(data) < 10_000
    assert read_table(data).problems == ["is a workbook of more than 1 MiB once it is unpacked"]
    pictures = workbook(
        [["phone"], [ONE]], more={"xl/media/image1.png": b"\0" * 2**21, "xl/worksheets/sheet9.xml": " " * 2**21}
    )
    assert read_table(pictures).entries == (Entry(ONE),), "what the sheet does not need counts for nothing"


@pytest.mark.parametrize("at", ["XFD1048576", "Z1048576", "A9999999", "AAA9999999", "xfd1048576"])
def test_a_cell_far_away_takes_no_memory(at: str) -> None:
    """Calamine would make room for every cell in between: 400 GB."""
    rows = sheet([["phone"], [ONE]]).replace("</sheetData>", f'<row><c r="{at}"><v>1</v></c></row></sheetData>')
    (problem,) = read_table(workbook(sheets={"S": rows})).problems
    assert problem.startswith("has a cell far from the others")


def test_columns_beyond_z_are_read() -> None:
    head: list[Cell] = [f"column {n}" for n in range(40)]
    table = read([[*head, "phone", "a"], [*[None] * 40, ONE, "x"]])
    assert (table.entries, table.problems) == ((Entry(ONE, a="x"),), [])


@given(st.binary(max_size=60), st.integers(0, 2000))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(noise: bytes, at: int) -> None:
    data = workbook([["phone", "a"], [ONE, "x"]])
    table = read_table(data[:at] + noise + data[at + len(noise) :])
    assert table.problems or table.entries


def test_a_workbook_needs_the_extra_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (problem,) = read([["phone"]]).problems
    assert problem == (
        "is a workbook, which needs python-calamine: pip install 'lox24-provider[xlsx]'; or save it as CSV"
    )
    assert read_table(f"phone\n{ONE}".encode()).problems == []


def test_a_csv_file_loads_neither_the_reader_of_workbooks_nor_that_of_numbers() -> None:
    code = (
        "import sys; from lox24_provider.rules.list_file.options import ReadOptions; "
        "from lox24_provider.rules.list_file.table import read_table; "
        f"assert read_table(b'phone\\n{ONE}', options=ReadOptions(default_region='DE')).entries; "
        "print(*{'python_calamine', 'phonenumbers', 'xml.etree.ElementTree', 'zipfile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_one_text_in_very_many_cells_is_refused_before_it_fills_the_memory() -> None:
    """A workbook of half a megabyte may hold gigabytes: each cell has a copy of the text that it shares with others."""
    text, shared = '<c t="s"><v>1</v></c>', '<c t="s"><v>0</v></c>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}"><si><t>phone</t></si><si><t>{"x" * 32_000}</t></si></sst>'
    for rows, problem in ((9000, "is a workbook of more than 256 MiB once it is unpacked"), (20, "line 2: phone: ")):
        made = workbook([[shared], *([[text]] * rows)], more={"xl/sharedStrings.xml": strings})
        assert read_table(made).problems[0].startswith(problem)
