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
    example_number_for_type,
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
    "may_have_trunk",
    "mobiles",
    "of_country",
    "trunk",
    "within_country",
    "without_trunk",
    "without_zero",
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
_LONGEST = 17  # digits of any number without its code, as libphonenumber has it; text without end has more
_LONGEST_CODE = 3
_WORLD = "001"  # libphonenumber's region of codes that are no country's, as satellites'

_LONGEST_TRUNK = 2
_OTHERS = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
"""libphonenumber's kinds of numbers that are neither mobiles nor landlines, which go before those."""

_NOT_DIGITS = re.compile("[^0-9]+")


class _Mobile(NamedTuple):
    code: int
    pattern: re.Pattern[str]


class _Dialling(NamedTuple):
    """Within one country: its code, what stands before national numbers, what those look like, and the way abroad."""

    code: int
    prefix: str
    general: re.Pattern[str]
    abroad: re.Pattern[str]


class _Range(NamedTuple):
    pattern: re.Pattern[str]
    lengths: frozenset[int]  # none stands for those of all numbers

    def has(self, digits: str) -> bool:
        return (not self.lengths or len(digits) in self.lengths) and self.pattern.fullmatch(digits) is not None


class _Ranges(NamedTuple):
    """Of one country: all numbers; services' kinds; landlines; mobiles, None where they cannot be told apart."""

    general: _Range
    others: tuple[_Range, ...]
    landline: _Range
    mobile: _Range | None


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
    """What kind of number one in E.164 is; not by `parse`, which takes twice as long as all the rest."""
    code = calling_code(number)
    if code and len(COUNTRY_CODE_TO_REGION_CODE[int(code)]) == 1:
        return _kind_within(int(code), number[1 + len(code) :])
    made = _made(number, code=code)
    return "unknown" if made is None else _KINDS.get(number_type(made), "other")


def _kind_within(code: int, rest: str) -> Kind:
    """The kind of a number of the only country with a code, as `number_type` finds it, in a third of the time."""
    general, others, landline, mobile = _ranges(code)
    if not general.has(rest):
        return "unknown"
    if any(other.has(rest) for other in others):
        return "other"
    if landline.has(rest):
        return "mobile" if mobile is None or mobile.has(rest) else "landline"
    return "mobile" if mobile is not None and mobile.has(rest) else "unknown"


def is_possible(number: str) -> bool:
    """Whether a number in E.164 has a length that its country's numbers may have. Says nothing of assignment."""
    code = calling_code(number)
    return bool(code) and len(number) - 1 - len(code) in _lengths(int(code))


def dialled_abroad(digits: str, *, region: str | None) -> frozenset[str]:
    """`+49...` for what reaches it from within a country, as `01149...` does from the USA, apart from the usual 00.

    Args:
        region: where it is dialled; None for anywhere, but with at least three digits before the country code.
    """
    if region is None:
        prefixes = [prefix for way in _ways_abroad() if (prefix := way.match(digits)) and prefix.end() > len("00")]
    else:
        prefix = _dialling(region).abroad.match(digits)
        if prefix is None or prefix[0] == "00":
            return frozenset()
        prefixes = [prefix]
    numbers = {without_trunk(f"+{digits[prefix.end() :]}") for prefix in prefixes}
    return frozenset(number for number in numbers if kind(number) != "unknown")


def of_country(digits: str, *, region: str) -> str:
    """What digits dialled within a country are in E.164; "" where they are none. A trunk zero may be there or not."""
    code, prefix, general, _ = _dialling(region)
    if prefix.isdecimal() or not prefix:
        rest = digits.removeprefix(prefix)
        return f"+{code}{rest if general.fullmatch(rest) or not general.fullmatch(digits) else digits}"
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


@cache
def may_have_trunk(beginning: str) -> bool:
    """Whether a number in E.164 whose first five characters these are may have what its country dials before others."""
    code = calling_code(beginning)
    return bool(code) and _dialled(int(code)).match(beginning[1 + len(code) :]) is not None


def trunk(code: str) -> str:
    """What a country dials before its national numbers: 0 mostly; "" where there is no such digit."""
    metadata = _main(int(code))
    return (metadata.national_prefix if metadata else None) or ""


def without_zero(number: str) -> str:
    """`+480601...` as `+48601...`, of a country without a trunk zero: what foreigners add to what is no number then.

    "" where it is none without it either.
    """
    code = calling_code(number)
    rest = number[1 + len(code) :]
    made = f"+{code}{rest[1:]}"
    return made if code and rest.startswith("0") and kind(number) == "unknown" != kind(made) else ""


def within_country(number: str) -> frozenset[str]:
    """How a number in E.164 may be written without its country: with the zero, with what is dialled there, bare."""
    code = calling_code(number)
    if not code:
        return frozenset()
    rest = number[1 + len(code) :]
    ways = {rest, f"0{rest}", f"{trunk(code)}{rest}"}
    return frozenset({*ways, _as_dialled(number)} if _is_dialled_otherwise(int(code)) else ways)


def mobiles(digits: str) -> frozenset[str]:
    """Every number in E.164 that these digits are within some country, and that can get an SMS."""
    found = [f"+{mobile.code}{digits}" for mobile in _mobiles(len(digits)) if mobile.pattern.fullmatch(digits)]
    return frozenset(found)


def _made(number: str, *, code: str) -> PhoneNumber | None:
    """What `parse` makes of a number in E.164, in a fraction of its time; None for no number."""
    rest = number[1 + len(code) :]
    if not (code and rest.isdecimal() and len(rest) <= _LONGEST):
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


@cache
def _dialling(region: str) -> _Dialling:
    code = country_code_for_region(region)
    metadata = _metadata(code, region)
    prefix = (metadata.national_prefix_for_parsing if metadata else None) or ""
    abroad = re.compile((metadata.international_prefix if metadata else None) or "(?!)")
    return _Dialling(code, prefix, _general(code, region), abroad)


def _as_dialled(number: str) -> str:
    parsed = _parsed(number)
    return "" if parsed is None else _NOT_DIGITS.sub("", format_number(parsed, PhoneNumberFormat.NATIONAL))


@cache
def _is_dialled_otherwise(code: int) -> bool:
    """Whether a country's mobiles have more than its trunk digit before or within them, as Argentina's 15."""
    example = example_number_for_type(_region(code), PhoneNumberType.MOBILE)
    if example is None:
        return False
    number = format_number(example, PhoneNumberFormat.E164)
    rest = number[1 + len(str(code)) :]
    return _as_dialled(number) not in (rest, f"0{rest}", f"{trunk(str(code))}{rest}")


@cache
def _ways_abroad() -> tuple[re.Pattern[str], ...]:
    """What is dialled before country codes, of all countries that differ."""
    found = (_metadata(country_code_for_region(region), region) for region in SUPPORTED_REGIONS)
    ways = {metadata.international_prefix for metadata in found if metadata and metadata.international_prefix}
    return tuple(map(re.compile, sorted(ways)))


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
def _ranges(code: int) -> _Ranges:
    metadata = _main(code)

    def range_of(name: str) -> _Range:
        described = getattr(metadata, name, None)
        pattern = re.compile((described.national_number_pattern if described else None) or "(?!)")
        return _Range(pattern, frozenset(described.possible_length if described else ()))

    is_one = bool(metadata and metadata.same_mobile_and_fixed_line_pattern)
    mobile = None if is_one else range_of("mobile")
    return _Ranges(range_of("general_desc"), tuple(map(range_of, _OTHERS)), range_of("fixed_line"), mobile)


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
