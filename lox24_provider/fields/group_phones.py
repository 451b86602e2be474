"""The fields of `GroupPhones`: what is declared of a group's entries, and what check adds (`counted`)."""

from typing import Annotated, Literal

from lox24_provider.fields.counted import COUNTED
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
            description="Which entries of the group are managed. `authoritative` (default): all; who is not on the "
            "list is removed. `additive`: only the entries that this list made.",
            change="sent",
            usual="authoritative",
            about="",
            on_change='to `"authoritative"`: as a first reconciliation',
        ),
    ]
    default_region: Annotated[
        str | None,
        Field(
            description="The country of phone numbers without a country code, in the list and in the group: two "
            "capital letters such as DE.",
            is_reading=True,
            hint={"pattern": "^[A-Z]{2}$"},
            kind='two letters, `"DE"`',
            about="the country of national numbers, in the list and in the group",
        ),
    ]
    digits: Annotated[
        Digits | None,
        Field(
            description="How a number without a plus sign is read if its digits could be a national or an "
            "international number: `national` or `international`. Without it, such a number is a problem.",
            is_reading=True,
            about="how a number without a plus sign is read that could be either",
        ),
    ]
    allow_numbers: Annotated[
        list[Allowed] | None,
        Field(
            description="Kinds of phone numbers in national form that are accepted although they usually get no SMS: "
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
            description="The encoding of the list file, such as windows-1252. If missing: UTF-8, or UTF-16 with its "
            "byte order mark.",
            is_reading=True,
            about='the name of the file\'s encoding, `"windows-1252"`; without it UTF-8, or UTF-16 with its mark',
        ),
    ]
    sheet: Annotated[
        str | None,
        Field(
            description="The name of the sheet to read, if the list file is a workbook; the first visible one if "
            "missing.",
            secrecy="program",
            is_reading=True,
            about="the name of a workbook's sheet; without it the first visible one",
        ),
    ]
    columns: Annotated[
        dict[str, list[str]] | None,
        Field(
            description="Which columns of the list file are read, by letter or label, such as {phone: [Mobil, "
            "Telefon], a: Vorname}. All other columns are ignored.",
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
            description="The text between two phone numbers in one cell, in quotes. The first number that can get an "
            "SMS is used.",
            secrecy="program",
            is_reading=True,
            about='the text between two numbers in one cell of a phone, `" ::: "`',
        ),
    ]
    consent: Annotated[
        dict[str, list[str]] | None,
        Field(
            description="Which columns of the list file say who agreed to get SMS, and the words in them that mean "
            'yes, in quotes, such as {SMS consent: ["yes"]}. Whoever has another word there, or none, is left out.',
            change="kept",
            secrecy="program",
            is_reading=True,
            hint={
                "additionalProperties": {"type": ["string", "array"], "minItems": 1, "items": {"type": "string"}},
            },
            about='which columns say who agreed to get SMS, and the words there that mean yes, `{"SMS consent": '
            '["yes"]}`; everybody else is left out ([consent](list-files.md#who-agreed-to-get-sms))',
            on_change="whom it takes or leaves out is added or removed; otherwise kept in the state, sends nothing",
        ),
    ]
    suppression_files: Annotated[
        list[str] | None,
        Field(
            description="Files of people who are never on the list, such as an export of those who unsubscribed: CSV "
            "files or workbooks, relative to the project's folder. Whoever has a phone number in one of them is left "
            "out. Their columns are named as those of the list file.",
            change="kept",
            secrecy="program",
            is_reading=True,
            hint={"minItems": 1, "items": {"type": "string", "minLength": 1}},
            kind="a list of paths",
            about='files of people who are never on the list, `["lists/unsubscribed.csv"]` '
            "([suppression files](list-files.md#who-is-never-on-a-list))",
            on_change="whom it takes or leaves out is added or removed; otherwise kept in the state, sends nothing",
        ),
    ]
    skip_without_phone: Annotated[
        bool | None,
        Field(
            description="Whether rows without a phone number are left out of the list; if false or missing, they are "
            "a problem.",
            is_reading=True,
            about="leave out rows whose phone is empty",
        ),
    ]
    take_over: Annotated[
        int | None,
        Field(
            description="For the first reconciliation with a group that has entries. With mode `authoritative`: "
            "exactly how many entries that are not on the list are removed. With `additive`: exactly how many entries "
            "that are on the list become managed.",
            change="sent",
            least=0,
            about="how many entries of the group are taken over at the first reconciliation "
            "([guards](list-guards.md#guards))",
            on_change="when given: as a first reconciliation",
        ),
    ]
    allow_removals: Annotated[
        int | None,
        Field(
            description="Exactly how many entries this change may remove, although a guard would refuse it.",
            least=0,
            about="exactly how many entries this change may remove ([guards](list-guards.md#guards))",
            on_change="none by itself",
        ),
    ]
    max_removals: Annotated[
        int | None,
        Field(
            description="How many entries of the list one update may remove before a guard refuses it; 500, or what "
            "`lox24:maxRemovals` says, if missing.",
            change="kept",
            least=0,
            usual=MOST_REMOVALS,
            about="how many entries one update may remove; 500, or what `lox24:maxRemovals` says",
            on_change=_KEPT,
        ),
    ]
    max_removals_percent: Annotated[
        int | None,
        Field(
            description="How many percent of the removable entries of the list one update may remove before a guard "
            "refuses it; 5, or what `lox24:maxRemovalsPercent` says, if missing. Up to three entries pass any "
            "percentage, but never the whole list.",
            change="kept",
            least=0,
            most=100,
            usual=MOST_REMOVALS_PERCENT,
            about="how many percent of the removable entries one update may remove; 5, or what "
            "`lox24:maxRemovalsPercent` says",
            on_change=_KEPT,
        ),
    ]
    remove_subscribed: Annotated[
        bool | None,
        Field(
            description="Whether people who joined by a subscription link and are not on the list are removed; false "
            "if missing.",
            change="sent",
            about="whether people who joined by a subscription link are removed too",
        ),
    ]
    remove_on_delete: Annotated[
        bool | None,
        Field(
            description="Whether the entries that this list made are removed when you remove the list from the program "
            "or the stack file; false if missing. Set it and run `pulumi up` before that.",
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
            description="The people of the list, written in the program instead of a list file (`source`).",
            secrecy="always",
            kind="a list of `PhoneArgs`, or of dicts with their fields, instead of `source`; the list, a person or a "
            "value may be an Output; a number, date or UUID is written as its text",
            about="",
        ),
    ]
    labels: Annotated[
        dict[str, str] | None,
        Field(
            description="The group's labels of the free columns, by letter. The header of the list file may then use "
            "them as names.",
            secrecy="program",
        ),
    ]


IN_STACK_FILE, IN_PROGRAM = fields_of(InStackFile), fields_of(InProgram)
