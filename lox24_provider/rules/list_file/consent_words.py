"""The words in the columns of a file that say who agreed to get SMS, and how often. No word of a person is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lox24_provider.rules.list_file.columns import Columns, key_of, shown, whole_name
from lox24_provider.rules.list_file.consent_names import says_who_agreed
from lox24_provider.rules.list_file.records import Header, Record, is_blank

__all__ = ["EMPTY", "OTHER", "Words", "counting", "unread_columns", "words_of"]

EMPTY, OTHER = "", "..."
"""How an empty cell and every word that is not known are counted."""

_WORDS = frozenset(
    (
        *("yes", "no", "y", "n", "true", "false", "1", "0", "x", "on", "off", "ja", "nein", "j", "wahr", "falsch"),
        *("oui", "non", "vrai", "faux", "subscribed", "unsubscribed", "never_subscribed", "not_subscribed", "pending"),
        *("granted", "denied", "confirmed", "unconfirmed", "opted_in", "opted_out", "opt-in", "opt-out"),
        *("active", "inactive", "erteilt", "widerrufen", "offen"),
    )
)
"""What a column may hold that says yes or no. Only these words are told: any other one might be somebody's name."""

Counts = Mapping[int, Counter[str]]
"""How often each word is in a column, by the column's place."""


class Words(NamedTuple):
    """What is in a column that says who agreed, or seems to.

    Attributes:
        name: the whole name, as an option takes it; empty where it may not be shown.
        shown: what it is called in a message.
        times: how often each word is there, the most frequent one first: known words, `EMPTY` and `OTHER`.
        taken: the words that mean yes; None of a column that is not read.
    """

    name: str
    shown: str
    times: Mapping[str, int]
    taken: frozenset[str] | None


def unread_columns(header: Header, columns: Columns) -> list[int]:
    """The columns that are not read and seem to say who agreed."""
    return [index for index in columns.ignored if says_who_agreed(header.cells[index])]


def counting(records: Iterable[Record], columns: Columns, counts: Counts, *, after: int) -> Iterator[Record]:
    """The same records, and meanwhile the words of these columns are counted.

    Args:
        records: lines and their cells.
        columns: what the columns are; a word that means yes is told as it is.
        counts: what is counted.
        after: the line of the header.
    """
    known = {place: _WORDS | columns.consent.get(place, frozenset()) for place in counts}
    for line, cells in records:
        if line > after and not is_blank(cells):
            for place, count in counts.items():
                word = key_of(cells[place]) if place < len(cells) else EMPTY
                count[word if word in known[place] or word == EMPTY else OTHER] += 1
        yield line, cells


def words_of(header: Header, columns: Columns, counts: Counts) -> Iterator[Words]:
    """What there is to tell of the columns that were counted."""
    for index, count in counts.items():
        taken = columns.consent.get(index)
        yield Words(whole_name(header, index), shown(header, index), dict(count.most_common()), taken)
