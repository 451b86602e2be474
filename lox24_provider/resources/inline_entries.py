"""Entries written in the program, as the text of a list file: what travels, as a secret, is one CSV."""

from __future__ import annotations

import dataclasses
import numbers
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from pulumi import Output

from lox24_provider.resources.arguments import argument_error, is_later, kind_of, later, sent
from lox24_provider.rules.entry import FIELDS
from lox24_provider.rules.list_file.inline import PERSON, as_text, values_of_person

__all__ = ["as_csv"]

_AS_TEXT = (date, time, UUID, numbers.Number)
"""What databases and tables give besides text, NumPy's numbers too; everybody expects the same text of it."""


def as_csv(entries: Any, *, where: str) -> Output[str]:  # noqa: ANN401 any argument
    """The entries as CSV, in the order of the program, so that a problem's line tells which one.

    Raises:
        pulumi.RunError: they are no list, one is no person, or a value is no text; for what is known later, in the run.
    """
    if is_later(entries):
        return later(entries).apply(lambda known: as_csv(known, where=where))
    if isinstance(entries, str | bytes | bytearray | Mapping) or not isinstance(entries, Iterable):
        raise argument_error(f"{where}: entries must be a list, not {kind_of(entries)}")
    rows = [_row(entry, person=f"{where}: entries: number {number}") for number, entry in enumerate(entries, start=1)]
    if not any(isinstance(row, Output) for row in rows):  # an Output a person takes most of a second for a thousand
        return Output.from_input(_csv(rows, where=where))
    return Output.all(*map(Output.from_input, rows)).apply(lambda known: _csv(known, where=where))


def _row(entry: Any, *, person: str) -> Any:  # noqa: ANN401 any argument
    """The fields of one person, in their order: a list, or an Output of one."""
    if is_later(entry):
        return later(entry).apply(lambda known: _row(known, person=person))
    fields = entry
    if dataclasses.is_dataclass(entry) and not isinstance(entry, type):
        fields = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
    if isinstance(fields, Mapping) and (known := values_of_person(fields)) is not None:
        values = [_value(value, what=f"{person}: {name}") for name, value in zip(FIELDS, known, strict=True)]
        return Output.all(*values) if any(isinstance(value, Output) for value in values) else values
    raise argument_error(f"{person} must be a PhoneArgs, or a dict with {PERSON}")


def _value(value: Any, *, what: str) -> Any:  # noqa: ANN401 any argument
    """What a column holds; an Output of it where it is known later."""
    if is_later(value):
        return later(value).apply(lambda known: _value(known, what=what))
    if isinstance(value, _AS_TEXT) and value != value:  # noqa: PLR0124 NaN or NaT, which tables have for nothing
        raise argument_error(f"{what} is {value}, which says nothing: write None where there is nothing")
    if isinstance(value, _AS_TEXT) and not isinstance(value, bool | int | float):
        return str(value)
    return sent(what, value)


def _csv(rows: Sequence[Sequence[Any]], *, where: str) -> str:
    for number, row in enumerate(rows, start=1):
        for name, value in zip(FIELDS, row, strict=True):
            if isinstance(value, bool):
                raise argument_error(f"{where}: entries: number {number}: {name} must be text, not true or false")
    return as_text(rows)
