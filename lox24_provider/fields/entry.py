"""The fields of an entry: a number, five free columns and data for callbacks (API reference, section 4.1)."""

from typing import Annotated, NamedTuple

from lox24_provider.fields.field import Field, fields_of

__all__ = ["COLUMNS", "FIELDS", "Entry"]

COLUMNS = ("a", "b", "c", "d", "e")

_COLUMN = Field(where="lox24", change="sent", most=1530)


class Entry(NamedTuple):
    """What is declared of one person. Empty text is the same as none."""

    phone: Annotated[str, Field(where="lox24", change="sent", most=30)]
    a: Annotated[str | None, _COLUMN] = None
    b: Annotated[str | None, _COLUMN] = None
    c: Annotated[str | None, _COLUMN] = None
    d: Annotated[str | None, _COLUMN] = None
    e: Annotated[str | None, _COLUMN] = None
    callback_data: Annotated[str | None, Field(where="lox24", change="sent", most=36)] = None


FIELDS = fields_of(Entry)
"""With the most characters of each that LOX24 stores (API reference, section 10)."""
