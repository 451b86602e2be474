"""Which column of a list file is which field: by the header's names, and what is told of those that are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lox24_provider.display.text import masked, one_line
from lox24_provider.rules.entry import COLUMNS, FIELDS
from lox24_provider.rules.list_file.arguments import Parts, Reason
from lox24_provider.rules.list_file.consent_names import says_who_agreed
from lox24_provider.rules.list_file.exports import PHONES, recognised
from lox24_provider.rules.list_file.faults import Fault, UnreadableError
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.records import Header

__all__ = [
    "Columns",
    "columns_of",
    "faults_of",
    "is_number",
    "key_of",
    "lacks_label",
    "looks_like_an_entry",
    "mapping_of",
    "names_of",
    "shown",
    "whole_name",
]

_NUMBER_DIGITS = 5
"""So many digits in a cell with hardly a letter are rather a person's number than a name of a column."""

_NAMED = 10
"""The most columns that one error names."""

_MAIL = re.compile(r"\S@\S+\.\w")

_LONGEST = 60  # characters of a name that can be part of a mapping to paste

_NO_LABEL = "nor a label of the group as it is declared"
_NONE = Parts((f"none of {', '.join(FIELDS)}, ", _NO_LABEL))


@dataclass(kw_only=True)
class Columns:
    """Where each field stands in a record, and what the other columns are.

    Attributes:
        of: the columns of each field, the first one first.
        unknown: columns that mean nothing: a fault if they hold anything.
        wrong: columns whose name means two things, or that are there twice, with the reason; likewise.
        ignored: columns that `columns` leaves out.
        consent: those that say who agreed, with the words that mean yes, as they are given and as they are compared.
        filled: those of `unknown` and `wrong` that hold something in any record.
        refused: those with a cell of a workbook that cannot be read.
        numeric: where no column is known to be the phones', those that mostly hold numbers.
    """

    of: dict[str, tuple[int, ...]] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    wrong: dict[int, str] = field(default_factory=dict)
    ignored: list[int] = field(default_factory=list)
    consent: dict[int, frozenset[str]] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    numeric: list[int] = field(default_factory=list)

    @property
    def pending(self) -> list[int]:
        """Columns of which it matters whether they hold anything."""
        return sorted([*self.unknown, *self.wrong])


def key_of(name: str) -> str:
    """A name as it is compared: composed, without case and format characters, each run of blanks one space."""
    if name.isascii():
        return " ".join(name.split()).casefold()
    return " ".join(unicodedata.normalize("NFC", _plain(unicodedata.normalize("NFC", name)).casefold()).split())


def _plain(name: str) -> str:
    return "".join(char for char in name if unicodedata.category(char) != "Cf")


def is_number(cell: str) -> bool:
    """Whether a cell of what should be a header is a number, in whatever spelling."""
    digits, letters = sum(map(str.isdigit, cell)), sum(map(str.isalpha, cell))
    return digits >= _NUMBER_DIGITS and letters < digits and letters < _NUMBER_DIGITS


def names_of(options: ReadOptions) -> dict[str, list[str]]:
    """What a header may call a column, and the fields that it means; a letter goes before a label."""
    names: dict[str, list[str]] = {}
    for letter in COLUMNS:
        names.setdefault(key_of(options.labels.get(letter, "")) or letter, []).append(letter)
    return names | {field: [field] for field in FIELDS}


def columns_of(header: Header, *, options: ReadOptions, found: list[Fault]) -> Columns:
    """What each column of a header is.

    Raises:
        UnreadableError: `columns` maps what is no field.
    """
    keys = [key_of(cell) for cell in header.cells]
    names = names_of(options)
    consent = _consent(keys, options=options, line=header.line, found=found)
    if options.columns:
        return _mapped(keys, consent=consent, mapping=_fields(options, names), line=header.line, found=found)
    made = Columns(consent=consent)
    agreed = {keys[index] for index in consent}
    for index, key in enumerate(keys):
        fields = names.get(key, ())
        if not fields and index not in consent and key in agreed:
            made.wrong[index] = _named_as(keys, key)
        elif not fields and index not in consent:
            made.unknown.append(index)
        elif not fields:
            continue
        elif len(fields) > 1:
            made.wrong[index] = f"is the label of {' and '.join(fields)}; use the letter"
        elif fields[0] in made.of:
            made.wrong[index] = f"is {fields[0]}, as column {made.of[fields[0]][0] + 1} is"
        else:
            made.of[fields[0]] = (index,)
    return made


def _fields(options: ReadOptions, names: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The mapping of a list by fields, which it may name by label; the column `phone` is what it is without it."""
    mapping: dict[str, tuple[str, ...]] = {}
    for name, headers in options.columns.items():
        fields = names.get(key_of(name), ())
        if len(fields) != 1:
            reason: Reason = f"is the label of {' and '.join(fields)}; use the letter" if fields else "is " + _NONE
            raise UnreadableError(0, f"columns: '{one_line(name, limit=40)}' " + reason)
        if fields[0] in mapping:
            raise UnreadableError(0, f"columns: {fields[0]} is mapped twice, by its letter and by its label")
        mapping[fields[0]] = headers
    return {"phone": ("phone",), **mapping}


def _consent(keys: Sequence[str], *, options: ReadOptions, line: int, found: list[Fault]) -> dict[int, frozenset[str]]:
    """Of columns that say who agreed, the words that mean yes.

    Raises:
        UnreadableError: a column is named twice: whose words count?
    """
    made: dict[int, frozenset[str]] = {}
    for name, words in options.consent.items():
        told = f"'{masked(one_line(name, limit=40))}'"
        if not (key := key_of(name)) or key not in keys:  # nobody means a column without a name
            found.append(Fault(line, f"no column is named {told}, which consent names"))
        elif (place := keys.index(key)) in made:
            raise UnreadableError(0, f"consent: {told} is named twice")
        else:
            made[place] = frozenset([*words, *map(key_of, words)])
    return made


def _named_as(keys: Sequence[str], key: str) -> str:
    return f"is named as column {keys.index(key) + 1} is"


def _mapped(
    keys: Sequence[str],
    *,
    consent: dict[int, frozenset[str]],
    mapping: Mapping[str, Sequence[str]],
    line: int,
    found: list[Fault],
) -> Columns:
    made = Columns(consent=consent)
    for name, headers in mapping.items():
        places = [keys.index(key) for key in map(key_of, headers) if key in keys]
        if places:
            made.of[name] = tuple(dict.fromkeys(places))
        else:
            told = " or ".join(f"'{one_line(header, limit=40)}'" for header in headers)
            found.append(Fault(line, f"no column is named {told}, which columns says for {name}"))
    used = {place: keys[place] for places in (*made.of.values(), made.consent) for place in places}
    for index, key in enumerate(keys):
        if index in used:
            continue
        if key in used.values():
            made.wrong[index] = _named_as(keys, key)
        else:
            made.ignored.append(index)
    return made


def faults_of(header: Header, columns: Columns, *, options: ReadOptions, has_records: bool) -> Iterator[Fault]:
    """What is wrong with the columns, now that it is known which hold anything.

    A column without anything is ignored, unless there are no records at all to tell: then its name counts.
    """
    cells = header.cells
    counted = {
        index for index in columns.pending if index in columns.filled or (not has_records and cells[index].strip())
    }
    if looks_like_an_entry(header, columns):  # and a person's name beside the number is not to be told either
        yield Fault(header.line, "looks like an entry; is the header line missing, which names the columns?")
        return
    if "phone" not in columns.of and not options.columns:
        yield Fault(header.line, "no column is named phone")
    for index, reason in columns.wrong.items():
        if index in counted:
            yield Fault(header.line, f"column {_named(header, index)} {reason}")
    unknown = [index for index in columns.unknown if index in counted]
    if unknown:
        suggestion = mapping_of(header, columns, counted=unknown)
        told = [_named(header, index) for index in unknown[:_NAMED]]
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        which = f"column {told[0]} is" if len(unknown) == 1 else f"columns {_and(told, more)} are"
        paste: Reason = Parts(("; map the columns that you need: ", suggestion)) if suggestion else ""
        yield Fault(header.line, f"{which} " + _NONE + paste)


def lacks_label(fault: Fault) -> bool:
    """Whether a name could be one of the group's labels, if these were declared."""
    return isinstance(fault.reason, Parts) and _NO_LABEL in fault.reason.of


def looks_like_an_entry(header: Header, columns: Columns) -> bool:
    """Whether what should be the header is somebody's record: the file has none."""
    unread = [*columns.unknown, *([] if columns.of else columns.ignored)]
    return any(is_number(cell) or _MAIL.search(cell) for cell in map(header.cells.__getitem__, unread))


def _and(told: Sequence[str], more: str) -> str:
    return f"{', '.join(told)}{more}" if more else f"{', '.join(told[:-1])} and {told[-1]}"


def _named(header: Header, index: int) -> str:
    return f"'{name}'" if (name := _name(header, index)) else str(index + 1)


def shown(header: Header, index: int) -> str:
    """A column's name, or its place where the name may not be told."""
    return _name(header, index) or f"column {index + 1}"


def whole_name(header: Header, index: int) -> str:
    """A column's name as an option takes it; empty where it may not be told, or is too long for it."""
    name = one_line(_plain(header.cells[index]), limit=1000)
    return name if len(name) <= _LONGEST and _is_harmless(name) else ""


def _name(header: Header, index: int) -> str:
    name = header.cells[index]
    return one_line(_plain(name), limit=40) if _is_harmless(name) else ""


def _is_harmless(name: str) -> bool:
    """Whether no number is in a name, even beside words."""
    return not re.search(rf"\d{{{_NUMBER_DIGITS}}}", name) and masked(name) == " ".join(name.split())


def mapping_of(header: Header, columns: Columns, *, counted: Collection[int]) -> dict[str, Any]:
    """Options that map the columns: phone, and letters for the names or the first others; none if no column is phone.

    Args:
        counted: the unknown columns that hold something.
    """
    cells = [one_line(_plain(cell), limit=1000) for cell in header.cells]
    keys = list(map(key_of, cells))
    export = recognised(set(keys))
    usable = [i for i in sorted({*counted} - columns.refused) if whole_name(header, i)]
    known = map(key_of, (*(export.phones if export else ()), *PHONES))
    rank = {name: place for place, name in reversed(list(enumerate(known)))}
    held = columns.of.get("phone", ())
    ranked = [index for index in (*held, *usable) if keys[index] in rank]
    numeric = [index for index in columns.numeric if index in usable][:1]
    phones = [cells[i] for i in sorted(ranked, key=lambda i: rank[keys[i]]) or held or numeric if cells[i]]
    if not phones:
        return {}
    mapping: dict[str, object] = {"phone": phones[0] if len(phones) == 1 else phones}
    mapping |= {name: cells[places[0]] for name, places in columns.of.items() if name != "phone"}
    free = [letter for letter in COLUMNS if letter not in mapping]
    values = [i for i in usable if cells[i] not in phones and not says_who_agreed(cells[i])]  # a word to decide by
    if export and (names := [i for i in values if keys[i] in set(map(key_of, export.names))]):
        values = sorted(names, key=lambda i: list(map(key_of, export.names)).index(keys[i]))
    mapping |= dict(zip(free, (cells[index] for index in values), strict=False))
    is_split = export is not None and export.split and any(phone in export.phones for phone in phones)
    return {"columns": mapping, **({"split": export.split} if export and is_split else {})}
