"""Whose number a spelling is. The API stores numbers in groups as they were written, perhaps (U3).

One set of readings serves list files, what the account holds, opt-outs and the block list, doubles and erasures. In
doubt, whoever is to be left out may be any of them (`Numbers`); who is to be changed, removed or erased has to be the
only one (`person`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lox24_provider.rules.number.spelling import mistake, parts, plain

__all__ = ["CERTAIN", "Numbers", "Readings", "abroad", "international", "is_said", "person", "readings"]

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
        from lox24_provider.rules.number import kinds

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
    from lox24_provider.rules.number import dialling, kinds

    made = dialling.without_trunk(number)
    if "(0)" in spelling and made == number:  # where numbers keep their zero, as in Italy, mobiles have none
        other = f"+{_NOT_DIGITS.sub('', spelling.replace('(0)', '', 1)).lstrip('0')}"
        is_other = kinds.kind(other) == "mobile" or kinds.kind(made) == "unknown" != kinds.kind(other)
        return other if is_other else made
    return made


def abroad(spelling: str, *, region: str | None) -> frozenset[str]:
    """The numbers that a plain spelling with a country code may be: after `+`, `00`, or what a region dials instead.

    Of `00821...` in Korea, where 008 is one way abroad, both are: where both are numbers that there are.
    """
    number = international(spelling)
    written = frozenset() if number is None else frozenset({number})
    if region is None or "+" in spelling:
        return written
    from lox24_provider.rules.number import dialling, kinds

    dialled = dialling.dialled_abroad(_NOT_DIGITS.sub("", spelling), region=region)
    is_written = number is not None and (not dialled or kinds.kind(number) != "unknown")
    return written | dialled if is_written else dialled


def readings(digits: str, *, region: str | None) -> Readings:
    """What digits without a plus may be; a trunk zero before them leaves the national reading only.

    Args:
        region: the country of national numbers, as two letters; None where it may be any.
    """
    from lox24_provider.rules.number import dialling, kinds

    abroad = "" if digits.startswith("0") else dialling.without_trunk(f"+{digits}")
    if region is None:
        return Readings(abroad=abroad, elsewhere=kinds.mobiles(digits.removeprefix("0")))
    return Readings(abroad=abroad, national=dialling.of_country(digits, region=region))


def person(spelling: str, *, region: str | None = None) -> str | None:
    """The only number in E.164 that a spelling may be; None where there is none, or more than one.

    A national one is nobody's where no region is given: which country it has left out cannot be told.
    """
    if CERTAIN.fullmatch(spelling):
        return spelling
    text = plain(spelling)
    if mistake(text):
        return None
    if numbers := abroad(text, region=region):
        return next(iter(numbers)) if len(numbers) == 1 else None
    digits = _NOT_DIGITS.sub("", text)
    if not digits:
        return None
    found = readings(digits, region=region)
    candidates = found.of("mobile") or found.of("landline", "other")
    return next(iter(candidates)) if len(candidates) == 1 and candidates != found.elsewhere else None


def is_said(number: str, *, by: str) -> bool:
    """Whether a person's spelling says who it is. Digits without a plus are landlines of many countries."""
    from lox24_provider.rules.number import kinds

    return international(plain(by)) is not None or kinds.kind(number) == "mobile"


class Numbers:
    """A set of people by spellings of their numbers. Everybody counts whom a spelling may be: rather one too many."""

    def __init__(self, spellings: Iterable[str] = ()) -> None:
        self._international: set[str] = set()
        self._national: set[str] = set()
        self._perhaps: set[str] = set()
        for spelling in spellings:
            if CERTAIN.fullmatch(spelling):
                self._international.add(spelling)
                continue
            whole, *others = parts(plain(spelling)) or [""]
            self._add(whole)
            for part in others:  # so that nobody is missed beside another number, or before an extension
                among = Numbers([part])
                self._perhaps |= among._international | among._perhaps
                self._national |= among._national

    def _add(self, text: str) -> None:
        number, digits = international(text), _NOT_DIGITS.sub("", text)
        if number is not None:
            self._international.add(number)
            if digits.startswith("00"):
                from lox24_provider.rules.number import dialling

                self._perhaps |= dialling.dialled_abroad(digits, region=None)
            if not CERTAIN.fullmatch(number):
                from lox24_provider.rules.number import dialling

                self._perhaps.add(dialling.without_zero(number))
        elif digits:
            from lox24_provider.rules.number import dialling

            self._national.add(digits)
            if not digits.startswith("0"):
                self._international.add(international(f"+{digits}") or f"+{digits}")
            self._perhaps |= dialling.dialled_abroad(digits, region=None)

    def __contains__(self, number: str) -> bool:
        """Whether a number in E.164 is among them."""
        if number in self._international or number in self._perhaps:
            return True
        if not self._national:
            return False
        from lox24_provider.rules.number import dialling

        return not self._national.isdisjoint(dialling.within_country(number))

    def __len__(self) -> int:
        return len(self._international) + len(self._national)
