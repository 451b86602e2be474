"""`consent` takes those who agreed, and nobody who did not in any row, however their number is spelled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.options import ReadOptions, problems_of_reading
from lox24_provider.rules.list_file.package import DAMAGED
from lox24_provider.rules.list_file.table import Table, read_table
from lox24_provider.rules.number.kinds import kind
from tests.support.workbooks import Cell, workbook
from tests.support.workbooks import sheet as sheet_xml

ONE, TWO = "+4915550000001", "+4915550000002"
SAID = {"SMS consent": ["yes", "ja"]}


def read(*rows: str, **options: Any) -> Table:
    return read_table("\n".join(rows).encode(), options=ReadOptions.of({"consent": SAID, **options}))


def test_who_has_another_word_or_none_is_left_out_and_counted() -> None:
    table = read("phone;a;SMS consent", f"{ONE};Ann;yes", f"{TWO};Bo;no", "+4915550000003;;", "+4915550000004;;?")
    assert (table.entries, table.problems, table.lines) == ((Entry(ONE, a="Ann"),), [], (2,))
    assert (table.rows, table.without_consent, table.skipped) == (4, 3, 0)
    assert table.left_out == {"without_consent": 3}
    assert table.counts == "3 rows have no consent and were left out"


@pytest.mark.parametrize("word", ["YES", " ja ", "Ja", "y\u00ades", "\u200eyes"])
def test_a_word_is_compared_as_names_of_columns_are(word: str) -> None:
    assert read("phone;sms  CONSENT", f"{ONE};{word}").entries == (Entry(ONE),)


@pytest.mark.parametrize("word", ["yes, no", "yess", "ye", "yes?", "j", "true"])
def test_no_other_word_is_near_enough(word: str) -> None:
    assert read("phone;SMS consent", f'{ONE};"{word}"').entries == ()


def test_an_empty_cell_agrees_only_where_the_list_says_so() -> None:
    rows = ("phone,Opted out", f"{ONE},", f"{TWO},yes")
    assert read(*rows, consent={"Opted out": ["", "no"]}).entries == (Entry(ONE),)
    assert read(*rows, consent={"Opted out": "no"}).entries == ()


@pytest.mark.parametrize("cut", [f"{TWO}", f"{TWO},x", "Bo,2026-01-31"])
def test_a_row_that_ends_before_the_column_is_no_empty_cell(cut: str) -> None:
    """As of a file that is cut off; or a cell before it is missing, and a date of an opt-out has moved to the left."""
    table = read("phone,a,Opted out", f"{ONE},x,", cut, ",", "", consent={"Opted out": ["", "no"]})
    assert (table.entries, table.problems[0][:40]) == ((Entry(ONE, a="x"),), "line 3: ends before the column whose emp")
    assert read("phone,a,SMS consent", f"{ONE},x,yes", cut.replace("Bo", TWO)).problems == []
    assert read("phone,Opted out,a", f"{ONE},,x", f"{TWO},", consent={"Opted out": ""}).problems == []


def test_every_column_that_is_named_has_to_agree() -> None:
    rows = ("phone,in,out", f"{ONE},yes,no", f"{TWO},yes,yes")
    assert read(*rows, consent={"in": "yes", "out": "no"}).entries == (Entry(ONE),)


def test_the_column_needs_no_mapping_and_may_be_a_field_too() -> None:
    rows = ("Mobil;Ort;SMS consent", f"{ONE};Ulm;yes", f"{TWO};Ulm;no")
    assert read(*rows, columns={"phone": "Mobil"}).entries == (Entry(ONE),)
    table = read(*rows, columns={"phone": "Mobil", "b": "SMS consent"})
    assert (table.entries, table.ignored) == ((Entry(ONE, b="yes"),), ("Ort",))


def test_a_column_that_is_not_there_or_there_twice_is_a_problem() -> None:
    gone = "line 1: no column is named 'SMS consent', which consent names"
    assert read("phone;a", f"{ONE};x").problems == [gone]
    assert read("Mobil;a", f"{ONE};x", columns={"phone": "Mobil"}).problems == [gone]
    twice = "line 1: column 'sms consent' is named as column 2 is"
    assert read("phone;SMS consent;sms consent", f"{ONE};yes;no").problems == [twice]
    assert read("Mobil;SMS consent;sms consent", f"{ONE};yes;no", columns={"phone": "Mobil"}).problems == [twice]
    named = read("phone;SMS consent", f"{ONE};no", consent={"SMS consent": "yes", "sms consent": "no"})
    assert named.problems == ["consent: 'sms consent' is named twice"]


def test_no_column_is_named_by_what_nobody_sees_and_no_number_is_told() -> None:
    (problem,) = read("phone,,a", f"{ONE},yes,x", consent={"\u200b": "yes"}).problems[:1]
    assert problem.startswith("line 1: no column is named '")
    (problem,) = read("phone,a", f"{ONE},x", consent={ONE: "yes"}).problems
    assert problem.endswith(", which consent names")
    assert ONE[4:] not in problem


@pytest.mark.parametrize("rows", [(f"{ONE},x,yes", "0155 50000001,y,no"), ("+49 (0)155 50000001,x,no", f"{ONE},y,yes")])
def test_who_agrees_in_one_row_and_not_in_another_is_left_out(rows: tuple[str, str]) -> None:
    table = read("phone,a,SMS consent", *rows, f"{TWO},z,yes", default_region="DE")
    assert (table.entries, table.problems, table.lines) == ((Entry(TWO, a="z"),), [], (4,))
    (notice,) = table.notices
    assert str(notice).startswith("1 person agreed to get SMS in one row and not in another, in line ")
    assert notice in table.as_applied


def test_every_number_of_somebody_who_did_not_agree_counts() -> None:
    rows = ("Mobil,Tel,SMS consent", f"{ONE},{TWO},no", f"{TWO},,yes", "+4915550000003,,yes")
    table = read(*rows, columns={"phone": ["Mobil", "Tel"]})
    assert table.entries == (Entry("+4915550000003"),)
    divided = read("phone,SMS consent", f"{ONE} / {TWO},no", f"{TWO},yes", split=" / ")
    assert divided.entries == ()


@pytest.mark.parametrize(
    "rows", [(f"{ONE},{TWO},yes", f",{TWO},no"), (f",{TWO},no", f"{ONE},{TWO},yes", f"{ONE},,yes")]
)
def test_who_agrees_in_a_row_with_a_mobile_that_did_not_agree_is_left_out(rows: tuple[str, ...]) -> None:
    """The list would take the other one of this person's numbers."""
    table = read("Mobil,Tel,SMS consent", *rows, "+4915550000003,,yes", columns={"phone": ["Mobil", "Tel"]})
    assert ([entry.phone for entry in table.entries], table.problems) == (["+4915550000003"], [])
    assert [(notice.kind, notice.times) for notice in table.notices] == [("withdrawn", 1)]


def test_of_a_chain_of_rows_with_the_same_mobiles_nobody_is_taken() -> None:
    three = "+4915550000003"
    rows = (f",{three},no", f"{TWO},{three},yes", f"{ONE},{TWO},yes", f"{ONE},,yes")
    table = read("Mobil,Tel,SMS consent", *rows, columns={"phone": ["Mobil", "Tel"]})
    assert (table.entries, table.problems, table.without_consent) == ((), [], 1)
    assert [(notice.kind, notice.times, notice.line) for notice in table.notices] == [("withdrawn", 2, 2)]


def test_a_landline_is_several_peoples() -> None:
    rows = (f"{ONE},030 12345678,yes", f"{TWO},030 12345678,no", ",030 12345678,no")
    table = read("Mobil,Tel,SMS consent", *rows, columns={"phone": ["Mobil", "Tel"]}, default_region="DE")
    assert ([entry.phone for entry in table.entries], table.notices) == ([ONE], ())


@pytest.mark.parametrize("first", [ONE, "+49301234567", "+4918012345"])
def test_a_number_of_a_range_that_is_not_known_is_a_person_s_own(first: str) -> None:
    """It may be a new mobile, and the number beside it that is taken is of the same person, whatever its kind is."""
    new = "+4913512345678"
    assert kind(new) == "unknown"
    rows = (f"{first},{new},yes", f"{TWO},,yes", f"{new},,no")
    table = read("Mobil,Tel,SMS consent", *rows, columns={"phone": ["Mobil", "Tel"]})
    assert ([entry.phone for entry in table.entries], table.problems) == ([TWO], [])


def test_a_number_of_a_service_is_several_peoples() -> None:
    rows = (f"{ONE},+498001234567,yes", f"{TWO},+498001234567,no")
    table = read("Mobil,Tel,SMS consent", *rows, columns={"phone": ["Mobil", "Tel"]})
    assert [entry.phone for entry in table.entries] == [ONE]


def test_a_number_that_nobody_can_read_is_a_problem_there_too_and_none_is_none() -> None:
    """It may be that of another row."""
    table = read("phone,a,SMS consent", "0155 5000000-12,x,no", ",y,no", f"{ONE},z,yes", default_region="DE")
    assert [problem.partition(": ")[0] for problem in table.problems] == ["line 2"]
    assert (table.without_consent, table.skipped) == (2, 0)


def test_of_a_row_that_is_left_out_only_the_number_is_judged() -> None:
    rows = ("phone,a,SMS consent", f"030 12345678,{'x' * 300},no", f"{ONE},NULL,no")
    table = read(*rows, default_region="DE")
    assert (table.entries, table.problems, table.notices, table.unallowed) == ((), [], (), ())


def test_a_landline_of_somebody_who_did_not_agree_elsewhere_is_no_problem() -> None:
    rows = ("030 12345678,yes", "030 12345678,yes", "+493012345678,no")
    table = read("phone,SMS consent", *rows, default_region="DE")
    assert (table.entries, table.unallowed, table.without_consent) == ((), (), 1)


DATE: Cell = '<c s="1"><v>46053</v></c>'


def sheet(cells: list[Cell], *, words: object) -> Table:
    """Rows of the header, somebody with each of these cells, and somebody with a zero in it."""
    rows: list[list[Cell]] = [["phone", "Said"], *([f"+4915550000{at:03}", cell] for at, cell in enumerate(cells))]
    return read_table(workbook([*rows, ["+4915550000999", 0]]), options=ReadOptions.of({"consent": {"Said": words}}))


def phones(table: Table) -> list[int]:
    return [int(entry.phone[-3:]) for entry in table.entries]


def test_true_and_false_of_a_workbook_are_words_and_what_nobody_knows_is_a_problem() -> None:
    error, formula = '<c t="e"><v>#N/A</v></c>', "<c><f>B2</f></c>"
    for words in (["true"], ["", "true"], ["#", "true"]):  # a refused cell is `#` for the reader
        table = sheet([True, False, error, formula, "a\x85"], words=words)
        assert phones(table) == [0]
        assert [problem.partition("'Said' ")[2][:30] for problem in table.problems] == [
            "is an error of the spreadsheet",
            "is a formula without a value; ",
            "has the invisible character U+",
        ]


@pytest.mark.parametrize("words", [[""], ["", "no"], ["ja"], ["1", ""], ["true", "#", ""]])
def test_a_date_or_a_number_of_a_workbook_is_another_word(words: list[str]) -> None:
    """As in a CSV file: somebody with a date below `Opted out at` has opted out."""
    table = sheet([None, DATE, '<c s="1"><v>46053.5</v></c>', 1.5, 10**15, True, False], words=words)
    assert (phones(table), table.problems) == ([0] * ("" in words) + [5] * ("true" in words), [])
    assert table.without_consent == 8 - len(table.entries)


@pytest.mark.parametrize("words", [["2026-01-31"], ["", "31.01.26"], ["1,5"], ["ja 2026"], ["1234567890123456"]])
def test_a_date_is_a_problem_where_a_word_may_be_one(words: list[str]) -> None:
    table = sheet([DATE, 1.5], words=words)
    assert phones(table) == []
    assert [problem.partition(" is ")[2] for problem in table.problems] == [
        "a date and not text; format the column as text",
        "a number with decimals; format the column as text",
    ]


@pytest.mark.parametrize("words", [[""], ["yes"], ["", "yes"]])
@pytest.mark.parametrize(("merged", "lines"), [("C2:C4", [3, 4]), ("C3:C9", [4]), ("B3:C3", [3]), ("B2:C4", [2, 3, 4])])
def test_a_merged_cell_says_nothing_of_its_other_rows(merged: str, lines: list[int], words: list[str]) -> None:
    """A spreadsheet shows one `yes` beside three people, and the file has it in the first row only."""
    rows: list[list[Cell]] = [["phone", "a", "Out"]]
    rows += [[f"+4915550000{at:03}", "x", "yes" if at == 1 else None] for at in (1, 2, 3)]
    said = ReadOptions.of({"consent": {"Out": words}})
    table = read_table(workbook(sheets={"S": sheet_xml(rows, merged=[merged])}), options=said)
    told = "consent: 'Out' is merged with another cell; undo this in the workbook, and fill each cell"
    assert table.problems == [f"line {line}: {told}" for line in lines]
    assert phones(read_table(workbook(rows), options=said)) != []
    assert read_table(workbook(sheets={"S": sheet_xml(rows, merged=["A1:C1", "B2:B4"])}), options=said).problems == []


def test_merged_cells_matter_only_where_they_say_who_agreed() -> None:
    rows: list[list[Cell]] = [["phone", "a", "Out"], [ONE, None, None], [TWO, None, None], [TWO, None, None]]
    options = ReadOptions.of({"columns": {"phone": "phone", "a": "a", "b": "Out"}})
    table = read_table(workbook(sheets={"S": sheet_xml(rows, merged=["B2:C4"])}), options=options)
    assert (len(table.entries), table.problems) == (2, [])


def test_merged_cells_without_end_cost_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Cell]] = [["phone", "a"], [ONE, "yes"], [TWO, "yes"]]
    options = ReadOptions.of({"consent": {"a": "yes"}})
    beside = workbook(sheets={"S": sheet_xml(rows, merged=["ZZ1:ZZ1048576"])})
    assert len(read_table(beside, options=options).entries) == 2
    monkeypatch.setattr("lox24_provider.rules.list_file.workbook._MOST_CELLS", 20)
    many = workbook(sheets={"S": sheet_xml(rows, merged=["A1:XFD1048576"] * 3)})
    assert read_table(many, options=options).problems == [DAMAGED]


def test_a_zero_or_one_of_a_workbook_is_the_word() -> None:
    for words in ("0", ["0", ""]):
        assert phones(sheet([1, 0, "0", 0.0, "1", True, False, DATE], words=words)) == [1, 2, 3, 999]
    assert phones(sheet([1, 0, "1", 1.0, True, 1.5], words="1")) == [0, 2, 3]


@pytest.mark.parametrize("second", ["0155 5000000-12", "015550000002", "4,91E+12", f"{TWO} {ONE}", "+49 155"])
def test_a_second_number_that_cannot_be_read_is_a_problem_of_a_row_that_agrees_too(second: str) -> None:
    """It may be the number of a row without consent, where it can be read: then this row's is the same person's."""
    table = read("Mobil;Tel;SMS consent", f"{ONE};{second};yes", f";{TWO};no", columns={"phone": ["Mobil", "Tel"]})
    assert table.entries == ()
    (problem,) = table.problems
    assert problem.startswith("line 2: phone: ")
    assert problem.endswith("; it may be the number of somebody who is left out")
    rows = ("Mobil;Tel", f"{ONE};{second}")
    assert read(*rows, consent=None, columns={"phone": ["Mobil", "Tel"]}).entries == (Entry(ONE),)


def test_a_second_number_of_a_workbook_that_is_none_is_a_problem_too() -> None:
    rows: list[list[Cell]] = [["phone", "Tel", "Said"], [ONE, DATE, "yes"], [TWO, '<c t="e"><v>#REF!</v></c>', "yes"]]
    options = ReadOptions.of({"consent": {"Said": "yes"}, "columns": {"phone": ["phone", "Tel"]}})
    table = read_table(workbook(rows), options=options)
    assert (table.entries, len(table.problems)) == ((), 2)


@pytest.mark.parametrize("second", ["-", "/", "none", "k. A.", "siehe Notiz"])
@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_word_without_a_digit_beside_a_number_is_nobody_s(word: str, second: str) -> None:
    table = read("Mobil;Tel;SMS consent", f"{ONE};{second};{word}", columns={"phone": ["Mobil", "Tel"]})
    assert (len(table.entries), table.without_consent, table.problems) == (word == "yes", word == "no", [])
    alone = read("Mobil;Tel;SMS consent", f";{second};{word}", columns={"phone": ["Mobil", "Tel"]})
    assert len(alone.problems) == 1


@pytest.mark.parametrize(
    "consent",
    [
        {},
        [],
        "SMS consent",
        {"SMS consent": []},
        {"SMS consent": True},
        {"SMS consent": [True]},
        {" ": "yes"},
        {1: "yes"},
    ],
)
def test_what_names_no_words_is_a_problem_and_never_everybody(consent: object) -> None:
    (problem,) = problems_of_reading({"consent": consent})
    assert problem.field == "consent"


@pytest.mark.promise
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from(["+49155500000{:02}", "0155 500000{:02}", "0049 (0)155 500000{:02}", "49155500000{:02}"]),
            st.sampled_from(["yes", "JA", "no", "", "opted out"]),
        ),
        max_size=12,
    )
)
def test_nobody_is_taken_who_did_not_agree_in_any_row(rows: list[tuple[int, str, str]]) -> None:
    lines = [f"{form.format(person)};{word}" for person, form, word in rows]
    table = read("phone;SMS consent", *lines, default_region="DE")
    refused = {person for person, _, word in rows if word not in ("yes", "JA")}
    agreed = {person for person, _, word in rows} - refused
    assert table.problems == []
    assert [entry.phone for entry in table.entries] == [f"+49155500000{person:02}" for person in sorted(agreed)]
    assert table.without_consent == sum(word not in ("yes", "JA") for _, _, word in rows)
