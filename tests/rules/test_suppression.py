"""Nobody in a suppression file is ever on the list, however the number is spelled, in either file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file import rows
from lox24_provider.rules.list_file.options import ReadOptions, problems_of_reading
from lox24_provider.rules.list_file.suppression_change import drops_files
from lox24_provider.rules.list_file.table import Table, read_table
from tests.support.workbooks import workbook

ONE, TWO, THREE = "+4915550000001", "+4915550000002", "+4915550000003"
LIST = ("phone,a", f"{ONE},Ann", f"{TWO},Bo")


def text(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def read(*files: bytes, rows: Sequence[str] = LIST, **options: Any) -> Table:
    names = [f"out-{at}.csv" for at, _ in enumerate(files, start=1)]
    given = ReadOptions.of({"suppression_files": names, **options})
    return read_table(text(*rows), options=given, suppression=list(zip(names, files, strict=True)))


def test_who_is_in_a_suppression_file_is_left_out_and_counted() -> None:
    table = read(text("Email,phone", f"b@example.com,{TWO}", "c@example.com,", f"d@example.com,{THREE}"))
    assert (table.entries, table.problems, table.lines) == ((Entry(ONE, a="Ann"),), [], (2,))
    assert (table.rows, table.suppressed, table.left_out) == (2, 1, {"suppressed": 1})
    assert table.counts == "1 entry is in a suppression file and left out"
    both = read(text("phone", ONE), text("phone", "0155 50000002", ONE), default_region="DE")
    assert (both.entries, both.suppressed) == ((), 2)
    assert both.counts == "2 entries are in a suppression file and left out"


def test_the_columns_of_numbers_are_named_as_in_the_list_and_all_of_them_count() -> None:
    columns = {"phone": ["Mobil", "Telefon"], "a": "Name"}
    rows = ("Name,Mobil", f"Ann,{ONE}", f"Bo,{TWO}", f"Cy,{THREE}")
    out = text("Telefon;Mobil;phone", f"{ONE};;", f";030 1234567;{TWO}")
    assert read(out, rows=rows, columns=columns, default_region="DE").entries == (Entry(THREE, a="Cy"),)


def test_what_else_the_list_says_of_its_own_file_does_not_count() -> None:
    out = text("SMS consent,phone,x", f"yes,{TWO},", f"yes,{THREE},y")
    rows = ("phone,a,SMS consent", f"{ONE},Ann,yes", f"{TWO},Bo,yes")
    assert read(out, rows=rows, consent={"SMS consent": "yes"}).entries == (Entry(ONE, a="Ann"),)
    book = workbook([["phone"], [TWO]])
    assert read(book).entries == (Entry(ONE, a="Ann"),)
    sheets = read_table(
        workbook([["phone"], [ONE], [TWO]]),
        options=ReadOptions(sheet="Sheet1", suppression_files=("o",)),
        suppression=[("o", text("phone", ONE))],
    )
    assert (sheets.problems, sheets.entries) == ([], (Entry(TWO),))


@pytest.mark.parametrize("encoding", [None, "windows-1252", "utf-16-le", "mac-roman"])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "mac-roman"])
def test_a_suppression_file_may_be_in_another_encoding_than_the_list(encoding: str | None, written: str) -> None:
    out = f"phone;Straße\n{TWO};Grüner Weg\n".encode(written)
    rows = "\n".join(LIST).encode(encoding or "utf-8")
    options = ReadOptions(encoding=encoding, suppression_files=("o",))
    table = read_table(rows, options=options, suppression=[("o", out)])
    assert (table.problems, table.entries) == ([], (Entry(ONE, a="Ann"),))


def test_utf_16_without_its_mark_is_read_where_the_list_names_it_and_else_a_problem() -> None:
    out = f"phone\n{TWO}\n".encode("utf-16-le")
    options = ReadOptions(encoding="utf-16-le", suppression_files=("o",))
    table = read_table("\n".join(LIST).encode("utf-16-le"), options=options, suppression=[("o", out)])
    assert table.entries == (Entry(ONE, a="Ann"),)
    (problem,) = read(out).problems
    assert problem.startswith("suppression file out-1.csv: is probably UTF-16 without its mark")


@pytest.mark.parametrize(
    ("out", "told"),
    [
        (b"", "out-1.csv: is empty"),
        (text("Mobile", TWO), "out-1.csv, line 1: no column is named 'phone'; add to columns what the"),
        (text(TWO, THREE), "out-1.csv, line 1: looks like an entry; is the header line missing, which names the"),
        (text("phone", "", "123"), "out-1.csv, line 3: phone: "),
        (text("phone,a", f"{TWO},x,y"), "out-1.csv, line 2: has 3 cells, the header names 2 columns"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 9\n", "out-1.csv: is a pointer of Git LFS"),
        (b"<html><table>", "out-1.csv: is HTML; save it as .xlsx, or as CSV"),
        (text("phone,phone", f"{TWO},{THREE}"), "out-1.csv, line 1: column 'phone' is named as column 1 is"),
        (
            text("phone", "+3361234567"),
            "out-1.csv, line 2: phone: is too short or too long for a number of its country",
        ),
        (text("a;phone", f"Bo,{TWO}"), "out-1.csv, line 2: ends before a column of numbers; it may be cut off, or"),
        (text("a,phone", f'"Bo,{TWO}"'), "out-1.csv, line 2: ends before a column of numbers"),
        (text("a,phone", "Bo"), "out-1.csv, line 2: ends before a column of numbers"),
        (
            text("phone,Handy", f",{TWO},,"),
            "out-1.csv, line 2: has a number in 'Handy'; add the name of this",
        ),
        (text("phone,x", f"+49301234567,{TWO}"), "out-1.csv, line 2: has a number in 'x'; add the name"),
        (text("Cell,phone", f"{TWO[1:]},").replace(b"4915", b"+4915"), "out-1.csv, line 2: has a number in 'Cell'"),
        (text("a,phone", f'"Bo,{TWO}', f'Cy",{ONE}'), "out-1.csv, line 2: has a whole row within a cell; is a quote"),
        (text(f"phone,{ONE}x", f",{TWO}"), "out-1.csv, line 2: has a number in column 2; add the name"),
    ],
)
def test_what_cannot_be_read_is_a_problem_as_it_may_be_anybodys(out: bytes, told: str) -> None:
    table = read(out)
    assert [problem[: len(f"suppression file {told}")] for problem in table.problems] == [f"suppression file {told}"]
    assert not any("50000002" in problem for problem in table.problems)


def test_what_stands_beside_no_number_and_is_none_is_no_problem() -> None:
    """Dates, times since 1970, identifiers, amounts; and who has a mobile that is read may have others."""
    header = "Email,Left,At,ID,Number,Sender,phone"
    rows = (
        '"b@example.com\n(was, c@)",2026-11-28 19:15,1764357312,15550000002,0012,,',
        f"c@example.com,,,,,{ONE},{TWO}",
        ",,,,,,",
    )
    table = read(text(header, *rows), default_region="DE")
    assert (table.problems, table.entries) == ([], (Entry(ONE, a="Ann"),))


@pytest.mark.parametrize("encoding", [None, "windows-1252"])
@pytest.mark.parametrize(
    ("out", "told"),
    [
        ('Straße, "phone"\n'.encode(), ", line 1: has a blank before a quote; remove it"),
        ('"Straße;phone\n'.encode(), ", line 1: has a quote that is not closed; nothing after it was read"),
        (b"\xef\xbb\xbf", ": is empty; the first line names the columns"),
        ("Straße,phone".encode("utf-8-sig") + b"\xfc\n", ", line 1: is not UTF-8, at byte offset 16 of the file; "),
        ('"Straße,phone\n'.encode("windows-1252"), ", line 1: has a quote that is not closed; nothing after it was"),
    ],
)
def test_what_is_wrong_is_told_of_the_encoding_that_it_has(encoding: str | None, out: bytes, told: str) -> None:
    table = read_table(
        text(*LIST),
        options=ReadOptions(encoding=encoding, suppression_files=("o.csv",)),
        suppression=[("o.csv", out)],
    )
    (problem,) = table.problems
    assert problem.startswith(f"suppression file o.csv{told}")


def test_what_only_another_encoding_can_tell_is_a_problem_that_says_so() -> None:
    spaced = f"Straße;phone\n;{TWO[:3]}\u00a0{TWO[3:]}\n"
    unread, why = read(spaced.encode("windows-1252")).problems
    assert unread == "suppression file out-1.csv, line 2: phone: is no phone number"
    assert why == (
        "suppression file out-1.csv: is not UTF-8, so signs and letters in it may be read wrong; save it as UTF-8 "
        '(spreadsheets: "CSV UTF-8")'
    )
    assert read(spaced.encode("utf-8")).entries == (Entry(ONE, a="Ann"),)


def test_problems_of_all_files_are_told_at_once() -> None:
    table = read(text("phone", "1"), text("phone", "2"), rows=("phone", "3"))
    assert [problem.partition(": ")[0] for problem in table.problems] == [
        "suppression file out-1.csv, line 2",
        "suppression file out-2.csv, line 2",
        "line 2",
    ]


def test_a_header_alone_says_that_nobody_has_opted_out() -> None:
    table = read(text("phone,reason"))
    assert (table.problems, len(table.entries), table.suppressed) == ([], 2, 0)


def test_a_number_that_the_list_would_refuse_is_left_out_too() -> None:
    """A landline in national form usually gets no SMS; whoever has it in the list says that it does."""
    rows = ("phone", "+49301234567", ONE)
    assert read(text("phone", "030 1234567"), rows=rows, default_region="DE").entries == (Entry(ONE),)


def test_digits_that_may_be_landlines_of_two_countries_are_a_problem_as_either_may_be_on_the_list() -> None:
    rows, out = ("phone", "+302101234567", "+49302101234567", ONE), text("phone", "302101234567")
    (problem,) = read(out, rows=rows, default_region="DE").problems
    assert "may be a number of DE or of GR; say " in problem
    assert read(out, rows=rows, default_region="DE", digits="national").entries == (Entry("+302101234567"), Entry(ONE))


@pytest.mark.parametrize("out", [ONE, TWO])
def test_the_mobiles_of_one_row_are_one_persons(out: str) -> None:
    rows = ("Mobil,Mobil 2", f"{ONE},{TWO}", f"{TWO},", f"{THREE},")
    columns = {"phone": ["Mobil", "Mobil 2"]}
    table = read(text("phone", out), rows=rows, columns=columns)
    assert (table.entries, table.suppressed) == ((Entry(THREE),), 2)
    split = read(text("phone", f"{out} / {THREE}"), rows=("phone", f"{ONE} / {TWO}", THREE), split=" / ")
    assert split.entries == ()


def test_files_that_are_named_and_not_given_are_no_empty_ones() -> None:
    with pytest.raises(TypeError):
        read_table(text(*LIST), options=ReadOptions(suppression_files=("o",)))


SPELLINGS = (
    "+49155500000{}",
    "0049 155 500 000 {}",
    "+49 (0)155/500000{}",
    "0155-500000{}",
    "49155500000{}",
    "'+49155500000{}",
)


@pytest.mark.promise
@given(
    people=st.lists(st.tuples(st.integers(10, 19), st.sampled_from(SPELLINGS)), max_size=12),
    out=st.lists(st.tuples(st.integers(10, 19), st.sampled_from(SPELLINGS)), max_size=6),
)
def test_nobody_who_is_out_is_taken_and_nobody_else_is_lost(
    people: list[tuple[int, str]], out: list[tuple[int, str]]
) -> None:
    rows = [written.format(number) for number, written in people]
    files = [
        text("x;phone", *(f";{written.format(number)}" for number, written in part)) for part in (out[:3], out[3:])
    ]
    table = read(*files, rows=("phone", *rows), default_region="DE")
    wanted = {number for number, _ in people} - {number for number, _ in out}
    assert table.problems == []
    assert [entry.phone for entry in table.entries] == [f"+49155500000{number}" for number in sorted(wanted)]
    assert table.suppressed == len({number for number, _ in people}) - len(wanted)


@pytest.mark.parametrize("value", [[], "out.csv", [""], [1], {"a": "b"}, ["a.csv", None]])
def test_what_names_no_file_is_a_problem_and_not_an_empty_list(value: object) -> None:
    (problem,) = problems_of_reading({"suppression_files": value})
    assert str(problem) == 'suppression_files: must be paths of files, like ["lists/unsubscribed.csv"]'


@pytest.mark.parametrize(
    ("source", "files", "is_wrong"),
    [
        ("lists/a.csv", ["out.csv", "./lists/../lists/a.csv"], True),
        ("a.csv", ["a.csv"], True),
        ("a.csv", ["lists/a.csv"], False),
        (None, ["a.csv"], False),
    ],
)
def test_a_list_that_is_its_own_suppression_file_is_a_problem_as_it_would_have_nobody(
    source: str | None, files: list[str], is_wrong: object
) -> None:
    problems = [str(problem) for problem in problems_of_reading({"source": source, "suppression_files": files})]
    assert problems == (
        ["suppression_files: names the list's own file, so nobody would be on the list"] if is_wrong else []
    )


@pytest.mark.parametrize(
    ("before", "after", "drops"),
    [
        (None, ["a.csv"], False),
        (["a.csv"], ["b/a.csv", "c.csv"], False),
        (["C:\\lists\\a.csv"], ["/home/lists/a.csv"], False),
        (["a.csv"], ["b.csv"], True),
        (["x/a.csv", "y/a.csv"], ["x/a.csv"], True),
        (["a.csv"], None, True),
        (["a.csv"], "[secret]", True),
        ("[secret]", ["a.csv"], True),
        ("[secret]", "[secret]", False),
    ],
)
def test_a_file_that_is_not_named_any_more_may_let_people_in(before: Any, after: Any, drops: object) -> None:
    assert drops_files(after, before=before) is drops


def test_the_problems_of_a_suppression_file_are_told_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_FAULTS", 3)
    table = read(text("a,phone", *["x"] * 9))
    assert [problem.partition(" ends")[0] for problem in table.problems][:3] == [
        f"suppression file out-1.csv, line {line}:" for line in (2, 3, 4)
    ]
    assert len(table.problems) == 4
    assert "nothing after it was read" in table.problems[3]
