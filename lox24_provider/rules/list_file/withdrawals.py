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
        beside: by a person's own number, others in the same row that go with it. A landline, or a number of a service,
            is often several people's; in a range that is not known there may be new mobiles.
    """

    lines: dict[str, int] = field(default_factory=dict)
    beside: dict[str, set[str]] = field(default_factory=dict)

    def refuse(self, number: str, *, line: int) -> None:
        """Note a number of a row without consent."""
        self.lines.setdefault(number, line)

    def join(self, numbers: Collection[str], *, taken: str) -> None:
        """Note the numbers of a row with consent: of those that are the person's own, any may be in a row without it.

        Args:
            numbers: all of them.
            taken: the one that gets SMS, of whatever kind it is.
        """
        if len(numbers) < 2:  # noqa: PLR2004 two of one person
            return
        from lox24_provider.rules.number import kinds  # noqa: PLC0415 phonenumbers, which several numbers need anyway

        own = {number for number in numbers if kinds.kind(number) in ("mobile", "unknown")}
        for number in own:
            if others := {*own, taken} - {number}:
                self.beside.setdefault(number, set()).update(others)

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
