"""Which column is which field: by name, by mapping, and what is told of the others."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.entry import COLUMNS, Entry
from lox24_provider.rules.list_file.arguments import in_python
from lox24_provider.rules.list_file.columns import key_of
from lox24_provider.rules.list_file.exports import EXPORTS
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from tests.support.workbooks import workbook

PEOPLE = ((1, "+4917612345671"), (2, "+4917612345672"))
MAP = "map the columns that you need: "
NONE_OF = "none of phone, a, b, c, d, e, callback_data, nor a label of the group as it is declared"
ONE, TWO, THREE = "+4917612345671", "+4917612345672", "+4917612345673"


def read(text: str, **options: object) -> Table:
    return read_table(text.encode(), options=ReadOptions.of(options))


def suggested(table: Table) -> ReadOptions:
    """The options that an error gives to paste."""
    values: dict[str, object] = {}
    exec(f"values.update({in_python(table.suggestion)})", {"values": values})  # noqa: S102 what a person would do
    return ReadOptions.of(values)


@pytest.mark.parametrize(
    "text",
    [
        f"phone;a;;\n{ONE};x;;\n",
        f";phone;;a\n;{ONE};;x\n",
        f"phone;a\n{ONE};x;;;\n",
        f"phone;a;Notes;Pager\n{ONE};x;;\n;;;\n",
        f"phone;a;a\n{ONE};x;\n",
        f"phone;a; ;\n{ONE};x; ; ; \n",
    ],
)
def test_columns_without_anything_are_ignored(text: str) -> None:
    table = read(text)
    assert (table.entries, table.problems) == ((Entry(ONE, a="x"),), [])


def test_a_column_that_is_ignored_because_it_is_empty_is_told_of() -> None:
    assert read(f"phone;Notes\n{ONE};\n").ignored == ("Notes",)
    assert read(f"phone;Call 0176 1234567;b\n{ONE};x;\n", columns={"b": "b"}).ignored == ("column 2",)


def test_all_rows_are_counted_where_no_column_is_the_phones() -> None:
    assert read("Wer;Wohin\n" + "Ann;x\n" * 300).rows == 300
    table = read("Wer;Wohin\n" + f"Ann;{ONE}\n" * 2 + '"')
    assert (table.rows, table.suggestion["columns"]) == (2, {"phone": "Wohin", "a": "Wer"})


@given(st.text(max_size=12), st.sampled_from(["NFC", "NFD"]), st.text("\u00a0\n\t\u2009 ", max_size=3))
def test_a_name_is_the_same_in_any_composition_case_and_blanks(name: str, form: str, blanks: str) -> None:
    key = key_of(name)
    assert key_of(key) == key
    assert key_of(f"{blanks}{unicodedata.normalize(form, name)}{blanks}") == key  # type: ignore[arg-type]
    assert key_of(name.casefold()) == key
    assert key_of(f"{name}{blanks} {name}") == key_of(f"{name} {name}")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Straße", "STRASSE"),
        ("Größe", unicodedata.normalize("NFD", "größe")),
        ("Erste Zeile", "Erste\nZeile"),
        ("Erste Zeile", "Erste\u00a0 Zeile "),
        ("Erste Zeile", "\u200bErste Zei\u00adle"),
    ],
)
def test_names_that_look_alike_are_alike(label: str, name: str) -> None:
    assert read(f'phone,"{name}"\n{ONE},x\n', labels={"a": label}).entries == (Entry(ONE, a="x"),)
    assert read(f'phone,"{name}"\n{ONE},x\n', columns={"a": label}).entries == (Entry(ONE, a="x"),)


def test_all_unknown_columns_are_one_error_with_a_mapping_to_paste() -> None:
    table = read(f"Mobilnummer;Vorname;Nachname;PLZ\n{ONE};Ann;Lee;80331\n")
    suggestion = table.suggestion
    assert table.problems == [
        "line 1: no column is named phone",
        f"line 1: columns 'Mobilnummer', 'Vorname', 'Nachname' and 'PLZ' are {NONE_OF}; {MAP}{in_python(suggestion)}",
    ]
    mapping = {"phone": "Mobilnummer", "a": "Vorname", "b": "Nachname", "c": "PLZ"}
    assert table.suggestion == {"columns": mapping}
    assert in_python(table.suggestion) == f"columns={json.dumps(mapping)}"
    again = read_table(f"Mobilnummer;Vorname;Nachname;PLZ\n{ONE};Ann;Lee;80331\n".encode(), options=suggested(table))
    assert again.entries == (Entry(ONE, a="Ann", b="Lee", c="80331"),)


def test_a_column_of_numbers_is_found_by_what_it_holds() -> None:
    table = read(f"Wer;Wohin\nAnn;{ONE}\nBob;{TWO}\n")
    assert table.suggestion == {"columns": {"phone": "Wohin", "a": "Wer"}}


def test_known_columns_keep_their_letters_in_a_suggestion() -> None:
    table = read(f"phone;Ort;a;Anrede\n{ONE};x;y;z\n", labels={"c": "Anrede"})
    assert suggested(table).columns == {"phone": ("phone",), "a": ("a",), "b": ("Ort",), "c": ("Anrede",)}


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: f"{export.program}-{export.phones[0]}")
def test_every_known_export_goes_with_the_mapping_that_its_error_gives(export: object) -> None:
    assert isinstance(export, tuple)
    program, phones, names, marks, *_ = export
    header = list(dict.fromkeys([*marks, *names[:2], *phones[:2]]))
    cells = {name: f"value of {name}" for name in header} | dict.fromkeys(phones, "") | {phones[0]: ONE}
    text = f"{','.join(header)}\n{','.join(cells[name] for name in header)}\n"
    table = read(text)
    options = suggested(table)
    again = read_table(text.encode(), options=options)
    assert again.problems == [], program
    assert [entry.phone for entry in again.entries] == [ONE]
    assert set(again.entries[0][1:3]) <= {f"value of {name}" for name in names}


def test_a_header_with_a_digit_in_its_names_is_a_header() -> None:
    text = f"First Name,Phone 1 - Label,Phone 1 - Value,E-mail 1 - Value\nAnn,Mobile,{ONE} ::: {TWO},a@b.c\n"
    table = read(text)
    assert "looks like an entry" not in " ".join(table.problems)
    assert in_python(table.suggestion) == 'columns={"phone": "Phone 1 - Value", "a": "First Name"}, split=" ::: "'
    assert read_table(text.encode(), options=suggested(table)).entries == (Entry(ONE, a="Ann"),)


@pytest.mark.parametrize("cell", [ONE, "0176 1234567", "4,91E+12", "491761234567.0", "tel:+491761234567", "80331"])
def test_a_header_with_a_number_is_a_missing_header_and_shows_nobody(cell: str) -> None:
    header_is_missing(f'"{cell}";Ann Lee\n')


def test_so_is_one_with_an_address_and_no_mapping_is_made_of_people() -> None:
    header_is_missing(f"Ann Lee;ann.lee@example.org;\nBob Ray;;{ONE}\n")
    header_is_missing(f"Ann Lee;Handy;ann.lee@example.org\nBob Ray;;{ONE}\n")
    header_is_missing(f"{ONE};Ann Lee\n{TWO};Bob Ray\n")
    header_is_missing(f"{ONE};Ann Lee\n{TWO};Bob Ray\n", columns={"a": "Name"})


def header_is_missing(text: str, **options: object) -> None:
    table = read(text, **options)
    assert not table.suggestion
    assert table.ignored == ()
    problem = table.problems[-1]
    assert "Ann" not in " ".join(table.problems)
    assert problem == "line 1: looks like an entry; is the header line missing, which names the columns?"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_blank_before_a_quote_is_refused_with_the_cause(delimiter: str) -> None:
    row = delimiter.join(["{}", ' "Ann', ' Lee"', 'x"y'])
    told = "has a blank before a quote, so the quote is part of the value; remove it"
    head = delimiter.join(["phone", "a", "b", "c"])
    table = read(f'{head}\n{row.format(ONE)}\n"{TWO}"{delimiter}"x{delimiter} ""y"{delimiter}\n')
    assert table.problems == [f"line 2: {told}"]
    assert [entry.a for entry in table.entries] == [f'x{delimiter} "y']
    (problem,) = read(f'phone{delimiter} "a"\n{ONE}{delimiter}x\n').problems
    assert problem == "line 1: has a blank before a quote; remove it"


# Mappings


def test_a_mapping_takes_what_it_names_and_ignores_the_rest() -> None:
    text = f"Mobil;Vorname;a;Ort\n{ONE};Ann;x;y\n"
    table = read(text, columns={"phone": "mobil", "Anrede": ["VORNAME"]}, labels={"b": "Anrede"})
    assert (table.entries, table.problems) == ((Entry(ONE, b="Ann"),), [])
    assert table.ignored == ("a", "Ort")


def test_the_column_phone_need_not_be_mapped() -> None:
    assert read(f"phone;Vorname\n{ONE};Ann\n", columns={"a": "Vorname"}).entries == (Entry(ONE, a="Ann"),)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"x": "Vorname"},
            "columns: 'x' is none of phone, a, b, c, d, e, callback_data, nor a label of the group as it is declared",
        ),
        ({"a": "Vorname", "Anrede": "Ort"}, "columns: a is mapped twice, by its letter and by its label"),
        ({"b": ["Nme", "Name"]}, "line 1: no column is named 'Nme' or 'Name', which columns says for b"),
        ({"b": "Doppelt"}, "line 1: column 'Doppelt' is named as column 3 is"),
    ],
)
def test_a_mapping_that_cannot_be_is_told(columns: dict[str, object], told: str) -> None:
    text = f"phone;Vorname;Doppelt;Ort;Doppelt\n{ONE};Ann;x;y;z\n"
    assert told in read(text, columns=columns, labels={"a": "Anrede"}).problems


def test_of_several_phones_the_first_that_is_a_number_counts() -> None:
    text = f"Mobil;Festnetz;a\n;{ONE};1\n{TWO};{ONE};2\nnone;{THREE};3\n"
    table = read(text, columns={"phone": ["Mobil", "Festnetz", "Büro"], "a": "a"})
    assert table.entries == (Entry(ONE, a="1"), Entry(TWO, a="2"), Entry(THREE, a="3"))
    table = read("Mobil;Festnetz;a\nnone;;1\n", columns={"phone": ["Mobil", "Festnetz"]}, skip_without_phone=True)
    assert (table.skipped, len(table.problems)) == (0, 1), "what cannot be read is no row without a number"


def test_of_several_values_the_first_that_is_there_counts() -> None:
    text = f"phone;Rufname;Vorname\n{ONE};;Ann\n{TWO};Bob;Robert\n"
    table = read(text, columns={"a": ["Rufname", "Vorname"]})
    assert [entry.a for entry in table.entries] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("split", "cell"),
    [
        (" ::: ", f"{ONE} ::: {TWO}"),
        ("/", f"x/{ONE}"),
        (" ::: ", f"::: {ONE}"),
        (" / ", f"0155/50000001 / {ONE}"),
    ],
)
def test_a_cell_of_two_numbers_is_split_only_on_demand(split: str, cell: str) -> None:
    assert read(f"phone\n{cell}\n", split=split).entries == (Entry(ONE),)
    assert len(read(f"phone\n{cell}\n").problems) == 1


def test_blanks_of_split_count_so_a_number_with_a_slash_stays_whole() -> None:
    text = "phone\n0155/50000001\n"
    assert read(text, split=" / ", default_region="DE").entries == read(text, default_region="DE").entries != ()
    assert read(f"phone\n0155/50000001 / {TWO}\n", split=" / ").entries == (Entry(TWO),)


@pytest.mark.parametrize(
    "cell", [f"{ONE}/{TWO}", f"{ONE}/ {TWO}", f"{ONE}\u00a0/\u00a0{TWO}", f"/{ONE}", f"x / y/{ONE}"]
)
@pytest.mark.parametrize("split", [" / ", "/ "])
def test_blanks_of_split_refuse_no_cell_that_an_earlier_release_divided(split: str, cell: str) -> None:
    """It took no notice of the blanks, and a list that it read must have the same entries in the next preview."""
    assert read(f"phone\n{cell}\n", split=split).entries == (Entry(ONE),)
    assert read(f"phone\n{cell}\n", split="/").entries == (Entry(ONE),)


@pytest.mark.parametrize("split", [" ", "  ", " / "])
def test_a_cell_with_nothing_to_divide_is_not_said_to_be_divided(split: str) -> None:
    (problem,) = read("phone\nabc\n", split=split).problems
    assert "split" not in problem


def test_what_comes_of_dividing_a_cell_names_split_and_no_other_problem_does() -> None:
    table = read("phone\n0155/5000\nx\n/\n030227/03022712\n030227\n", split="/", default_region="DE")
    divided, whole, empty = table.problems
    assert divided.endswith("; split divides the cell into 2 parts")
    assert "split" not in whole + empty
    assert [str(fault).endswith("parts") for fault in table.unallowed] == [True, False]
    (several,) = read("phone;p\n1/2;x\n", columns={"phone": ["phone", "p"]}, split="/").problems
    assert several.endswith("; split divides the cells into 3 parts")


# Rows


def test_rows_without_a_number_are_skipped_and_counted_on_demand() -> None:
    text = f"phone;a\n{ONE};x\n;y\n  ;z\n;;\n"
    assert [problem.partition(":")[0] for problem in read(text).problems] == ["line 3", "line 4"]
    table = read(text, skip_without_phone=True)
    assert (table.entries, table.skipped, table.rows, table.problems) == ((Entry(ONE, a="x"),), 2, 3, [])
    assert table.counts == "2 rows have no number and were skipped"


@given(
    st.lists(st.tuples(st.sampled_from([ONE, TWO, THREE]), st.sampled_from(["", "x", " x"])), max_size=12),
)
def test_rows_that_repeat_an_entry_are_merged_and_others_are_a_problem(rows: list[tuple[str, str]]) -> None:
    table = read("phone,a\n" + "".join(f"{phone},{value}\n" for phone, value in rows))
    values: dict[str, list[str]] = {}
    for phone, value in rows:
        values.setdefault(phone, []).append(value.strip())
    differing = sum(value != held[0] for held in values.values() for value in held)
    assert len(table.problems) == differing
    assert table.merged == len(rows) - len(values) - differing
    assert [(entry.phone, entry.a or "") for entry in table.entries] == [(p, values[p][0]) for p in sorted(values)]
    for problem in table.problems:
        line, first = map(int, re.findall(r"line (\d+)", problem))
        assert rows[line - 2][0] == rows[first - 2][0]


@pytest.mark.parametrize("is_workbook", [False, True])
@given(st.permutations(["phone", *COLUMNS[:3], "x", "y"]), st.sampled_from(",;\t|"))
def test_the_order_of_columns_and_the_form_of_the_file_change_nothing(
    is_workbook: bool,  # noqa: FBT001 a parameter of the test
    names: list[str],
    delimiter: str,
) -> None:
    rows = [names, *([phone if name == "phone" else f"{name} of {n}" for name in names] for n, phone in PEOPLE)]
    data = workbook(rows) if is_workbook else "\n".join(map(delimiter.join, rows)).encode()
    table = read_table(data, options=ReadOptions.of({"columns": {"a": "a", "d": "y"}}))
    wanted = [Entry(row[names.index("phone")], a=row[names.index("a")], d=row[names.index("y")]) for row in rows[1:]]
    assert table.problems == []
    assert list(table.entries) == wanted
