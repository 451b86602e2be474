"""Whose number a spelling is. The API stores numbers in groups as they were written, perhaps (U3).

One set of readings serves list files, what the account holds, opt-outs and the block list, doubles and erasures. In
doubt, whoever is to be left out may be any of them (`Numbers`); who is to be changed, removed or erased has to be the
only one (`person`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lox24_provider.rules.spelling import mistake, plain

__all__ = ["CERTAIN", "Numbers", "Readings", "international", "person", "readings"]

_MAY_HAVE_TRUNK = r"\+(?:[1-9][0-9]{0,2}0|11|78|3708|3758|6921|9938)"
"""A country code, then what is dialled there before national numbers: every one that is so, and some that are not."""

CERTAIN = re.compile(rf"(?!{_MAY_HAVE_TRUNK})\+[1-9][0-9]{{6,14}}")
"""E.164 that no reading changes. It spares most lists the loading of phonenumbers; a test holds it to the metadata."""

_NOT_DIGITS = re.compile("[^0-9]+")


class Readings(NamedTuple):
    """The numbers in E.164 that digits without a plus may be; "" for what they cannot be.

    Attributes:
        abroad: with the country code that they begin with.
        national: within the region that was given.
        elsewhere: where none was given, every country's mobile that they are.
    """

    abroad: str = ""
    national: str = ""
    elsewhere: frozenset[str] = frozenset()

    def of(self, *kinds_wanted: str) -> frozenset[str]:
        """Those of the given kinds (`rules.kinds.Kind`)."""
        from lox24_provider.rules import kinds

        found = {number for number in (self.abroad, self.national) if number and kinds.kind(number) in kinds_wanted}
        return frozenset(found | self.elsewhere if "mobile" in kinds_wanted else found)


def international(spelling: str) -> str | None:
    """The number in E.164 of a plain spelling with a country code, after `+` or `00`; None if it has none.

    The trunk zero of the national form is dropped where the country has one (`+49 (0)176`).
    """
    digits = _NOT_DIGITS.sub("", spelling)
    rest = digits.lstrip("0")  # no country code begins with 0
    if not (rest and (spelling.lstrip("( ").startswith("+") or digits.startswith("00"))):
        return None
    number = f"+{rest}"
    if CERTAIN.fullmatch(number):
        return number
    from lox24_provider.rules import kinds

    made = kinds.without_trunk(number)
    if "(0)" in spelling and made == number:  # where numbers keep their zero, as in Italy, mobiles have none
        other = f"+{_NOT_DIGITS.sub('', spelling.replace('(0)', '', 1)).lstrip('0')}"
        return other if kinds.kind(other) == "mobile" else made
    return made


def readings(digits: str, *, region: str | None) -> Readings:
    """What digits without a plus may be; a trunk zero before them leaves the national reading only.

    Args:
        region: the country of national numbers, as two letters; None where it may be any.
    """
    from lox24_provider.rules import kinds

    abroad = "" if digits.startswith("0") else kinds.without_trunk(f"+{digits}")
    if region is None:
        return Readings(abroad=abroad, elsewhere=kinds.mobiles(digits.removeprefix("0")))
    return Readings(abroad=abroad, national=kinds.of_country(digits, region=region))


def person(spelling: str, *, region: str | None = None) -> str | None:
    """The only number in E.164 that a spelling may be; None where there is none, or more than one.

    A national one is nobody's where no region is given: which country it has left out cannot be told.
    """
    if CERTAIN.fullmatch(spelling):
        return spelling
    text = plain(spelling)
    if mistake(text):
        return None
    number = international(text)
    if number is not None:
        return number
    digits = _NOT_DIGITS.sub("", text)
    if not digits:
        return None
    found = readings(digits, region=region)
    candidates = found.of("mobile") or found.of("landline", "other")
    return next(iter(candidates)) if len(candidates) == 1 and candidates != found.elsewhere else None


class Numbers:
    """A set of people by spellings of their numbers. Everybody counts whom a spelling may be: rather one too many."""

    def __init__(self, spellings: Iterable[str] = ()) -> None:
        self._international: set[str] = set()
        self._national: set[str] = set()
        for spelling in spellings:
            text = plain(spelling)
            number = international(text)
            if number is not None:
                self._international.add(number)
                continue
            digits = _NOT_DIGITS.sub("", text)
            if not digits:
                continue
            self._national.add(digits)
            if not digits.startswith("0"):
                self._international.add(international(f"+{digits}") or f"+{digits}")

    def __contains__(self, number: str) -> bool:
        """Whether a number in E.164 is among them."""
        if number in self._international or not self._national:
            return number in self._international
        from lox24_provider.rules import kinds

        return not self._national.isdisjoint(kinds.within_country(number))

    def __len__(self) -> int:
        return len(self._international) + len(self._national)
