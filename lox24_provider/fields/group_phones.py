"""The fields of `GroupPhones`: what is declared of a group's entries, and what check adds."""

from typing import Annotated, Literal

from lox24_provider.fields.field import Field, fields_of

__all__ = [
    "COUNTED",
    "IN_PROGRAM",
    "IN_STACK_FILE",
    "MOST_REMOVALS",
    "MOST_REMOVALS_PERCENT",
    "Allowed",
    "Digits",
    "InStackFile",
    "Mode",
]

Mode = Literal["authoritative", "additive"]
Digits = Literal["national", "international"]
Allowed = Literal["landline", "other"]

MOST_REMOVALS = 500
MOST_REMOVALS_PERCENT = 5
"""How many removals need nobody's agreement, unless a stack or list says otherwise."""

_KEPT = "kept in the state, sends nothing"


class InStackFile:
    """What a stack file may say of a list, and a program too, in the order of its arguments."""

    source: Annotated[
        str,
        Field(
            description="The CSV file or workbook (.xlsx) of the people, relative to the project's folder.",
            secrecy="program",
            kind="a CSV file or workbook, relative to the project's folder",
            about="",
            on_change="another path, order, quoting or delimiter is the same list",
        ),
    ]
    mode: Annotated[
        Mode | None,
        Field(
            description="`authoritative` (default): who is not in the file is removed. `additive`: only entries that "
            "this resource made are changed or removed.",
            change="sent",
            usual="authoritative",
            about="",
            on_change='to `"authoritative"`: as a first reconciliation',
        ),
    ]
    default_region: Annotated[
        str | None,
        Field(
            description="The country of national numbers in the file and in the group, two capital letters like DE.",
            is_reading=True,
            hint={"pattern": "^[A-Z]{2}$"},
            kind='two letters, `"DE"`',
            about="the country of national numbers, in the list and in the group",
        ),
    ]
    digits: Annotated[
        Digits | None,
        Field(
            description="How the file means digits without a plus sign that could be read both ways: `national` or "
            "`international`.",
            is_reading=True,
            about="how digits without a plus sign are read that could be both",
        ),
    ]
    allow_numbers: Annotated[
        list[Allowed] | None,
        Field(
            description="Kinds of national numbers that the file may hold although they usually get no SMS: "
            "`landline`, `other`.",
            is_reading=True,
            hint={
                "type": ["string", "array", "null"],
                "pattern": "^(landline|other)$",
                "items": {"enum": ["landline", "other"]},
            },
            about="kinds of national numbers to read although they usually get no SMS",
        ),
    ]
    encoding: Annotated[
        str | None,
        Field(
            description="The file's encoding, such as windows-1252; UTF-8 if missing, or UTF-16 with its mark.",
            is_reading=True,
            about='the name of the file\'s encoding, `"windows-1252"`; without it UTF-8, or UTF-16 with its mark',
        ),
    ]
    sheet: Annotated[
        str | None,
        Field(
            description="The sheet of a workbook, by name; the first one if missing.",
            secrecy="program",
            is_reading=True,
            about="the name of a workbook's sheet; without it the first visible one",
        ),
    ]
    columns: Annotated[
        dict[str, list[str]] | None,
        Field(
            description="The file's names of the columns by letter or label, as {phone: [Mobil, Telefon], a: "
            "Vorname}; then every other column is ignored.",
            secrecy="program",
            is_reading=True,
            hint={
                "additionalProperties": {
                    "type": ["string", "array"],
                    "minLength": 1,
                    "minItems": 1,
                    "items": {"type": "string", "minLength": 1},
                }
            },
            about='names of the file\'s columns by letter or label, `{"phone": ["Mobil", "Telefon"], "a": "Vorname"}`',
        ),
    ]
    split: Annotated[
        str | None,
        Field(
            description="What stands between two numbers in one cell, in quotes; the first that is a number counts.",
            secrecy="program",
            is_reading=True,
            about='the text between two numbers in one cell of a phone, `" ::: "`',
        ),
    ]
    skip_without_phone: Annotated[
        bool | None,
        Field(
            description="Leave out rows whose phone is empty instead of refusing the file; false if missing.",
            is_reading=True,
            about="leave out rows whose phone is empty",
        ),
    ]
    take_over: Annotated[
        int | None,
        Field(
            description="At the first reconciliation: exactly how many of the entries in the group are taken over.",
            change="sent",
            least=0,
            about="how many entries are taken over; see below",
            on_change="when given: as a first reconciliation",
        ),
    ]
    allow_removals: Annotated[
        int | None,
        Field(
            description="Allows exactly this many removals where a guard refuses them.",
            least=0,
            about="how many removals a guard allows; see below",
            on_change="none by itself",
        ),
    ]
    max_removals: Annotated[
        int | None,
        Field(
            description="How many removals at most a guard lets pass; 500, or what `lox24:maxRemovals` says, if "
            "missing.",
            change="kept",
            least=0,
            usual=MOST_REMOVALS,
            about="how many removals a guard lets pass at most; 500, or what `lox24:maxRemovals` says",
            on_change=_KEPT,
        ),
    ]
    max_removals_percent: Annotated[
        int | None,
        Field(
            description="Likewise in percent of the entries that could be removed; 5, or what "
            "`lox24:maxRemovalsPercent` says, if missing. Up to three pass whatever the percentage, a whole list "
            "never.",
            change="kept",
            least=0,
            most=100,
            usual=MOST_REMOVALS_PERCENT,
            about="the same limit in percent of the removable entries; 5, or what `lox24:maxRemovalsPercent` says",
            on_change=_KEPT,
        ),
    ]
    remove_subscribed: Annotated[
        bool | None,
        Field(
            description="Also remove people who joined by a subscription link and are not in the file.",
            change="sent",
            about="also remove people who joined by a subscription link",
        ),
    ]
    remove_on_delete: Annotated[
        bool | None,
        Field(
            description="When the list is removed here, remove the entries that it made. Has to be applied before.",
            change="kept",
            about="when the resource is removed, the entries that it made are removed too",
            on_change=f"{_KEPT}; has to be applied before",
        ),
    ]


class InProgram:
    """What only a program says."""

    group: Annotated[
        str,
        Field(
            description="The group that holds the entries, by its number at LOX24: the id of a `Group`, or digits in "
            "quotes.",
            change="sent",
            kind="a `Group`, or a group's number as text",
            about="",
            on_change="fills the new group and leaves the old one's entries alone; the resource's `id` stays the "
            "first group's number",
        ),
    ]
    entries: Annotated[
        str | None,
        Field(
            description="The people themselves, instead of `source`.",
            secrecy="always",
            kind="a list of `PhoneArgs`, or of dicts with their fields, instead of `source`; the list, a person or a "
            "value may be an Output; a number, date or UUID is written as its text",
            about="",
        ),
    ]
    labels: Annotated[
        dict[str, str] | None,
        Field(
            description="What the group calls its free columns, by letter, so that a list's header may have these "
            "names.",
            secrecy="program",
        ),
    ]


class Counted:
    """What check adds, so that a reviewer sees it and an unchanged list needs no request."""

    count: Annotated[int | None, Field(description="How many people the list has.", where="counted")]
    merged: Annotated[
        int | None,
        Field(description="How many rows are another row once more, and were merged with it.", where="counted"),
    ]
    skipped: Annotated[int | None, Field(description="How many rows without a phone were left out.", where="counted")]
    digest: Annotated[
        str | None,
        Field(
            description="The list's fingerprint: the same for every order and quoting, and slow to guess a list from.",
            where="counted",
        ),
    ]


IN_STACK_FILE, IN_PROGRAM, COUNTED = fields_of(InStackFile), fields_of(InProgram), fields_of(Counted)
