"""What the phone cell of a list file says: one person's number, or why it is none. No reason names a digit of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lox24_provider.rules.entry import E164
from lox24_provider.rules.list_file.arguments import Parts, Reason
from lox24_provider.rules.list_file.faults import UnreadableError
from lox24_provider.rules.list_file.options import ALLOWED, ReadOptions
from lox24_provider.rules.number.numbers import CERTAIN, abroad, international, person, readings
from lox24_provider.rules.number.spelling import may_be_two, mistake, plain

__all__ = ["MISSING", "Phone", "at_home", "length_problem", "parts_of", "phone_among", "phone_of", "region_problem"]

MISSING = "is missing"
"""The problem of a cell that holds nothing."""

_WHOLE = 11
"""So many digits may begin with a country code; most numbers without one have fewer."""

_FORM = "must be in international form, like +4917612345678; national forms need "
_NEEDS_REGION = Parts((_FORM, {"default_region": None}))
_NEEDS_DIGITS = _NEEDS_REGION + Parts((", digits that begin with a country code need ", {"digits": "international"}))
_NO_REGION = Parts(({"default_region": None}, " is no country that phonenumbers knows; it is two letters, like DE"))
_SAY_DIGITS = Parts(("; say ", {"digits": "national"}, " or ", {"digits": "international"}))
_UNALLOWED: Mapping[str, Reason] = {
    kind: Parts((f"is {whose}, which usually gets no SMS; ", {"allow_numbers": [kind]}, " takes it"))
    for kind, whose in (("landline", "a landline's"), ("other", "a service's"))
}
_DIALLED = re.compile("[0-9](?: ?[0-9]){4,24}")
"""Digits and blanks, of which most are numbers: nothing else than one that somebody may have meant."""
_AT_HOME = re.compile(r"\(?0(?: ?[0-9]){1,5}\)? ?[/-]? ?[0-9](?: ?[0-9]){4,14}")
"""A trunk zero, an area or network of at most six digits with it, and a rest that is too long for anything of its own.

Nothing of it is a mistake. Where it is a mobile of the region, it is no other number, which spares most the rest."""

_TAIL = re.compile(r"(.*[0-9])(?:[ ./-]*(-)[ ./-]*([0-9]{1,4})|[ ./]*([./])[ ./]*([0-9]{1,2})| ?\( ?([0-9]{1,4}) ?\))")
_SHORT_GROUP, _GROUP = 3, 4  # digits at most before a last group of two, or of more, where all are divided alike
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
    problem: Reason = ""
    foreign: bool = False


def phone_of(cell: str, options: ReadOptions) -> Phone:
    """Read one cell. What has its country code is the writer's word, of whatever kind it is.

    A number in E.164 is not judged here: its length is where the list changes (`rules.judging`).
    """
    if CERTAIN.fullmatch(cell):
        return Phone(cell)
    number = at_home(cell, region=options.default_region)
    return Phone(number) if number else _looked_at(cell, options=options)


def at_home(cell: str, *, region: str | None) -> str:
    """The mobile of a region that a cell with its trunk zero surely is, as most in national form are; else ""."""
    if not region or _AT_HOME.fullmatch(cell) is None:
        return ""
    from lox24_provider.rules.number import dialling

    return dialling.mobile_at_home(_NOT_DIGITS.sub("", cell), region=region)


def _looked_at(cell: str, *, options: ReadOptions) -> Phone:
    if _DIALLED.fullmatch(cell):
        return _written(cell, options=options)
    text = plain(cell)
    if E164.fullmatch(text):
        number = international(text) or ""
        return Phone(number) if E164.fullmatch(number) else Phone(problem=length_problem(number))
    if not text:
        return Phone(problem=MISSING)
    if problem := mistake(text) or _tail(text, region=options.default_region):
        return Phone(problem=problem)
    phone = _written(text, options=options)
    if phone.number and may_be_two(text) and _kind(phone.number, region=None) != "mobile":
        return Phone(problem="holds two numbers in one cell")
    return phone


def _written(text: str, *, options: ReadOptions) -> Phone:
    """What a plain cell says that is no mistake.

    Raises:
        UnreadableError: the region is none. Where all is in E.164 it does not matter.
    """
    if problem := region_problem(options.default_region):
        raise UnreadableError(0, problem)
    numbers, bare = sorted(abroad(text, region=options.default_region)), _NOT_DIGITS.sub("", text)
    if len(numbers) > 1:
        from lox24_provider.rules.number import kinds

        one, other = map(kinds.country, numbers)
        return Phone(problem=f"may be a number of {one} or of {other}; write it with a plus sign")
    if numbers:
        return Phone(problem=problem) if (problem := length_problem(numbers[0])) else Phone(numbers[0])
    if not options.default_region and (options.digits != "international" or bare.startswith("0")):
        return Phone(problem=_NEEDS_REGION if bare.startswith("0") or len(bare) < _WHOLE else _NEEDS_DIGITS)
    return _read(bare, options=options)


def phone_among(cells: Iterable[str], options: ReadOptions) -> Phone:
    """The first of a person's cells that holds a number which can get an SMS, or else any number, or else a problem."""
    read = [phone_of(cell, options) for cell in cells]
    if len(read) == 1:
        return read[0]
    from lox24_provider.rules.number import kinds

    taken = [phone for phone in read if phone.number and not phone.problem]
    mobiles = [phone for phone in taken if kinds.kind(phone.number) == "mobile"]
    others = [phone for phone in read if phone.number] or [phone for phone in read if phone.problem != MISSING]
    return next(iter([*mobiles, *taken, *others]), Phone(problem=MISSING))


def parts_of(cells: Iterable[str], options: ReadOptions) -> list[str]:
    """What is in the cells of one person's numbers, each divided where the list says what stands between two.

    That is taken as it is written: `" / "` leaves `0155/50000001` whole. Blanks at the ends of a cell are often
    lost, so there may be as many of them as between two numbers. What is no number then is divided without regard
    to blanks, as earlier releases divided all: a list that they read stays as it is.
    """
    if not (between := options.split):
        return [*cells]
    bare = between.strip() or between
    blanks = " " * (len(between) - len(between.strip()))
    found: list[str] = []
    for cell in cells:
        for part in f"{blanks}{cell.strip()}{blanks}".split(between):
            is_whole = bare not in part or bool(phone_of(part.strip(), options).number)
            found += [one for one in ([part] if is_whole else part.split(bare)) if one.strip()]
    return found


def region_problem(region: str | None) -> Reason:
    """What is wrong with the country of national numbers; "" for nothing."""
    from lox24_provider.rules.number import numbering

    is_known = region is None or numbering.is_country(region)
    return "" if is_known else _NO_REGION


def length_problem(number: str) -> str:
    """What is wrong with a number with its country code, in whatever range it is; "" for nothing."""
    from lox24_provider.rules.number import numbering

    if not numbering.calling_code(number):
        return "begins with no country code that is in use"
    is_possible = E164.fullmatch(number) and numbering.is_possible(number)
    return "" if is_possible else "is too short or too long for a number of its country"


def _tail(text: str, *, region: str | None) -> str:
    """The problem of a cell whose last digits, behind a sign or in brackets, are none of the number's."""
    tail = _TAIL.fullmatch(text)
    if tail is None:
        return ""
    sign, digits = tail[2] or tail[4] or "", tail[3] or tail[5] or tail[6]
    if _is_group(digits, after=tail[1], sign=sign):
        return ""
    whole = _kind(text, region=region)
    if _kind(tail[1], region=region) == "unknown":
        has_tail = whole == "unknown" and len(_NOT_DIGITS.sub("", tail[1])) > _SHORTEST
    else:
        has_tail = len(digits) <= _LONGEST_EXTENSION or whole != "mobile"
    return "has an extension" if has_tail else ""


def _is_group(digits: str, *, after: str, sign: str) -> bool:
    """Whether the last digits are a group as those before them, as in `0664-123-45-67`."""
    before = len(_NOT_DIGITS.split(after)[-1])
    most = _SHORT_GROUP if len(digits) <= _LONGEST_EXTENSION else _GROUP
    return sign != "" and sign in after and len(digits) > 1 and before <= most


def _kind(text: str, *, region: str | None) -> str:
    from lox24_provider.rules.number import kinds

    number = person(text, region=region)
    return "unknown" if number is None else kinds.kind(number)


def _read(bare: str, *, options: ReadOptions) -> Phone:
    """Digits without a plus; a zero before them makes them national."""
    from lox24_provider.rules.number import kinds

    region, digits = options.default_region, options.digits
    found = readings(bare, region=region)
    is_trunk = bare.startswith("0")
    national = "" if digits == "international" and not is_trunk else found.national
    abroad = "" if digits == "national" else found.abroad
    kind_of = {number: kinds.kind(number) for number in (national, abroad) if number}
    sms = [number for number, kind in kind_of.items() if kind == "mobile"]
    others = [number for number, kind in kind_of.items() if kind in ALLOWED]
    taken = sms or [number for number in others if kind_of[number] in options.allow_numbers]
    if len(taken) > 1:
        one, other = map(kinds.country, taken)
        return Phone(problem=f"may be a number of {one} or of {other}" + _SAY_DIGITS)
    if not sms and found._replace(elsewhere=frozenset()).of("mobile"):
        return Phone(problem="can get an SMS only as what digits says it is not; write it with its country code")
    if taken:
        return Phone(taken[0], foreign=taken[0] == abroad and national in others and kinds.country(abroad) != region)
    if others:
        return Phone(others[0], _UNALLOWED[kind_of[others[0]]])
    return Phone(problem=_unused(bare, national=found.national, region=region))


def _unused(bare: str, *, national: str, region: str | None) -> str:
    """Why digits are no number at all."""
    from lox24_provider.rules.number import numbering

    if _POSTAL.fullmatch(bare):
        return "has a postal code's length"
    if region and not numbering.is_possible(national):
        return f"is too short or too long for a number of {region}"
    where = f"of {region} " if region else ""
    return f"is in no range {where}that is known to be in use; if it is right, write it with its country code"
