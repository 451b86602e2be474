"""What a list may not hold once it changes. One that is applied is not judged: metadata ages, lists last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from lox24_provider.rules.entry import E164, Entry, values_of
from lox24_provider.rules.list_file.cells import length_problem, region_problem
from lox24_provider.rules.list_file.digests import canonical, fingerprint
from lox24_provider.rules.list_file.faults import Fault, Notice
from lox24_provider.rules.list_file.table import Table
from lox24_provider.rules.number.kinds import kind

__all__ = ["Judgement", "judged", "unreachable"]

_AS_PEOPLE_WROTE = re.compile(r"\+?[0-9 ()/.\u00a0\u2010-\u2015-]+")


class Judgement(NamedTuple):
    """What is wrong with a list, in the order of lines, and how many entries of the same file were read otherwise."""

    faults: list[Fault]
    otherwise: int = 0


def judged(table: Table, *, applied: str, region: str | None) -> Judgement:
    """Judge a list that is new or differs from the one that is applied.

    Args:
        applied: the fingerprint of the list that is applied; "" for a new one.
        region: the country of national numbers.
    """
    faults = [*table.unallowed]
    if reason := region_problem(region):
        faults.append(Fault(0, reason))
    for entry, line in zip(table.entries, table.lines, strict=True):
        if reason := length_problem(entry.phone):
            faults.append(Fault(line, f"phone: {reason}"))
    faults.sort(key=itemgetter(0))
    before = _former(table, region=region) if applied and table.as_written else {}
    entries = [before.get(entry.phone, entry) for entry in table.entries]
    is_same = bool(before) and fingerprint(canonical(entries)) == applied
    return Judgement(faults, len(before) if is_same else 0)


def unreachable(table: Table, *, new: Iterable[Entry]) -> Notice | None:
    """How many of the entries that are new have a number of a kind that usually gets no SMS; None for none."""
    phones = {entry.phone for entry in new}
    lines = [
        line
        for entry, line in zip(table.entries, table.lines, strict=True)
        if entry.phone in phones and kind(entry.phone) != "mobile"
    ]
    return Notice("unreachable", len(lines), min(lines)) if lines else None


def _former(table: Table, *, region: str | None) -> Mapping[str, Entry]:
    """Entries that earlier releases read otherwise, by number, as they read them.

    They took digits for national ones wherever those are a possible number, and kept the blanks around values.
    """
    found = {}
    for entry in table.entries:
        written = table.as_written.get(entry.phone)
        if written is None:
            continue
        before = Entry(_formerly(written.phone, region=region), *values_of(written))
        if before != entry:
            found[entry.phone] = before
    return found


def _formerly(cell: str, *, region: str | None) -> str:
    phone = cell.strip()
    if E164.fullmatch(phone) or not (region and _AS_PEOPLE_WROTE.fullmatch(phone)):
        return phone
    try:
        number = parse(phone, region)
    except NumberParseException:
        return phone
    return format_number(number, PhoneNumberFormat.E164)
