"""What libphonenumber knows of a number: its country, whether it may exist, and whether it usually gets SMS.

It takes a tenth of a second to load, and another for all of its 245 countries. A list in E.164 that has not changed
needs none of it, so this module is imported where a number has to be judged.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, get_args

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    country_code_for_region,
    format_number,
    number_type,
    parse,
    region_code_for_number,
)

__all__ = [
    "KINDS",
    "Kind",
    "calling_code",
    "countries",
    "country",
    "is_possible",
    "kind",
    "mobiles",
    "of_country",
    "trunk",
    "within_country",
    "without_trunk",
]

Kind = Literal["mobile", "landline", "other", "unknown"]
KINDS: tuple[str, ...] = get_args(Kind)
"""`mobile` may be a landline where the two cannot be told apart, as in the USA; `unknown` is in no range that
libphonenumber knows as assigned, which a range of this year may be."""

_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.UNKNOWN: "unknown",
}
_LONGEST_CODE = 3
_WORLD = "001"  # libphonenumber's region of codes that are no country's, as satellites'

_LONGEST_TRUNK = 2


class _Mobile(NamedTuple):
    code: int
    pattern: re.Pattern[str]


def calling_code(number: str) -> str:
    """The country code of a number in E.164, without the plus; "" if it begins with none that is in use."""
    for length in range(1, _LONGEST_CODE + 1):
        code = number[1 : 1 + length]
        if len(code) == length and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return code
    return ""


def countries() -> frozenset[str]:
    """Every country that there is, as two letters."""
    return frozenset(SUPPORTED_REGIONS)


def country(number: str) -> str:
    """The country of a number in E.164 as two letters, or its code (`+870`) where that is no country's or several'."""
    parsed = _parsed(number)
    region = None if parsed is None else region_code_for_number(parsed)
    return region if region and region != _WORLD else f"+{calling_code(number)}"


def kind(number: str) -> Kind:
    """What kind of number one in E.164 is."""
    parsed = _parsed(number)
    if parsed is None:
        return "unknown"
    return _KINDS.get(number_type(parsed), "other")


def is_possible(number: str) -> bool:
    """Whether a number in E.164 has a length that its country's numbers may have. Says nothing of assignment."""
    code = calling_code(number)
    return bool(code) and len(number) - 1 - len(code) in _lengths(int(code))


def of_country(digits: str, *, region: str) -> str:
    """What digits dialled within a country are in E.164; "" where they are none. A trunk zero may be there or not."""
    parsed = _parsed(f"+{country_code_for_region(region)}{digits}")
    return "" if parsed is None else format_number(parsed, PhoneNumberFormat.E164)


def without_trunk(number: str) -> str:
    """`+490176...` as `+49176...`: without what a country dials before its national numbers, and all others do not.

    Countries whose numbers keep their zero, as Italy's do, are left alone, as is what would be no number without. So is
    what libphonenumber changes besides in numbers that people dial, as carriers' codes: E.164 is the writer's word.
    """
    code = calling_code(number)
    rest = number[1 + len(code) :]
    if not code or not _dialled(int(code)).match(rest):
        return number
    parsed = _parsed(number)
    made = number if parsed is None else format_number(parsed, PhoneNumberFormat.E164)
    kept = made[1 + len(code) :]
    return made if rest.endswith(kept) and len(rest) - len(kept) <= _LONGEST_TRUNK else number


def trunk(code: str) -> str:
    """What a country dials before its national numbers: 0 mostly; "" where there is no such digit."""
    metadata = _main(int(code))
    return (metadata.national_prefix if metadata else None) or ""


def within_country(number: str) -> frozenset[str]:
    """How a number in E.164 may be written without its country: with the zero, with what is dialled there, bare."""
    code = calling_code(number)
    rest = number[1 + len(code) :]
    return frozenset({rest, f"0{rest}", f"{trunk(code)}{rest}"} if code else ())


def mobiles(digits: str) -> frozenset[str]:
    """Every number in E.164 that these digits are within some country, and that can get an SMS."""
    found = [f"+{mobile.code}{digits}" for mobile in _mobiles(len(digits)) if mobile.pattern.fullmatch(digits)]
    return frozenset(found)


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return parse(number, None)
    except NumberParseException:
        return None


def _metadata(code: int, region: str) -> PhoneMetadata | None:
    return PhoneMetadata.metadata_for_region_or_calling_code(code, region)


def _main(code: int) -> PhoneMetadata | None:
    return _metadata(code, COUNTRY_CODE_TO_REGION_CODE[code][0])


@cache
def _dialled(code: int) -> re.Pattern[str]:
    """What a country dials before national numbers, where it is part of none of them; else what matches nothing."""
    metadata = _main(code)
    return re.compile((metadata.national_prefix_for_parsing if metadata else None) or "(?!)")


@cache
def _lengths(code: int) -> frozenset[int]:
    metadata = _main(code)
    return frozenset(metadata.general_desc.possible_length if metadata and metadata.general_desc else ())


@cache
def _mobiles(length: int) -> tuple[_Mobile, ...]:
    """What mobiles of a length look like, by country code. Ten digits are the most countries', 67."""
    found = []
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = _metadata(code, region)
            mobile = metadata.mobile if metadata else None
            if mobile and mobile.national_number_pattern and length in mobile.possible_length:
                found.append(_Mobile(code, re.compile(mobile.national_number_pattern)))
    return tuple(found)
