"""An entry of a group: one person's number, five free columns and data for callbacks (API reference, section 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import itemgetter

from lox24_provider.fields import entry as fields
from lox24_provider.fields.entry import COLUMNS, Entry

__all__ = ["COLUMNS", "E164", "FIELDS", "LIMITS", "VALUES", "Entry", "problems_of", "problems_of_values", "values_of"]

LIMITS: Mapping[str, int] = {field.name: field.most for field in fields.FIELDS if field.most is not None}
"""The most characters of each field that LOX24 stores (API reference, section 10)."""

FIELDS = tuple(LIMITS)
VALUES = tuple(field for field in FIELDS if field != "phone")
"""All fields, and those that say something about whoever the number is."""

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
"""The one form of a number that no normalisation changes, so that it cannot differ for ever (U3)."""


values_of = itemgetter(slice(Entry._fields.index(VALUES[0]), None))
"""What an entry holds besides its number, in the order of `VALUES`. No function: there may be 100,000."""


def problems_of(entry: Entry) -> Iterator[str]:
    """What is wrong with one entry, without its values."""
    if not E164.fullmatch(entry.phone):
        yield "phone: must be in international form, like +4917612345678"
    yield from problems_of_values(entry)


def problems_of_values(entry: Entry) -> Iterator[str]:
    """The same of all but its number."""
    for field, value in zip(VALUES, values_of(entry), strict=True):
        if value is not None and len(value) > LIMITS[field]:
            yield f"{field}: has {len(value)} characters, LOX24 stores at most {LIMITS[field]}"
