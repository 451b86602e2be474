"""When two spellings are one person's number. The API stores numbers in groups as they were written, perhaps (U3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["Numbers", "international", "national_forms", "normal"]

_CODES = (1, 2, 3)  # how many digits a country code has; which one a national number has left out cannot be told


def normal(number: str) -> str:
    """The number as `+...`, or as `0...` where it is national and its country not said."""
    if number[:1] == "+" and number[1:].isdecimal():
        return number
    digits = re.sub(r"[^0-9]", "", number)
    if number.lstrip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return digits if digits.startswith("0") else f"+{digits}"


def international(number: str) -> bool:
    """Whether a normal number says its country."""
    return number[:1] == "+"


def national_forms(number: str) -> Iterator[str]:
    """The national numbers that a normal international one may be written as."""
    for code in _CODES:
        rest = number[1 + code :]
        yield f"0{rest}"
        if rest.startswith("0"):  # Italian numbers keep theirs
            yield rest


class Numbers:
    """A set of numbers in any spelling. A national one stands for that number in every country: rather one too many."""

    def __init__(self, numbers: Iterable[str] = ()) -> None:
        normals = {normal(number) for number in numbers}
        self._international = {number for number in normals if international(number)}
        self._national = normals - self._international

    def __contains__(self, number: str) -> bool:
        """Whether a number in E.164 is among them."""
        return number in self._international or (
            bool(self._national) and not self._national.isdisjoint(national_forms(number))
        )

    def __len__(self) -> int:
        return len(self._international) + len(self._national)
