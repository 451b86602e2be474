"""A table of entries: what is read, what is refused and where, and the one form in which it is written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lox24_provider.rules.entry import FIELDS, LIMITS, Entry
from lox24_provider.rules.list_file.digests import canonical, fingerprint
from lox24_provider.rules.list_file.faults import MOST_FAULTS, Fault
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import read_table, told
from lox24_provider.rules.number.numbers import person

ONE, TWO, THREE = "+4917612345671", "+4917612345672", "+4917612345673"
FORM = "phone: must be in international form, like +4917612345678"
NATIONAL = f"{FORM}; national forms need default_region"
GERMAN = f"{FORM}, or a possible number of DE"
NONE_OF = "is none of phone, a, b, c, d, e, callback_data, nor a label of the group as it is declared"
A_QUOTE = "a quote that is not closed"
QUOTE = f"has {A_QUOTE}"
WESTERN = (
    '; it is probably windows-1252: name it, encoding="windows-1252", or save it as UTF-8 (spreadsheets: "CSV UTF-8")'
)
MAPPED = "map the columns that you need: columns="
LABELS = {"a": "Anrede", "b": " Straße "}

values = st.none() | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n,;\"' "), min_size=1, max_size=36
)
e164 = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True).filter(lambda number: person(number) == number)
entries = st.builds(Entry, e164, *[values] * 6)
lists = st.lists(entries, unique_by=lambda entry: entry.phone, max_size=8)


def as_read(people: Sequence[Entry]) -> list[Entry]:
    """The entries without the blanks around their values."""
    return [Entry(person.phone, *((value or "").strip() or None for value in person[1:])) for person in people]


def written(
    people: Sequence[Entry],
    *,
    columns: Sequence[str] = FIELDS,
    delimiter: str = ",",
    end: str = "\n",
    quotes: bool = False,
) -> bytes:
    """The entries as another program would write them."""
    file = io.StringIO()
    table = csv.writer(
        file, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    )
    table.writerow(columns)
    table.writerows([person._asdict()[column] for column in columns] for person in people)
    return file.getvalue().replace("\n", end).encode()


@given(lists)
def test_what_is_written_is_read_again(people: list[Entry]) -> None:
    table = read_table(canonical(people).encode())
    assert table.problems == []
    assert list(table.entries) == sorted(as_read(people), key=lambda entry: entry.phone)
    again = read_table(canonical(table.entries).encode())
    assert again.entries == table.entries


@given(
    lists.flatmap(lambda people: st.tuples(st.just(people), st.permutations(people))),
    st.permutations(FIELDS),
    st.tuples(st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r\r\n"]), st.booleans()),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "double"]),
)
def test_the_order_of_lines_and_columns_and_the_dialect_change_nothing(
    people: tuple[list[Entry], list[Entry]],
    columns: list[str],
    dialect: tuple[str, str, bool],
    encoding: str,
) -> None:
    one, other = people
    delimiter, end, quotes = dialect
    text = written(other, columns=columns, delimiter=delimiter, end=end, quotes=quotes).decode()
    data = f"\ufeff{text}".encode("utf-8-sig") if encoding == "double" else text.encode(encoding)
    table = read_table(data)
    assert table.problems == []
    assert canonical(table.entries) == canonical(as_read(one))


@given(lists.filter(bool))
def test_a_line_is_where_the_record_of_its_entry_begins(people: list[Entry]) -> None:
    data = written(people)
    table = read_table(data)
    lines = data.decode().split("\n")
    assert [lines[line - 1].split(",")[0] for line in table.lines] == [entry.phone for entry in table.entries]
    assert [table.line_of(entry) for entry in table.entries] == list(table.lines)


@given(
    st.text("0123456789 -/()", min_size=5, max_size=20) | st.from_regex(r"\+[0-9]{16,20}|0[1-9][0-9]{20}x?"),
    st.sampled_from([None, "DE", "US"]),
    st.sampled_from(
        ["{}", "phone\n{}", "phone,a\n{},x\n", "a,phone\n{0},{0}", "phone\n{0},{0}", 'phone\n"{}', "{},x\n"]
    ),
)
def test_a_problem_never_repeats_a_number(number: str, region: str | None, file: str) -> None:
    runs = [run for run in re.findall(r"[0-9]{5,}", number) if run not in "4917612345678131072"]
    assume(runs)
    text = " ".join(read_table(file.format(number).encode(), options=ReadOptions(default_region=region)).problems)
    assert not [run for run in runs if run in text]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    table = read_table(b"phone;a\n" + data)
    assert len(table.entries) == len(table.lines)
    assert all(re.match(r"line [1-9][0-9]*: ", problem) for problem in table.problems)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("phone", []),
        ("phone;a\r\n", []),
        (f"phone\n{ONE}", [Entry(ONE)]),
        (f"\n \nphone\n\n{TWO}\n\n \n{ONE}\n", [Entry(ONE), Entry(TWO)]),
        (f"phone;a\n;\n{ONE};\n", [Entry(ONE)]),
        (f" PHONE ; anrede;STRASSE\n {ONE} ; Frau ;", [Entry(ONE, a="Frau")]),
        (f"phone\ta\tb\n{ONE}\n{TWO}\tx", [Entry(ONE), Entry(TWO, a="x")]),
        (f'"phone";"a"\n"{ONE}";"x;""y""\r\nz"', [Entry(ONE, a='x;"y"\nz')]),
        (f"c;phone\nx, y;{ONE}", [Entry(ONE, c="x, y")]),
        (f'phone,"Anrede",callback_data\n{ONE},Hans "Hansi" M.,{"i" * 36}', None),
        (f"phone,a,callback_data\n{ONE},{'x' * 1530},i", [Entry(ONE, a="x" * 1530, callback_data="i")]),
        (f"phone,a\n{ONE},x\u2028y\u200dz", [Entry(ONE, a="x\u2028y\u200dz")]),
    ],
)
def test_a_table_is_read(file: str, expected: list[Entry] | None) -> None:
    table = read_table(file.encode(), options=ReadOptions(labels=LABELS))
    assert table.problems == []
    wanted = [Entry(ONE, a='Hans "Hansi" M.', callback_data="i" * 36)] if expected is None else expected
    assert list(table.entries) == wanted


def test_lines_count_line_ends_in_quotes_and_blank_lines() -> None:
    table = read_table(f'\r\nphone,a\r\n{TWO},"x\r\n\r\ny"\r\n\r\n{ONE},z\r\n{THREE}'.encode())
    assert list(zip(table.entries, table.lines, strict=True)) == [
        (Entry(ONE, a="z"), 7),
        (Entry(TWO, a="x\n\ny"), 3),
        (Entry(THREE), 8),
    ]


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        (b"", ["is empty; the first line names the columns"]),
        (b"\xef\xbb\xbf\r\n \n", ["is empty; the first line names the columns"]),
        (b"phone,a\n+49,\xfc\n", [f"line 2: is not UTF-8, at byte offset 12 of the file{WESTERN}"]),
        (
            b"\xef\xbb\xbfphone\n\xff",
            ["line 2: is not UTF-8, at byte offset 9 of the file; save it again, as UTF-8"],
        ),
        (b"a,b", ["line 1: no column is named phone"]),
        (b"\nphone,Nme", [f'line 2: column \'Nme\' {NONE_OF}; {MAPPED}{{"phone": "phone", "a": "Nme"}}']),
        (
            b"phone," + b"x" * 50,
            [f'line 1: column \'{"x" * 37}...\' {NONE_OF}; {MAPPED}{{"phone": "phone", "a": "{"x" * 50}"}}'],
        ),
        (b"phone,a,", []),
        (
            f"phone,a,\n{ONE},,\n{TWO},,x".encode(),
            [f'line 1: column 3 {NONE_OF}; {MAPPED}{{"phone": "phone", "a": "a"}}'],
        ),
        (b"phone,a,Anrede", ["line 1: column 'Anrede' is a, as column 2 is"]),
        (b"phone,PHONE", ["line 1: column 'PHONE' is phone, as column 1 is"]),
        (b"phone,Ort", ["line 1: column 'Ort' is the label of c and d; use the letter"]),
        (
            f"{ONE},Meier\n{TWO},Huber".encode(),
            ["line 1: looks like an entry; is the header line missing, which names the columns?"],
        ),
        (
            f"phone,a\n{ONE},x,y\n0176,x,\n".encode(),
            [
                "line 2: has 3 cells, the header names 2 columns",
                f"line 3: {NATIONAL}",
            ],
        ),
        (b"phone,a\n,x", ["line 2: phone: is missing; skip_without_phone=True leaves such rows out"]),
        (
            b"phone,Nme\n0176 1234567,x",
            [f'line 1: column \'Nme\' {NONE_OF}; {MAPPED}{{"phone": "phone", "a": "Nme"}}', f"line 2: {NATIONAL}"],
        ),
        (f'phone,a\n{ONE},"x\ny"\n{TWO},"x\ny'.encode(), [f"line 4: {QUOTE}; nothing after it was read"]),
        (
            f'phone,a\n{ONE},"x" y\n0176'.encode(),
            [f"line 2: {QUOTE}, or text after a closing quote; nothing after it was read"],
        ),
        (b'"phone', [f"line 1: {QUOTE}; nothing after it was read"]),
        (
            f"phone,a\n1,\n{ONE},{'x' * 140_000}".encode(),
            [
                f"line 2: {NATIONAL}",
                f"line 3: has a value of more than 131072 characters, or {A_QUOTE}; nothing after it was read",
            ],
        ),
        (
            f"phone,a,callback_data\n{ONE},{'x' * 1531},{'i' * 37}".encode(),
            [
                "line 2: a: has 1531 characters, LOX24 stores at most 1530",
                "line 2: callback_data: has 37 characters, LOX24 stores at most 36",
            ],
        ),
        (
            f"phone,a\n{ONE},{'x' * 1531}\n{TWO}\n{ONE}\n {TWO} \n".encode(),
            [
                "line 2: a: has 1531 characters, LOX24 stores at most 1530",
                "line 4: phone: is the number of line 2 too",
            ],
        ),
        (
            f'phone,a\n{ONE},a\0b\r\n{TWO},"a\nb\rc"\n0176,\n{THREE},\x85'.encode(),
            [
                "line 2: has the invisible character U+0000",
                "line 4: has the invisible character U+000D",
                f"line 5: {NATIONAL}",
                "line 6: has the invisible character U+0085",
            ],
        ),
    ],
)
def test_a_problem_names_its_line(file: bytes, problems: list[str]) -> None:
    table = read_table(file, options=ReadOptions(labels={"a": "Anrede", "b": " ", "c": "Ort", "d": "ort"}))
    assert table.problems == problems


def test_what_has_no_problem_is_read_beside_what_has() -> None:
    table = read_table(f"phone,a\n0176,x\n{ONE},y\n{ONE},z\n{TWO},\0".encode())
    assert table[:2] == ((Entry(ONE, a="y"),), (3,))


def test_a_letter_goes_before_a_label() -> None:
    table = read_table(f"phone,b\n{ONE},x".encode(), options=ReadOptions(labels={"a": "b", "c": "phone"}))
    assert table[:3] == ((Entry(ONE, b="x"),), (2,), [])


@pytest.mark.parametrize(
    ("region", "written", "read"),
    [
        ("DE", "0176 1234 5671", ONE),
        ("DE", "(0176) 1234/5671", ONE),
        ("DE", "0049 176 12345671", ONE),
        ("DE", "+49 (0)176-12345671", ONE),
        ("DE", "17612345671", ONE),
        ("US", "(201) 555-0123", "+12015550123"),
        ("US", "011 49 176 12345671", ONE),
        ("US", ONE, ONE),
        ("DE", "0176", None),
        ("DE", "0176123456712345678", None),
        ("DE", "call 017612345671", None),
        ("DE", "0800FLOWERS", None),
        ("DE", "()", None),
        ("US", "555-0123", None),  # without its area code
    ],
)
def test_a_region_lends_its_national_forms(region: str, written: str, read: str | None) -> None:
    table = read_table(f"phone,a\n{written},x".encode(), options=ReadOptions(default_region=region))
    assert [entry.phone for entry in table.entries] == ([read] if read else [])
    assert len(table.problems) == (0 if read else 1)
    assert all(problem.startswith("line 2: phone: ") for problem in table.problems)


def test_one_number_in_two_forms_is_one_person() -> None:
    """Once with the same values, and a problem of two lines with others."""
    data = f"phone,a\n{ONE},x\n0176 12345671, x \n0176/12345671,\n"
    table = read_table(data.encode(), options=ReadOptions(default_region="DE"))
    assert (table.entries, table.merged, table.rows) == ((Entry(ONE, a="x"),), 1, 3)
    assert table.problems == ["line 4: phone: is the number of line 2 too"]


@pytest.mark.parametrize("region", ["XX", "de", "+4917612345671"])
def test_an_unknown_region_is_a_problem(region: str) -> None:
    table = read_table(b"phone\n0176", options=ReadOptions(default_region=region))
    assert table.problems == ["default_region is no country that phonenumbers knows; it is two letters, like DE"]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ""),
        (1, "x.csv, line 1: p"),
        (20, "; ".join(f"x.csv, line {line}: p" for line in range(1, 21))),
        (23, "; ".join(f"x.csv, line {line}: p" for line in range(1, 21)) + "; and 3 more, 23 problems in all"),
    ],
)
def test_twenty_problems_are_told_and_the_rest_counted(count: int, expected: str) -> None:
    assert told([Fault(line, "p") for line in range(1, count + 1)], where="x.csv") == expected


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    assert told([Fault(0, "is empty")], where="x.csv") == "x.csv: is empty"


def test_the_canonical_form_is_sorted_and_quotes_only_what_must_be() -> None:
    people = [Entry(TWO, a='x"y', b=" z ", e="1,2"), Entry(ONE, a="", b="x\ny", callback_data="i")]
    assert canonical(people) == (
        f'phone,a,b,c,d,e,callback_data\n{ONE},,"x\ny",,,,i\n{TWO},"x""y", z ,,,"1,2",\n'
    )  # fmt: skip
    assert canonical([]) == ",".join(LIMITS) + "\n"


@pytest.mark.promise
def test_the_fingerprint_is_the_same_in_every_process_and_release() -> None:
    """It is stored in states: another value would be a change of every table."""
    assert fingerprint("phone\n") == "scrypt:dd261ef57020ed57a735aff7a99a287149134199f7a2c519e692e5ac191c7700"
    assert fingerprint("phone") != fingerprint("phone\n")


def test_a_file_of_faults_is_told_to_a_limit() -> None:
    """Or a file of the most bytes would fill the memory with its problems."""
    table = read_table(b"phone\n" + b"a\n" * (MOST_FAULTS + 5))
    assert len(table.problems) == MOST_FAULTS + 1
    assert table.problems[-1].endswith("nothing after it was read: there are 100,000 problems before it")
    assert len(read_table(b"phone\n" + b"\x01\n" * (MOST_FAULTS + 5)).problems) <= MOST_FAULTS + 1


@pytest.mark.parametrize("file", [b"," * 20_000, f"phone\n{ONE}{',' * 20_000}\n".encode()])
def test_columns_without_end_are_refused_before_they_cost_memory(file: bytes) -> None:
    assert read_table(file).problems == [f"line {1 + file.count(b'phone')}: has more than 16,384 columns"]


@pytest.mark.parametrize("blank", ["\n", " \n", "\t\n", "\r"])
def test_blank_lines_before_a_header_count_as_lines(blank: str) -> None:
    table = read_table(f"{blank * 1000}phone;a{blank[-1]}{ONE};x{blank[-1]}0176".encode())
    assert (table.lines, table.problems) == ((1002,), [f"line 1003: {NATIONAL}"])


@pytest.mark.parametrize(
    "header", ["Anna,Mobil 0176 12345671 privat", "Anna,anna@example.com,", "Anna,tel. +49 176 12345671 (privat)"]
)
def test_a_person_instead_of_a_header_is_not_told(header: str) -> None:
    problems = " ".join(read_table(f"{header}\n\nBert,{ONE}\nCarl,{TWO}".encode()).problems)
    assert "12345671" not in problems
    assert "example.com" not in problems
    assert problems


@pytest.mark.parametrize("written", ["+49015550000001", "+112025550123", "+3606201234567"])
def test_a_trunk_zero_behind_the_country_is_dropped_in_a_file_too(written: str) -> None:
    """It looks like E.164, which is otherwise taken as it stands."""
    table = read_table(f"phone\n{written}\n".encode())
    assert table.problems == []
    assert [entry.phone for entry in table.entries] == [person(written)] != [written]
