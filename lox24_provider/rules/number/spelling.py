"""How people and spreadsheets spell numbers, and what in the same cells is none. Knows no country."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["folded", "may_be_two", "mistake", "parts", "plain"]

_WRAPPED = re.compile(r"(?:tel:|p:|=?['\"]+) ?([^'\"]*) ?['\"]*", re.IGNORECASE)
_DIGITS = re.compile(r"\+?[0-9 ]{1,30}")
"""Most of what is no E.164: there is nothing in it that could be a mistake."""

_AS_PEOPLE_WRITE = re.compile(r"[( ]*\+?[0-9 ()/.-]+")

_FORMAT = "format the column as text and export it again"
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_DECIMAL = re.compile(r"([+-]?(?:[0-9][0-9 ]{4,}(?=[.,]0+\Z)|[0-9]{9,}))[.,][0-9]+")
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    rf"{_DAY}([./-]) ?{_DAY}\1 ?(?:[0-9]{{4}}|[0-9]{{2}})|(?:1[0-9]|2[01])[0-9]{{2}}([./-]){_DAY}\2{_DAY}(?:[ T].*)?"
)
_EXTENSION = re.compile(r"(.*[0-9]) ?(?:ext\.?|x|#|dw\.?|durchwahl) ?:? ?[0-9]+", re.IGNORECASE)
_POSTAL = re.compile("[0-9]{5}-[0-9]{4}")
_MISTAKES = (
    (_EXPONENT, f"is a number that a spreadsheet shortened, and its last digits are lost; {_FORMAT}"),
    (_DECIMAL, f"is a number that a spreadsheet turned into a decimal; {_FORMAT}"),
    (_DATE, "is a date"),
    (_POSTAL, "is a postal code"),
)
_NO_NUMBER = "is no phone number"
_SEPARATORS = re.compile(r"[;,|]|:::|\b(?:oder|or|und|and|bzw\.?)\b|&|(?<=[0-9]) ?/ ?(?=[0-9+(])")
_NOT_DIALLED = re.compile("[^0-9+]+")
_SHORTEST, _LONGEST = 4, 7  # digits of what may be the end of a number, and of what is one of its own
_LONGEST_AREA = 6  # digits before a slash that are no number of their own, as `033203/12345`
_LONGEST_AREA_ABROAD = 8  # with a plus and a country code
_LONGEST_TEXT = 100  # characters of what may be a number; patterns take long for what is much longer


def plain(text: str) -> str:
    """A spelling without what nobody sees or dials: marks of direction, `tel:`, a spreadsheet's `'` and `="..."`.

    Digits of every script are 0-9 afterwards, dashes of every kind `-`, blanks of every kind one space.
    """
    made = " ".join(folded(text).split())
    wrapped = _WRAPPED.fullmatch(made) if len(made) <= _LONGEST_TEXT else None
    return wrapped[1].strip() if wrapped else made


def folded(text: str) -> str:
    """`text` with digits, dashes and blanks of every script as ASCII has them, and without what nobody sees."""
    return text if text.isascii() else text.translate({ord(one): _plain(one) for one in set(text) if not one.isascii()})


def mistake(text: str) -> str:
    """Why a plain cell is no number, whatever its country; "" where it may be one."""
    if _DIGITS.fullmatch(text):
        return ""
    if len(text) > _LONGEST_TEXT:
        return _NO_NUMBER
    for pattern, reason in _MISTAKES:
        if pattern.fullmatch(text):
            return reason
    if _are_two(text):
        return "holds two numbers in one cell"
    if _EXTENSION.fullmatch(text):
        return "has an extension"
    return "" if _AS_PEOPLE_WRITE.fullmatch(text) else _NO_NUMBER


def parts(text: str) -> list[str]:
    """A plain spelling, and each part of it that may be a number of its own, as of two in one cell."""
    if _DIGITS.fullmatch(text):
        return [text]
    if len(text) > _LONGEST_TEXT:
        return []
    found = _SEPARATORS.split(text)
    found += [match[1] for pattern in (_DECIMAL, _EXTENSION) if (match := pattern.fullmatch(text))]
    return [text, *(part.strip() for part in found if part != text and len(_NOT_DIALLED.sub("", part)) >= _LONGEST)]


def _are_two(text: str) -> bool:
    """Whether a cell holds two numbers for sure. `0176 1234/5671` may be one, which its kind decides."""
    return _second(text) is not None and not may_be_two(text)


def may_be_two(text: str) -> bool:
    """Whether a plain cell may hold two numbers of one area, or one with a slash within."""
    second = None if _DIGITS.fullmatch(text) else _second(text)
    return second is not None and not second.startswith(("0", "+")) and _SHORTEST <= len(second) < _LONGEST


def _second(text: str) -> str | None:
    """The digits, and a plus, of what stands behind a whole number; None if that is nothing of its own."""
    parts = [_NOT_DIALLED.sub("", part) for part in _SEPARATORS.split(text)]
    if len(parts) < 2 or not (parts[0] and parts[1]):  # noqa: PLR2004 two
        return None
    area = _LONGEST_AREA_ABROAD if text.startswith(("+", "00")) else _LONGEST_AREA
    return parts[1] if len(parts[0].lstrip("+")) > area or "+" in parts[1] else None


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    made = unicodedata.normalize("NFKC", character)
    return character if any(map(str.isdecimal, made)) else made  # a footnote's figure is no digit of a number
