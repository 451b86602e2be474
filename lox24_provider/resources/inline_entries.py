"""People written in the program, as the text of a list file: what travels, as a secret, is one CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi import Output

from lox24_provider.resources.arguments import is_later, kind_of, later, sent
from lox24_provider.rules.entry import FIELDS

__all__ = ["as_csv"]

_OTHER_NAMES = {"callbackData": "callback_data"}
"""As Pulumi's other languages write them."""


def as_csv(entries: Any, *, where: str) -> Output[str]:  # noqa: ANN401 any argument
    """The entries as CSV, in the order of the program, so that a problem's line tells which one.

    Raises:
        pulumi.RunError: they are no list, one is no person, or a value is no text; for what is known later, in the run.
    """
    if is_later(entries):
        return later(entries).apply(lambda known: as_csv(known, where=where))
    if isinstance(entries, str | bytes | bytearray | Mapping) or not isinstance(entries, Iterable):
        raise pulumi.RunError(f"{where}: entries must be a list of people, not {kind_of(entries)}")
    rows = [_row(entry, person=f"{where}: entries: number {number}") for number, entry in enumerate(entries, start=1)]
    return Output.all(*rows).apply(lambda known: _csv(known, where=where))


def _row(entry: Any, *, person: str) -> Output[list[Any]]:  # noqa: ANN401 any argument
    """The fields of one person, in their order."""
    if is_later(entry):
        return later(entry).apply(lambda known: _row(known, person=person))
    fields = entry
    if dataclasses.is_dataclass(entry) and not isinstance(entry, type):
        fields = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
    if isinstance(fields, Mapping):
        known = {_OTHER_NAMES.get(name, name) if isinstance(name, str) else "": value for name, value in fields.items()}
        if "phone" in known and {*known} <= {*FIELDS} and len(known) == len(fields):
            return Output.all(*(sent(f"{person}: {name}", known.get(name)) for name in FIELDS))
    others = ", ".join(FIELDS[1:])
    raise pulumi.RunError(f"{person} must be a PhoneArgs, or a dict with a phone and any of {others}")


def _csv(rows: Sequence[Sequence[Any]], *, where: str) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    for number, row in enumerate(rows, start=1):
        for name, value in zip(FIELDS, row, strict=True):
            if isinstance(value, bool):
                raise pulumi.RunError(f"{where}: entries: number {number}: {name} must be text, not true or false")
        lines.writerow(["" if value is None else value for value in row])
    return text.getvalue()
