"""Texts as words that can be compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = [
    "MARKS",
    "NUMBER",
    "PRIVATE",
    "SAID_ANYWAY",
    "SECRET",
    "SENT",
    "WORD",
    "Span",
    "Words",
    "folded",
    "marked",
    "written_out",
]

MARKS = {"[number]": "\ue000", "[secret]": "\ue001", "[sent]": "\ue002"}
"""Our own marks, one character each while words are compared; nobody else's text has these left."""

NUMBER, SECRET, SENT = MARKS.values()

PRIVATE = re.compile("[\ue000-\uf8ff]")
WORD = re.compile("[^\\W_]+|[\ue000-\ue002]")

SAID_ANYWAY = frozenset(
    re.findall(
        r"\w+",
        """
    about access account accounts action address after again allowed already also array attribute authentication
    authorized available back bad badly because been before being belong belongs between blank blocked body both call
    callback cannot caller character characters choice collection column columns comma conflict contact contain
    contains content could create created credentials data date decimal default deleted denied description detail
    details different digit digits disabled does done double down duplicate each either element elements email empty
    enabled encoding entity entries entry equal error errors exactly exceed exceeded exist exists expected extra fail
    failed failure false field fields file fewer filled first float following forbidden form format found from full
    further gateway given global greater group groups have header high however identifier inactive incorrect index
    inside instead integer internal into invalid item items json just keep kind known large last later least length
    less letters like limit limited list lists long longer lower made maintenance malformed many match matching
    maximum media member members message method might minimum minutes missing more most must name names need needed
    next none null number numbers object only option other output page parameter parameters parse part payment
    permission permitted phone phones please plus position possible positive prefix present problem property provide
    provided range rate reach reached reason recipient refused regex rejected request requested requests required
    resource result results retry same seconds send sender sent server service short shorter should show since single
    size some something sorry status still stop string strings such support supported syntax system temporarily text
    than that their them then there these they this those time timeout token true twice type types unable unauthorized
    unavailable unexpected unique unknown unless until update updated upper used user using valid validation value
    values version violation wait want were what when where which while whole wildcard will with within without wrong
    your zero
    """,
    )
)
"""Words of four letters and more that APIs say whoever is on a list, so that they stay readable."""


class Span(NamedTuple):
    """A part of a text, from its first character to the one behind it."""

    begin: int
    end: int


class Words(NamedTuple):
    """A text's words, folded, with one blank around each, and where each character came from."""

    text: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of a text; our own marks are words too."""
        characters, places = [" "], [0]
        for place, character in enumerate(text):
            if character in MARKS.values():
                parts = f" {character} "
            else:
                parts = "".join(c if c.isalnum() else " " for c in folded(character))
            for part in parts:
                if part != " " or characters[-1] != " ":
                    characters.append(part)
                    places.append(place)
        if characters[-1] != " ":
            characters.append(" ")
            places.append(len(text))
        return cls("".join(characters), places)

    def every(self) -> Iterator[Span]:
        """Where each word is."""
        return (Span(*found.span()) for found in re.finditer(r"[^ ]+", self.text))


def marked(text: str) -> str:
    """`text` with each of our marks as its one character."""
    for mark, sign in MARKS.items():
        text = text.replace(mark, sign)
    return text


# Letters that Unicode takes for whole ones, and what those write in their place who have only ASCII.
_WHOLE = str.maketrans(
    {"\u00e6": "ae", "\u00f0": "d", "\u00f8": "o", "\u0111": "d", "\u0131": "i", "\u0142": "l", "\u0153": "oe"}
)
_WRITTEN_OUT = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00e5": "aa", "\u00f8": "oe"})


def written_out(text: str) -> str:
    """`text` in small letters with its umlauts as two letters each, as it is written where there are none."""
    return unicodedata.normalize("NFC", text).lower().translate(_WRITTEN_OUT)


def folded(text: str) -> str:
    """`text` without case and accents, and without what is invisible."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text).casefold().translate(_WHOLE)
    return "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
