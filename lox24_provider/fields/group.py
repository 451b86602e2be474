"""The fields of a group: what a program or a stack file declares of it, and what only LOX24 tells."""

from typing import Annotated, Any, Literal

from lox24_provider.fields.entry import COLUMNS
from lox24_provider.fields.field import Field, fields_of

__all__ = ["DECLARED", "LABELS", "STORED", "TOLD", "Declared", "OnExisting", "labels_of"]

OnExisting = Literal["refuse", "adopt", "create"]

LABELS = {column: f"name_{column}" for column in COLUMNS}
"""The field that names a free column, by the column."""


def _label(column: str) -> Field:
    return Field(
        description=f"Label of the entries' free column `{column}`, up to 50 characters.",
        where="lox24",
        change="sent",
        secrecy="program",  # by labels list files are read
        most=50,
        about="labels of the five free columns",
        on_change="in place",
    )


class Stored:
    """What LOX24 stores and this provider manages, with the most characters of each (API reference, section 10)."""

    name: Annotated[
        str,
        Field(
            description="What the group is called at LOX24, 1 to 50 characters. A change renames it in place.",
            in_file="Required in the stack's file or in the project's defaults.",
            where="lox24",
            change="sent",
            secrecy="anywhere",
            most=50,
            about="",
            on_change="renames in place",
        ),
    ]
    description: Annotated[
        str | None,
        Field(
            description="A note about the group, which LOX24 stores with it, up to 255 characters.",
            where="lox24",
            change="sent",
            secrecy="anywhere",
            most=255,
            has_lines=True,
            about="",
            on_change="in place",
        ),
    ]
    name_a: Annotated[str | None, _label("a")]
    name_b: Annotated[str | None, _label("b")]
    name_c: Annotated[str | None, _label("c")]
    name_d: Annotated[str | None, _label("d")]
    name_e: Annotated[str | None, _label("e")]


class Declared(Stored):
    """What is declared of a group, in the order of the arguments of `Group`."""

    force_destroy: Annotated[
        bool | None,
        Field(
            description="Whether the group may be deleted together with its entries; false if missing. Set it and "
            "run `pulumi up` before you remove the group from the program or the stack file.",
            change="kept",
            kind="bool, default false",
            about="",
            on_change="is kept in the state and sends nothing",
        ),
    ]
    on_existing: Annotated[
        OnExisting | None,
        Field(
            description="What to do when the account has a group of this name at creation: `refuse` (the default, or "
            "what `lox24:onExisting` says), `adopt` it, or `create` a second one.",
            usual="refuse",
            about="what to do at creation where a group of the name exists; see below",
            on_change="without effect: it only matters at creation",
        ),
    ]
    adopt: Annotated[
        str | None,
        Field(
            description="The number of an existing group at LOX24, digits in quotes. The resource takes over this "
            "group instead of creating one, and leaves its entries alone.",
            hint={"pattern": "^([1-9][0-9]{0,18})?$"},
            about="the id of a group to take over at creation, in digits",
            on_change="without effect; another id than the resource's is an error",
        ),
    ]


class Told:
    """What only LOX24 sets."""

    count_items: Annotated[
        int | None,
        Field(description="How many entries LOX24 counted when the group was last read.", where="told"),
    ]
    deleted_at: Annotated[
        str | None,
        Field(description="When LOX24 will delete the group, ISO 8601; missing if it will not.", where="told"),
    ]


STORED, DECLARED, TOLD = fields_of(Stored), fields_of(Declared), fields_of(Told)


def labels_of(group: object) -> dict[str, Any]:
    """What the free columns are called, by column, of anything that has a group's fields as its attributes."""
    return {column: getattr(group, label) for column, label in LABELS.items()}
