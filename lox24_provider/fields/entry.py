"""The fields of an entry: a number, five free columns and data for callbacks (API reference, section 4.1)."""

from typing import Annotated, NamedTuple

from lox24_provider.fields.field import Field, fields_of

__all__ = ["COLUMNS", "FIELDS", "Entry"]

COLUMNS = ("a", "b", "c", "d", "e")


def _column(name: str) -> Field:
    return Field(
        description=f"The value of the free column `{name}`, up to 1530 characters.",
        where="lox24",
        change="sent",
        most=1530,
    )


class Entry(NamedTuple):
    """What is declared of one person. Empty text is the same as none."""

    phone: Annotated[
        str,
        Field(
            description="The number in international form, `+4917612345678`; in a national one with `default_region`.",
            where="lox24",
            change="sent",
            most=30,
        ),
    ]
    a: Annotated[str | None, _column("a")] = None
    b: Annotated[str | None, _column("b")] = None
    c: Annotated[str | None, _column("c")] = None
    d: Annotated[str | None, _column("d")] = None
    e: Annotated[str | None, _column("e")] = None
    callback_data: Annotated[
        str | None,
        Field(
            description="Up to 36 characters that LOX24 gives back with delivery reports.",
            where="lox24",
            change="sent",
            most=36,
        ),
    ] = None


FIELDS = fields_of(Entry)
"""With the most characters of each that LOX24 stores (API reference, section 10)."""
