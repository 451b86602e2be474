"""What is dialled before and instead of a country code, within each country and to get out of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from phonenumbers import (
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    country_code_for_region,
    example_number_for_type,
    format_number,
    parse,
)

from lox24_provider.rules.number.kinds import kind
from lox24_provider.rules.number.numbering import NOTHING, calling_code, general, is_possible, main_region, metadata_of

__all__ = [
    "dialled_abroad",
    "may_have_trunk",
    "mobile_at_home",
    "of_country",
    "trunk",
    "within_country",
    "without_trunk",
    "without_zero",
]

_LONGEST_TRUNK = 2
_NOT_DIGITS = re.compile("[^0-9]+")


class _Dialling(NamedTuple):
    """Within one country: its code, what stands before national numbers, what those look like, and the way abroad.

    `is_plain` is whether what stands before them is always the same digits, or nothing; `is_main` whether the country
    is the main one of its code.
    """

    code: str
    prefix: re.Pattern[str]
    general: re.Pattern[str]
    abroad: re.Pattern[str]
    is_plain: bool
    is_main: bool


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
    dialling = _dialling(region)
    prefix, is_number = dialling.prefix.match(digits), dialling.general.fullmatch
    rest = digits[prefix.end() :] if prefix else digits
    if dialling.is_plain:
        return f"+{dialling.code}{rest if is_number(rest) or not is_number(digits) else digits}"
    number = f"+{dialling.code}{rest}"
    if dialling.is_main and not (prefix and prefix.lastindex) and is_number(rest) and is_possible(number):
        return number
    parsed = _parsed(f"+{dialling.code}{digits}")  # carriers' codes, old mobiles' prefixes
    return "" if parsed is None else format_number(parsed, PhoneNumberFormat.E164)


def mobile_at_home(digits: str, *, region: str) -> str:
    """What digits with a trunk zero are in E.164 where they are surely a mobile of their country; "" for all others."""
    if digits.startswith("00") or _dialling(region).abroad.match(digits):
        return ""
    number = of_country(digits, region=region)
    return number if kind(number) == "mobile" else ""


def without_trunk(number: str) -> str:
    """`+490176...` as `+49176...`: without what a country dials before its national numbers, and all others do not.

    Only where there is no such number as it is written, and one without: countries whose numbers keep their zero, as
    Italy's do, are left alone, and what is read once more stays the same.
    """
    code = calling_code(number)
    rest = number[1 + len(code) :]
    is_number = general(code, main_region(code)).fullmatch if code else None
    if is_number is None or is_number(rest):
        return number
    dialled = _dialled(code).fullmatch
    ways = (rest[length:] for length in range(1, _LONGEST_TRUNK + 1) if dialled(rest[:length]))
    # Some look like a number and are too short to be reached from elsewhere, as 300 0000 in North America.
    return next((made for way in ways if is_number(way) and is_possible(made := f"+{code}{way}")), number)


@cache
def may_have_trunk(beginning: str) -> bool:
    """Whether a number in E.164 whose first five characters these are may have what its country dials before others."""
    code = calling_code(beginning)
    return bool(code) and _dialled(code).match(beginning[1 + len(code) :]) is not None


def trunk(code: str) -> str:
    """What a country dials before its national numbers: 0 mostly; "" where there is no such digit."""
    metadata = metadata_of(code, main_region(code))
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
    return frozenset({*ways, _as_dialled(number)} if _is_dialled_otherwise(code) else ways)


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return parse(number, None)
    except NumberParseException:
        return None


@cache
def _dialling(region: str) -> _Dialling:
    code = str(country_code_for_region(region))
    metadata = metadata_of(code, region)
    prefix = (metadata.national_prefix_for_parsing if metadata else None) or ""
    return _Dialling(
        code,
        re.compile(prefix),
        general(code, region),
        re.compile((metadata.international_prefix if metadata else None) or NOTHING),
        is_plain=prefix.isdecimal() or not prefix,
        is_main=metadata is not None and main_region(code) == region,
    )


def _as_dialled(number: str) -> str:
    parsed = _parsed(number)
    return "" if parsed is None else _NOT_DIGITS.sub("", format_number(parsed, PhoneNumberFormat.NATIONAL))


@cache
def _is_dialled_otherwise(code: str) -> bool:
    """Whether a country's mobiles have more than its trunk digit before or within them, as Argentina's 15."""
    example = example_number_for_type(main_region(code), PhoneNumberType.MOBILE)
    if example is None:
        return False
    number = format_number(example, PhoneNumberFormat.E164)
    rest = number[1 + len(calling_code(number)) :]
    return _as_dialled(number) not in (rest, f"0{rest}", f"{trunk(code)}{rest}")


@cache
def _ways_abroad() -> tuple[re.Pattern[str], ...]:
    """What is dialled before country codes, of all countries that differ."""
    found = (metadata_of(str(country_code_for_region(region)), region) for region in SUPPORTED_REGIONS)
    ways = {metadata.international_prefix for metadata in found if metadata and metadata.international_prefix}
    return tuple(map(re.compile, sorted(ways)))


@cache
def _dialled(code: str) -> re.Pattern[str]:
    """What a country dials before national numbers, where it is part of none of them; else what matches nothing."""
    metadata = metadata_of(code, main_region(code))
    return re.compile((metadata.national_prefix_for_parsing if metadata else None) or NOTHING)
