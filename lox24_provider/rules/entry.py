"""An entry of a group: one person's number, five free columns and data for callbacks (API reference, section 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["COLUMNS", "E164", "FIELDS", "LIMITS", "Entry", "problems_of"]

COLUMNS = ("a", "b", "c", "d", "e")

LIMITS: Mapping[str, int] = {"phone": 30, **dict.fromkeys(COLUMNS, 1530), "callback_data": 36}
"""The most characters of each field that LOX24 stores (API reference, section 10)."""

FIELDS = tuple(LIMITS)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
"""The one form of a number that no normalisation changes, so that it cannot differ for ever (U3)."""


class Entry(NamedTuple):
    """What is declared of one person. Empty text is the same as none."""

    phone: str
    a: str | None = None
    b: str | None = None
    c: str | None = None
    d: str | None = None
    e: str | None = None
    callback_data: str | None = None


def problems_of(entry: Entry) -> Iterator[str]:
    """What is wrong with one entry, without its values."""
    if not E164.fullmatch(entry.phone):
        yield "phone: must be in international form, like +4917612345678"
    for field, value in zip(FIELDS[1:], entry[1:], strict=True):
        if value is not None and len(value) > LIMITS[field]:
            yield f"{field}: has {len(value)} characters, LOX24 stores at most {LIMITS[field]}"
