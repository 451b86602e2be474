"""Who of a list did not agree to get SMS in some row, by the number there or by another one of the same person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

__all__ = ["Withdrawals"]


@dataclass(kw_only=True)
class Withdrawals:
    """What the rows with and without consent say of numbers, in E.164.

    Attributes:
        lines: the numbers of rows without consent, with the line where each is first.
        beside: by mobile number, those in the same row: a person's own, as a landline is often several people's.
    """

    lines: dict[str, int] = field(default_factory=dict)
    beside: dict[str, set[str]] = field(default_factory=dict)

    def refuse(self, number: str, *, line: int) -> None:
        """Note a number of a row without consent."""
        self.lines.setdefault(number, line)

    def join(self, numbers: Collection[str]) -> None:
        """Note the numbers of a row with consent: of those that are mobiles, any may be in a row without it."""
        if len(numbers) < 2:  # noqa: PLR2004 two of one person
            return
        from lox24_provider.rules.number import kinds  # noqa: PLC0415 phonenumbers, which several numbers need anyway

        mobiles = {number for number in numbers if kinds.kind(number) == "mobile"}
        for number in mobiles if len(mobiles) > 1 else ():
            self.beside.setdefault(number, set()).update(mobiles)

    def among(self, phones: Iterable[str]) -> dict[str, int]:
        """Those of some people who did not agree elsewhere, with the line of that."""
        if not self.lines:
            return {}
        lines, numbers = dict(self.lines), [*self.lines]
        for number in numbers:  # which grows on the way
            found = [other for other in self.beside.get(number, ()) if other not in lines]
            lines |= dict.fromkeys(found, lines[number])
            numbers += sorted(found)
        return {phone: lines[phone] for phone in phones if phone in lines}
