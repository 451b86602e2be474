"""Columns that seem to say who agreed to get SMS and are not read: their names, and the known words in them.

Sources are the fields and properties that CRMs, shops and newsletter tools document, in English, German and French. A
column about e-mail alone is none: who left a newsletter may still want SMS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize

from lox24_provider.rules.list_file.records import Record, is_blank

__all__ = ["EMPTY", "OTHER", "Unread", "counting", "says_who_agreed"]

_CONSENT = re.compile(
    r"\bopt(ed|s)? ?(in|out)\b"  # Opted out of SMS, opt-in
    r"|\bconsent|\bpermissions?\b|\bgdpr\b|\bdsgvo\b|\brgpd\b"
    r"|\b(un)?subscribed\b|\bunsubscribes?\b|\bsubscriber? status\b|\bsubscription status\b"
    r"|\b(sms|marketing|text) status\b|\baccepts\b.*\b(sms|marketing)\b"
    r"|\b(do not|don t|no) (call|contact|text|sms|marketing|disturb)\b|\bdnc\b"
    r"|\b(black|block|suppress)(ed|ion)? ?(list(ed)?)?$|\bsuppressed\b|\brevoked\b|\bdeactivated\b"
    r"|einwillig|zustimmung|\berlaubnis\b|werbeerlaubnis|abgemeldet|abmeldung|abbestellt|ausgetragen"
    r"|widerruf|widersproch|widerspruch|werbesperre|sperrvermerk|kontaktsperre|gesperrt|\bsperre\b|robinson"
    r"|\bkeine (werbung|sms|kontaktaufnahme)\b|\bdeaktiviert\b"
    r"|consentement|d[ée]sinscrit|d[ée]sabonn|\bstop sms\b"
)
_MAIL = re.compile(r"mail|newsletter")
_SMS = re.compile(r"\bsms\b|\btext\b|mobil|\bphone|telefon|handy")

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


def says_who_agreed(name: str) -> bool:
    """Whether a column with this name tells who may get SMS; `SMSOptOut`, `opted_out` and `OPT-OUT` are the same."""
    spaced = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ])(?=[A-ZÄÖÜ][a-zäöüß])", " ", normalize("NFC", name))
    words = " ".join(re.findall(r"[^\W\d_]+", spaced)).casefold()
    return bool(_CONSENT.search(words)) and not (_MAIL.search(words) and not _SMS.search(words))


class Unread(NamedTuple):
    """A column that seems to say who agreed, and is not read.

    Attributes:
        name: the whole name, as an option takes it; empty where it may not be shown.
        shown: what it is called in a message.
        words: how often each word is there, the most frequent one first: known words, `EMPTY` and `OTHER`.
    """

    name: str
    shown: str
    words: Mapping[str, int]


def counting(records: Iterable[Record], counts: Mapping[int, Counter[str]], *, after: int) -> Iterator[Record]:
    """The same records, and meanwhile the words of some columns are counted.

    Args:
        records: lines and their cells.
        counts: by column.
        after: the line of the header.
    """
    for line, cells in records:
        if line > after and not is_blank(cells):
            for place, count in counts.items():
                word = cells[place].strip().casefold() if place < len(cells) else EMPTY
                count[word if word in _WORDS or word == EMPTY else OTHER] += 1
        yield line, cells
