"""People that a program writes itself, as the one text of a list file that travels for them; pure.

A problem says which of them and what is wrong, never a number or a value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lox24_provider.rules.entry import FIELDS, VALUES

__all__ = ["PERSON", "as_text", "values_of_person", "written"]

_OTHER_NAMES = {"callbackData": "callback_data"}
"""As Pulumi's other languages write them."""

PERSON = f"a phone and any of {', '.join(VALUES)}"
"""What a person has to have; a language says what that is called there."""

_MOST = 20
"""The most problems that are spelled out."""


def values_of_person(fields: Mapping[Any, Any]) -> list[Any] | None:
    """What a person's fields hold, in the order of `FIELDS`, None where nothing is said; None for what is no person."""
    known = {_OTHER_NAMES.get(name, name) if isinstance(name, str) else "": value for name, value in fields.items()}
    if "phone" not in known or not {*known} <= {*FIELDS} or len(known) != len(fields):
        return None
    return [known.get(name) for name in FIELDS]


def as_text(rows: Sequence[Sequence[Any]]) -> str:
    """The people as CSV, in the order of the program, so that a problem's line tells which one."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    for row in rows:
        lines.writerow(["" if value is None else value for value in row])
    return text.getvalue()


def written(people: object, *, unknown: str) -> tuple[str, list[str]]:
    """People as any language of Pulumi sends them, as CSV; and everything that is wrong with them.

    Args:
        unknown: what stands for a value that is known later; where there is one, it stands for the text as well.
    """
    if not isinstance(people, list):
        return unknown, [f"must be a list of people, not {_kind(people).partition(';')[0]}"]
    rows: list[list[Any]] = []
    wrong: list[str] = []
    is_known = True
    for number, person in enumerate(people, start=1):
        if person == unknown:
            is_known = False
            continue
        row = values_of_person(person) if isinstance(person, Mapping) else None
        if row is None:
            wrong.append(f"number {number} must have {PERSON}, and nothing else")
            continue
        rows.append(row)
        is_known = is_known and unknown not in row
        wrong += [f"number {number}: {problem}" for problem in _problems(row)]
    if len(wrong) > _MOST:
        wrong = [*wrong[:_MOST], f"{len(wrong) - _MOST} more are wrong, {len(wrong)} in all"]
    return (as_text(rows) if is_known and not wrong else unknown), wrong


def _problems(row: Sequence[Any]) -> Iterator[str]:
    for name, value in zip(FIELDS, row, strict=True):
        if not isinstance(value, str | None):
            advice = "; put it in quotes" if isinstance(value, int | float) else ""
            yield f"{name} must be text, not {_kind(value)}{advice}"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
