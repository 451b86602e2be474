"""How one cell of a list file becomes a number, or does not. What a cell is not is said without repeating it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lox24_provider.rules.entry import E164
from lox24_provider.rules.options import ReadOptions

__all__ = ["MISSING", "phone_among", "phone_of", "unusable"]

MISSING = "is missing"
"""The reason of a cell that holds nothing."""

_FORM = "must be in international form, like +4917612345678"

_AS_PEOPLE_WRITE = re.compile(r"\+?[0-9 ()/.\u00a0\u2010-\u2015-]+")
"""What may be a number. phonenumbers alone also finds one in "call 0176 ...", and turns letters into digits."""


def phone_of(cell: str, options: ReadOptions) -> tuple[str, str]:
    """The number in a cell, in E.164, or "" and the reason why there is none."""
    phone = cell.strip()
    if E164.fullmatch(phone):
        return phone, ""
    if not phone:
        return "", MISSING
    if not options.default_region:
        return "", f"{_FORM}; national forms need default_region"
    number = _of_region(phone, options.default_region)
    return (number, "") if number else ("", f"{_FORM}, or a possible number of {options.default_region}")


def phone_among(cells: Iterable[str], options: ReadOptions) -> tuple[str, str]:
    """The first of a person's cells that holds a number, or "" and why the first that is not empty holds none."""
    reasons: list[str] = []
    for cell in cells:
        number, reason = phone_of(cell, options)
        if number:
            return number, ""
        reasons.append(reason)
    return "", next((reason for reason in reasons if reason != MISSING), MISSING)


def _regions() -> frozenset[str] | None:
    """The regions that are known; None without the package that knows them."""
    try:
        import phonenumbers  # noqa: PLC0415 an extra, and slow to load
    except ModuleNotFoundError:
        return None
    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def unusable(options: ReadOptions) -> str | None:
    """Why no number can be read with these options; None if it can."""
    if not options.default_region:
        return None
    regions = _regions()
    if regions is None:
        return "default_region needs the package phonenumbers: pip install 'lox24-provider[phonenumbers]'"
    if options.default_region not in regions:
        return "default_region is no country that phonenumbers knows; it is two letters, like DE"
    return None


def _of_region(phone: str, region: str) -> str | None:
    """The number in E.164 that a national form of a region is, or None."""
    import phonenumbers  # noqa: PLC0415 as above

    if not _AS_PEOPLE_WRITE.fullmatch(phone):
        return None
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    # Not `is_possible_number`, to which a number without its area code is possible.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if E164.fullmatch(written) else None
