"""What the phone cell of a list file says: one person's number, or why it is none. No reason names a digit of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from lox24_provider.rules.entry import E164
from lox24_provider.rules.numbers import international, person, readings
from lox24_provider.rules.spelling import mistake, plain

__all__ = ["ALLOWABLE", "DIGITS", "Phone", "phone_of"]

DIGITS = ("national", "international")
"""How a file may mean digits that have neither a plus nor a zero before them."""

ALLOWABLE = ("landline", "other")
"""Kinds of numbers that usually get no SMS, and that a list may allow in national form."""

_TAIL = re.compile(r"(.*[0-9])-([0-9]{1,4})")
_LONGEST_EXTENSION = 2  # digits after a dash that make no mobile's number, but may be its end
_SHORTEST = 9  # digits of a number in national form that has an extension for sure
_POSTAL = re.compile("[0-9]{4,5}")
_NOT_DIGITS = re.compile("[^0-9]+")


class Phone(NamedTuple):
    """What a cell says.

    Attributes:
        number: in E.164; "" where there is none.
        problem: why there is none, or why a number in national form is refused; else "".
        foreign: the number is another country's mobile, and might have been a landline of the region's.
    """

    number: str = ""
    problem: str = ""
    foreign: bool = False


def phone_of(
    cell: str, *, region: str | None = None, digits: str | None = None, allowed: Collection[str] = ()
) -> Phone:
    """Read one cell.

    Args:
        region: the country of national forms, as two letters; without it they are problems.
        digits: one of `DIGITS`, for digits that could be several numbers.
        allowed: which of `ALLOWABLE` are taken in national form. What has its country code is the writer's word.
    """
    text = plain(cell)
    if not text:
        return Phone(problem="is missing")
    if problem := mistake(text) or _tail(text, region=region):
        return Phone(problem=problem)
    number = international(text)
    if number is not None:
        return _written(number)
    bare = _NOT_DIGITS.sub("", text)
    if region is None and (digits != "international" or bare.startswith("0")):
        return Phone(problem="must be in international form, like +4917612345678; national forms need default_region")
    return _read(bare, region=region, digits=digits, allowed=allowed)


def _tail(text: str, *, region: str | None) -> str:
    """The problem of a cell whose digits after the last dash are none of the number's."""
    tail = _TAIL.fullmatch(text)
    if tail is None:
        return ""
    whole = _kind(text, region=region)
    if _kind(tail[1], region=region) == "unknown":
        has_tail = whole == "unknown" and len(_NOT_DIGITS.sub("", tail[1])) > _SHORTEST
    else:
        has_tail = len(tail[2]) <= _LONGEST_EXTENSION or whole != "mobile"
    return "has an extension" if has_tail else ""


def _kind(text: str, *, region: str | None) -> str:
    from lox24_provider.rules import kinds

    number = person(text, region=region)
    return "unknown" if number is None else kinds.kind(number)


def _written(number: str) -> Phone:
    """A number with its country code."""
    from lox24_provider.rules import kinds

    if not kinds.calling_code(number):
        return Phone(problem="begins with no country code that is in use")
    if not (E164.fullmatch(number) and kinds.is_possible(number)):
        return Phone(problem="is too short or too long for a number of its country")
    return Phone(number)


def _read(bare: str, *, region: str | None, digits: str | None, allowed: Collection[str]) -> Phone:
    """Digits without a plus; a zero before them makes them national."""
    from lox24_provider.rules import kinds

    found = readings(bare, region=region)
    is_trunk = bare.startswith("0")
    national = "" if digits == "international" and not is_trunk else found.national
    abroad = "" if digits == "national" else found.abroad
    kind_of = {number: kinds.kind(number) for number in (national, abroad) if number}
    sms = [number for number, kind in kind_of.items() if kind == "mobile"]
    others = [number for number, kind in kind_of.items() if kind in ALLOWABLE]
    taken = sms or [number for number in others if kind_of[number] in allowed]
    if len(taken) > 1:
        one, other = map(kinds.country, taken)
        return Phone(problem=f'may be a number of {one} or of {other}; say digits="national" or digits="international"')
    if taken:
        return Phone(taken[0], foreign=taken[0] == abroad and national in others and kinds.country(abroad) != region)
    if others:
        kind = kind_of[others[0]]
        what = "a landline's" if kind == "landline" else "a service's"
        return Phone(others[0], f'is {what}, which usually gets no SMS; allow_numbers=["{kind}"] takes it')
    if _POSTAL.fullmatch(bare):
        return Phone(problem="has a postal code's length")
    if region and not kinds.is_possible(found.national):
        return Phone(problem=f"is too short or too long for a number of {region}")
    where = f"of {region} " if region else ""
    return Phone(
        problem=f"is in no range {where}that is known to be in use; if it is right, write it with its country code"
    )
