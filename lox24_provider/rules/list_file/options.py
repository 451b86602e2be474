"""Everything that says how a list file is read, in one value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any, get_args

from lox24_provider.fields import group_phones as fields
from lox24_provider.fields.field import names
from lox24_provider.fields.group_phones import Allowed, Digits
from lox24_provider.rules.problem import Problem

__all__ = [
    "ALLOWED",
    "DIGITS",
    "NAMES",
    "Allowed",
    "Digits",
    "ReadOptions",
    "problems_of_reading",
]

DIGITS: tuple[str, ...] = get_args(Digits)
"""How a list means digits without a plus sign that could be read both ways."""

ALLOWED: tuple[str, ...] = get_args(Allowed)
"""Kinds of numbers that a list may hold besides those that can get an SMS."""

NAMES = names(field for field in fields.IN_STACK_FILE if field.is_reading)
"""The inputs of a list that say how it is read; the labels are the group's."""

_TEXTS = ("encoding", "sheet", "split")


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How a list file is read.

    Attributes:
        labels: the group's own names of its columns, by letter; a header may use them instead.
        default_region: the country, like DE, whose national forms are numbers too.
        digits: how digits are meant that could be read as a national and as an international number.
        allow_numbers: kinds of numbers that are read although they usually get no SMS.
        encoding: the name of the file's encoding; None for UTF-8, or UTF-16 with a mark.
        sheet: which sheet of a workbook; None for the first.
        columns: names of the header by field, letter or label; then every other column is ignored.
        split: what stands between two numbers in one cell.
        consent: columns of the header that say who agreed, with the words that mean yes; nobody else is taken.
        suppression_files: files of people who are never on the list.
        skip_without_phone: whether a record without a number is left out instead of being a problem.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    default_region: str | None = None
    digits: Digits | None = None
    allow_numbers: tuple[str, ...] = ()
    encoding: str | None = None
    sheet: str | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split: str | None = None
    consent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suppression_files: tuple[str, ...] = ()
    skip_without_phone: bool = False

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> ReadOptions:
        """The options among a resource's checked inputs; what is None or empty says nothing."""
        given = {name: inputs[name] for name in NAMES if inputs.get(name)}
        labels = {letter: label for letter, label in (inputs.get("labels") or {}).items() if label}
        for name in ("allow_numbers", "columns", "consent", "suppression_files"):
            given.pop(name, None)
        return cls(
            labels=labels,
            allow_numbers=_several(inputs.get("allow_numbers") or ()),
            columns={name: _several(headers) for name, headers in (inputs.get("columns") or {}).items()},
            consent={name: _several(words) for name, words in (inputs.get("consent") or {}).items()},
            suppression_files=_several(inputs.get("suppression_files") or ()),
            **given,
        )


def _several(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def problems_of_reading(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the options among a resource's inputs, whatever the file holds."""
    region = values.get("default_region")
    if region is not None and not (isinstance(region, str) and len(region) == 2 and region.isupper()):  # noqa: PLR2004 ISO 3166
        yield Problem("default_region", 'must be two capital letters, like "DE"')
    if values.get("digits") not in (None, *DIGITS):
        yield Problem("digits", f"must be one of {', '.join(DIGITS)}")
    if not _are(values.get("allow_numbers"), ALLOWED):
        yield Problem("allow_numbers", f"must be a list of {' and '.join(ALLOWED)}")
    for name in _TEXTS:
        if not isinstance(values.get(name), str | None):
            yield Problem(name, "must be text")
    columns = values.get("columns")
    if columns is not None and not (isinstance(columns, Mapping) and all(map(_is_headers, columns.values()))):
        yield Problem("columns", 'must be names of the file\'s columns by field, like {"phone": ["Mobil", "Telefon"]}')
    consent = values.get("consent")
    is_named = isinstance(consent, Mapping) and bool(consent)  # {} would take everybody
    if consent is not None and not (is_named and all(starmap(_is_consent, consent.items()))):
        yield Problem("consent", 'must be words in quotes by the name of their column, like {"SMS consent": ["yes"]}')
    if values.get("suppression_files") is not None and not _are_paths(values["suppression_files"]):
        yield Problem("suppression_files", 'must be paths of files, like ["lists/unsubscribed.csv"]')
    if not isinstance(values.get("skip_without_phone"), bool | None):
        yield Problem("skip_without_phone", "must be true or false")


def _are(value: object, allowed: Collection[str]) -> bool:
    """Whether a value is one of the words, or a list of them."""
    if value is None or isinstance(value, str):
        return value is None or value in allowed
    return isinstance(value, list | tuple) and all(isinstance(one, str) and one in allowed for one in value)


def _is_headers(value: object) -> bool:
    names = [value] if isinstance(value, str) else value
    return isinstance(names, list | tuple) and bool(names) and all(isinstance(name, str) and name for name in names)


def _are_paths(value: object) -> bool:
    """Whether a value is a list with a path in it; an empty one would take everybody."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, str) and one for one in value)


def _is_consent(name: object, words: object) -> bool:
    """Whether a column has words that mean yes; no text is one, where an empty cell says that nobody opted out."""
    several = [words] if isinstance(words, str) else words
    are_words = isinstance(several, list | tuple) and bool(several) and all(isinstance(one, str) for one in several)
    return isinstance(name, str) and bool(name.strip()) and are_words
