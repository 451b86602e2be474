"""Whether a number in E.164 usually gets SMS, and which country it is of: what libphonenumber says, in less time.

One pattern holds everything that a country's metadata says of kinds, so that most numbers cost one match.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.phonemetadata import PhoneNumberDesc

from lox24_provider.rules.number.numbering import NOTHING, calling_code, metadata_of, regions_of

__all__ = ["KINDS", "Kind", "country", "kind", "mobiles"]

Kind = Literal["mobile", "landline", "other", "unknown"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""`mobile` may be a landline where the two cannot be told apart, as in the USA; `unknown` is in no range that
libphonenumber knows as assigned, which a range of this year may be."""

_WORLD = "001"  # libphonenumber's region of codes that are no country's, as satellites'

_OTHERS = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
"""libphonenumber's kinds of numbers that are neither mobiles nor landlines, which go before those."""


class _Mobile(NamedTuple):
    code: int
    pattern: re.Pattern[str]


def country(number: str) -> str:
    """The country of a number in E.164 as two letters, or its code (`+870`) where that is no country's or several'."""
    code = calling_code(number)
    regions = regions_of(code)
    region = regions[0] if len(regions) == 1 else _found(number, code=code)[0]
    return region if region and region != _WORLD else f"+{code}"


def kind(number: str) -> Kind:
    """What kind of number one in E.164 is."""
    return _found(number, code=calling_code(number))[1]


def _found(number: str, *, code: str) -> tuple[str, Kind]:
    """The first country with a code that has a number, and its kind there; "" for none."""
    rest = number[1 + len(code) :]
    for region in regions_of(code):
        leading = _leading(code, region)
        if leading is None or leading.match(rest):
            match = _kinds(code, region).match(rest)
            if match or leading:
                return region, cast("Kind", match.lastgroup) if match else "unknown"
    return "", "unknown"


def mobiles(digits: str) -> frozenset[str]:
    """Every number in E.164 that these digits are within some country, and that can get an SMS."""
    found = [f"+{mobile.code}{digits}" for mobile in _mobiles(len(digits)) if mobile.pattern.fullmatch(digits)]
    return frozenset(found)


@cache
def _leading(code: str, region: str) -> re.Pattern[str] | None:
    """What tells a country's numbers among those of one code; None where they are told by being in use."""
    metadata = metadata_of(code, region)
    leading = metadata.leading_digits if metadata and len(regions_of(code)) > 1 else None
    return re.compile(leading) if leading else None


@cache
def _kinds(code: str, region: str) -> re.Pattern[str]:
    """What numbers of a country that are in use look like; the name of the group that matches is their kind."""
    metadata = metadata_of(code, region)

    def all_of(*names: str) -> str:
        ranges = (_range(getattr(metadata, name, None)) for name in names)
        return "|".join(found for found in ranges if found) or NOTHING

    is_one = bool(metadata and metadata.same_mobile_and_fixed_line_pattern)
    other, landline, mobile = all_of(*_OTHERS), all_of("fixed_line"), all_of("fixed_line" if is_one else "mobile")
    kinds = rf"(?P<other>(?:{other})\Z)|(?P<mobile>(?:{mobile})\Z)|(?P<landline>(?:{landline})\Z)"
    return re.compile(rf"(?=(?:{all_of('general_desc')})\Z)(?:{kinds})")


def _range(described: PhoneNumberDesc | None) -> str:
    """The pattern of a range of numbers, with their lengths; without any they are those of all numbers."""
    pattern = described and described.national_number_pattern
    if not (described and pattern):
        return ""
    lengths = "|".join(rf".{{{length}}}\Z" for length in described.possible_length if length > 0)
    if described.possible_length and not lengths:
        return ""
    return f"(?={lengths})(?:{pattern})"


@cache
def _mobiles(length: int) -> tuple[_Mobile, ...]:
    """What mobiles of a length look like, by country code. Ten digits are the most countries', 67."""
    found = []
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = metadata_of(str(code), region)
            mobile = metadata.mobile if metadata else None
            if mobile and mobile.national_number_pattern and length in mobile.possible_length:
                found.append(_Mobile(code, re.compile(mobile.national_number_pattern)))
    return tuple(found)
