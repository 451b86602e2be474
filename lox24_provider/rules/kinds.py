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
    "country",
    "dialled_abroad",
    "is_country",
    "is_possible",
    "kind",
    "mobiles",
    "of_country",
    "trunk",
    "within_country",
    "without_trunk",
]

Kind = Literal["mobile", "landline", "other", "unknown"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""`mobile` may be a landline where the two cannot be told apart, as in the USA; `unknown` is in no range that
libphonenumber knows as assigned, which a range of this year may be."""

_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.UNKNOWN: "unknown",
}
_SPECIAL = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
"""What libphonenumber takes a number for before it is a landline or a mobile."""

_LONGEST_CODE = 3
_WORLD = "001"  # libphonenumber's region of codes that are no country's, as satellites'

_LONGEST_TRUNK = 2


class _Mobile(NamedTuple):
    code: int
    pattern: re.Pattern[str]


class _Plan(NamedTuple):
    """What tells mobiles of a country that has its code for itself."""

    lengths: frozenset[int]
    mobile: re.Pattern[str]
    special: re.Pattern[str]

    def is_mobile(self, rest: str) -> bool:
        """Whether a number is nothing but a mobile, or a landline with it; without a country code."""
        return len(rest) in self.lengths and bool(self.mobile.fullmatch(rest)) and not self.special.fullmatch(rest)


def calling_code(number: str) -> str:
    """The country code of a number in E.164, without the plus; "" if it begins with none that is in use."""
    for length in range(1, _LONGEST_CODE + 1):
        code = number[1 : 1 + length]
        if len(code) == length and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return code
    return ""


def is_country(region: str) -> bool:
    """Whether two letters are a country's, in capitals."""
    return region in SUPPORTED_REGIONS


def country(number: str) -> str:
    """The country of a number in E.164 as two letters, or its code (`+870`) where that is no country's or several'."""
    code = calling_code(number)
    regions = COUNTRY_CODE_TO_REGION_CODE[int(code)] if code else ()
    made = _made(number, code=code) if len(regions) > 1 else None
    region = region_code_for_number(made) if made else next(iter(regions), None)
    return region if region and region != _WORLD else f"+{code}"


def kind(number: str) -> Kind:
    """What kind of number one in E.164 is.

    Not by `parse`, which takes twice as long as all the rest; and most numbers of lists are mobiles like many.
    """
    code = calling_code(number)
    if code and (plan := _plan(int(code))) and plan.is_mobile(number[1 + len(code) :]):
        return "mobile"
    made = _made(number, code=code)
    return "unknown" if made is None else _KINDS.get(number_type(made), "other")


def is_possible(number: str) -> bool:
    """Whether a number in E.164 has a length that its country's numbers may have. Says nothing of assignment."""
    code = calling_code(number)
    return bool(code) and len(number) - 1 - len(code) in _lengths(int(code))


def dialled_abroad(digits: str, *, region: str) -> str:
    """`+49...` for what reaches it from within a country, as `01149...` does from the USA; "" after the usual 00."""
    metadata = _metadata(country_code_for_region(region), region)
    prefix = re.match((metadata.international_prefix if metadata else None) or "(?!)", digits)
    number = f"+{digits[prefix.end() :]}" if prefix and prefix[0] != "00" else ""
    return number if calling_code(number) else ""


def of_country(digits: str, *, region: str) -> str:
    """What digits dialled within a country are in E.164; "" where they are none. A trunk zero may be there or not."""
    code = country_code_for_region(region)
    metadata = _metadata(code, region)
    prefix = metadata.national_prefix_for_parsing if metadata else None
    if prefix is None or prefix.isdecimal():
        is_number = _general(code, region).fullmatch
        rest = digits.removeprefix(prefix or "")
        return f"+{code}{rest if is_number(rest) or not is_number(digits) else digits}"
    parsed = _parsed(f"+{code}{digits}")  # carriers' codes, old mobiles' prefixes
    return "" if parsed is None else format_number(parsed, PhoneNumberFormat.E164)


def without_trunk(number: str) -> str:
    """`+490176...` as `+49176...`: without what a country dials before its national numbers, and all others do not.

    Only where there is no such number as it is written, and one without: countries whose numbers keep their zero, as
    Italy's do, are left alone, and what is read once more stays the same.
    """
    code = calling_code(number)
    rest = number[1 + len(code) :]
    is_number = _general(int(code), _region(int(code))).fullmatch if code else None
    if is_number is None or is_number(rest):
        return number
    dialled = _dialled(int(code)).fullmatch
    ways = (rest[length:] for length in range(1, _LONGEST_TRUNK + 1) if dialled(rest[:length]))
    return next((f"+{code}{way}" for way in ways if is_number(way)), number)


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


def _made(number: str, *, code: str) -> PhoneNumber | None:
    """What `parse` makes of a number in E.164, in a fraction of its time; None for no number."""
    rest = number[1 + len(code) :]
    if not (code and rest.isdecimal()):
        return None
    zeros = len(rest) - len(rest.lstrip("0"))
    return PhoneNumber(
        country_code=int(code),
        national_number=int(rest),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return parse(number, None)
    except NumberParseException:
        return None


def _metadata(code: int, region: str) -> PhoneMetadata | None:
    return PhoneMetadata.metadata_for_region_or_calling_code(code, region)


def _region(code: int) -> str:
    """The main one of the countries that share a code."""
    return COUNTRY_CODE_TO_REGION_CODE[code][0]


def _main(code: int) -> PhoneMetadata | None:
    return _metadata(code, _region(code))


@cache
def _dialled(code: int) -> re.Pattern[str]:
    """What a country dials before national numbers, where it is part of none of them; else what matches nothing."""
    metadata = _main(code)
    return re.compile((metadata.national_prefix_for_parsing if metadata else None) or "(?!)")


@cache
def _plan(code: int) -> _Plan | None:
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    metadata = _metadata(code, regions[0])
    mobile = metadata.mobile if metadata and len(regions) == 1 else None
    if metadata is None or mobile is None or not mobile.national_number_pattern:
        return None
    special = (getattr(metadata, name) for name in _SPECIAL)
    patterns = [one.national_number_pattern for one in special if one and one.national_number_pattern]
    return _Plan(
        frozenset(mobile.possible_length) or _lengths(code),
        re.compile(mobile.national_number_pattern),
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)"),
    )


@cache
def _general(code: int, region: str) -> re.Pattern[str]:
    """What any number of a country looks like, without its code."""
    metadata = _metadata(code, region)
    described = metadata.general_desc if metadata else None
    return re.compile((described.national_number_pattern if described else None) or "(?!)")


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
