"""A country's numbers as libphonenumber's metadata has them: the country code, what numbers look like, their lengths.

It takes a tenth of a second to load, and another for all of its 245 countries. A list in E.164 that has not changed
needs none of it, so this module is imported where a number has to be judged.
"""

from __future__ import annotations

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata

__all__ = [
    "NOTHING",
    "calling_code",
    "general",
    "is_country",
    "is_possible",
    "main_region",
    "metadata_of",
    "regions_of",
]

NOTHING = "(?!)"
"""The pattern that matches nothing."""

_LONGEST_CODE = 3


def calling_code(number: str) -> str:
    """The country code of a number in E.164, without the plus; "" if it begins with none that is in use."""
    return _code(number[1 : 1 + _LONGEST_CODE])


@cache
def _code(beginning: str) -> str:
    codes = (beginning[:length] for length in range(1, len(beginning) + 1))
    return next((code for code in codes if int(code) in COUNTRY_CODE_TO_REGION_CODE), "")


def regions_of(code: str) -> tuple[str, ...]:
    """The countries that share a code, the main one first; none for "", which is no code."""
    return COUNTRY_CODE_TO_REGION_CODE[int(code)] if code else ()


def main_region(code: str) -> str:
    """The main one of the countries that share a code."""
    return regions_of(code)[0]


def is_country(region: str) -> bool:
    """Whether two letters are a country's, in capitals."""
    return region in SUPPORTED_REGIONS


def is_possible(number: str) -> bool:
    """Whether a number in E.164 has a length that its country's numbers may have. Says nothing of assignment."""
    code = calling_code(number)
    return bool(code) and len(number) - 1 - len(code) in _lengths(code)


@cache
def metadata_of(code: str, region: str) -> PhoneMetadata | None:
    """What libphonenumber knows of a country, or of a code that is no country's."""
    return PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)


@cache
def general(code: str, region: str) -> re.Pattern[str]:
    """What any number of a country looks like, without its code."""
    metadata = metadata_of(code, region)
    described = metadata.general_desc if metadata else None
    return re.compile((described.national_number_pattern if described else None) or NOTHING)


@cache
def _lengths(code: str) -> frozenset[int]:
    metadata = metadata_of(code, main_region(code))
    return frozenset(metadata.general_desc.possible_length if metadata and metadata.general_desc else ())
