"""The fields that check adds to a `GroupPhones`: what there is to say of its list without naming anybody."""

from typing import Annotated

from lox24_provider.fields.field import Field, fields_of

__all__ = ["COUNTED"]


class Counted:
    """What check adds, so that a reviewer sees it and an unchanged list needs no request."""

    count: Annotated[int | None, Field(description="How many people the list has.", where="counted")]
    merged: Annotated[
        int | None,
        Field(description="How many rows of the list were duplicates and merged.", where="counted"),
    ]
    skipped: Annotated[
        int | None, Field(description="How many rows without a phone number were left out.", where="counted")
    ]
    without_consent: Annotated[
        int | None,
        Field(
            description="How many rows were left out because their person did not agree to get SMS (`consent`).",
            where="counted",
        ),
    ]
    suppressed: Annotated[
        int | None,
        Field(
            description="How many people of the list were left out because they are in one of `suppression_files`.",
            where="counted",
        ),
    ]
    digest: Annotated[
        str | None,
        Field(
            description="The list's fingerprint: the same for every order and quoting, and slow to guess a list from.",
            where="counted",
        ),
    ]


COUNTED = fields_of(Counted)
