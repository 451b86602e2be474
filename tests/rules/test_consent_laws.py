"""Whatever the spelling, the columns, their order, the kind of file: who has a row that is not yes is never taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from tests.support.workbooks import Cell, workbook

READABLE = (
    *(
        "+49155500000{}",
        "0155 500000{}",
        "0049 (0)155 500000{}",
        "49155500000{}",
        "'+49155500000{}",
        "tel:+49155500000{}",
    ),
    *("0155/500000{}", '="+49155500000{}"', "+49\u00a0155-500000{}", "\u202a+49155500000{}\u202c", "(0155) 500000{}"),
)
UNREADABLE = ("0155 500000{}-12", "O155500000{}", "49155500000{}.5", "4,9155500000{}E+12", "0155500000{} ext. 4", "{}")
EMPTY = ("", " ", "-", "none")
YES, NO = ("yes", "JA", " Yes ", "y\u00ades"), ("no", "", " ", "yes?", "#", "yes, no", "2026-01-31", "true")
STAYS, LEAVES = ("", "No", " ", "no "), ("yes", "x", "2026-01-31", "-", "none", "\u200b?")
COLUMNS = ("Mobil", "Tel", "SMS consent", "Opted out", "Ort")


class Row(NamedTuple):
    """A row of a person's numbers, as they are meant and as they are written, and what it says."""

    numbers: tuple[int, ...]
    written: tuple[str, ...]
    consent: str
    opted_out: str
    is_yes: bool

    @property
    def first(self) -> int:
        """The number of the first cell that has any, which is the row's."""
        return next(int("".join(filter(str.isdigit, cell))[-2:]) for cell in self.written if cell.strip())


@st.composite
def rows(
    draw: st.DrawFn,
    *,
    spellings: Sequence[str],
    empty: Sequence[str],
    least: int = 0,
    most: int = 15,
    words: Sequence[str] = YES + NO,
    out: Sequence[str] = STAYS + LEAVES,
) -> Row:
    numbers = draw(st.lists(st.integers(10, most), min_size=least, max_size=2))
    written = [draw(st.sampled_from(spellings)).format(number) for number in numbers]
    written += [draw(st.sampled_from(empty)) for _ in range(2 - len(numbers))]
    consent, opted_out = draw(st.sampled_from(words)), draw(st.sampled_from(out))
    is_yes = consent in YES and opted_out in STAYS
    return Row(tuple(numbers), tuple(draw(st.permutations(written))), consent, opted_out, is_yes)


def kept_out(rows: Collection[Row]) -> set[int]:
    """Who said no in any row, by any number that is in a row with one of theirs."""
    found = {number for row in rows if not row.is_yes for number in row.numbers}
    while more := {number for row in rows if found & {*row.numbers} for number in row.numbers} - found:
        found |= more
    return found


def read(rows: Collection[Row], *, order: Sequence[str], is_split: bool, as_workbook: bool, is_short: bool) -> Table:
    """The rows as a file, whose last empty cells some spreadsheets leave out."""
    lines = []
    for row in rows:
        first, second = (" / ".join(row.written), "") if is_split else row.written
        cells = {"Mobil": first, "Tel": second, "SMS consent": row.consent, "Opted out": row.opted_out, "Ort": "x"}
        line = [cells[name] for name in order]
        while is_short and line and not line[-1]:
            line.pop()
        lines.append(line)
    options = ReadOptions.of(
        {
            "columns": {"phone": ["Mobil"] if is_split else ["Mobil", "Tel"]},
            "consent": {"sms consent": ["yes", "ja"], "OPTED OUT": ["", "no"]},
            "default_region": "DE",
            "skip_without_phone": True,
            **({"split": " / "} if is_split else {}),
        }
    )
    if as_workbook:
        sheet: list[list[Cell]] = [[*order]]
        sheet += [[cell or None for cell in line] for line in lines]
        return read_table(workbook(sheet), options=options)
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([order, *lines])
    return read_table(text.getvalue().encode(), options=options)


FILES = {
    "order": st.permutations(COLUMNS),
    "is_split": st.booleans(),
    "as_workbook": st.booleans(),
    "is_short": st.booleans(),
}


@pytest.mark.promise
@given(rows=st.lists(rows(spellings=READABLE, empty=EMPTY[:2]), max_size=8), **FILES)
def test_who_has_a_row_that_is_not_yes_is_never_taken_and_nobody_else_is_lost(
    rows: list[Row], order: list[str], *, is_split: bool, as_workbook: bool, is_short: bool
) -> None:
    table = read(rows, order=order, is_split=is_split, as_workbook=as_workbook, is_short=is_short)
    cut = [problem for problem in table.problems if "ends before the column" in problem]
    assert table.problems == cut
    out = kept_out(rows)
    taken = {int(entry.phone[-2:]) for entry in table.entries}
    assert not taken & out
    assert cut or taken == {row.first for row in rows if row.is_yes and row.numbers} - out


_OFTEN = ("+49155500000{}",) * len(UNREADABLE)
BESIDE = rows(spellings=(*_OFTEN, *UNREADABLE), empty=EMPTY, least=1, most=11, words=("yes", "no"), out=("No",))
"""Few people and words, so that two rows often have one of them."""


@given(rows=st.lists(BESIDE, min_size=2, max_size=3), **FILES)
def test_what_cannot_be_read_lets_nobody_in(
    rows: list[Row], order: list[str], *, is_split: bool, as_workbook: bool, is_short: bool
) -> None:
    table = read(rows, order=order, is_split=is_split, as_workbook=as_workbook, is_short=is_short)
    taken = {int(entry.phone[-2:]) for entry in table.entries}
    assert table.problems or not taken & kept_out(rows)
