r"""What an answer says, without what the request said: a server that quotes a value puts it into errors and states.

The message is short and what was sent may be ten thousand people, so it is the message's words that are looked for in
what was sent. Both are compared by their words alone, without case, accents and punctuation, and with escapes undone:
`M%C3%BCller`, `MULLER` and `M\u00fcller` are one. Names of properties and the words that APIs say anyway stay, or no
message would mean anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lox24_provider.api.unescaped import unescaped
from lox24_provider.api.words import (
    MARKS,
    NUMBER,
    PRIVATE,
    SAID_ANYWAY,
    SECRET,
    SENT,
    WORD,
    Span,
    Words,
    folded,
    marked,
    written_out,
)
from lox24_provider.display.text import masked

__all__ = ["Echo"]

MOST_READ = 2_000  # characters of an answer that are looked at; one line of them is shown
SHORT = 4  # values with fewer characters go as whole words only: every message has an "is" and a "1"
LONG_PIECE = 6  # characters from which a piece of a key or number is one wherever it stands, and no limit of the API
MOST_GROUPS = 8  # of digits that one number is written in

_QUOTE = "[\"'\u2018-\u201e\u00ab\u00bb]"
_NO_DIGIT = re.compile(r"\D")
_ESCAPES = re.compile(r"[&%\\]|[^\x00-\x7f]")
_DIGITS = re.compile(r"\d(?:[ .,'\u2019()/_-]{0,2}\d){3,}")
_INDEX = re.compile(r"\[\d{1,5}\](?=[.\[:])")  # `[12].phone`: where in the request, not what
_CUT_AFTER = re.compile(
    r"\s*[\"']?(?:\.{2,}|\u2026|[*#\u2022\u25cf]+|\[\.{2,}\]|\(?truncated|\(?shortened)", re.IGNORECASE
)
_CUT_BEFORE = re.compile(r"(?:\.{2,}\]?|\u2026|[*#\u2022\u25cf]-?|\bending (?:in|with) [\"']?)\s*\Z", re.IGNORECASE)
_CROSSES = re.compile(r"(?<![^\W_])[xX]{2,}(?=[xX-]*\d)")  # how some mask all but a number's end


@dataclass(frozen=True, kw_only=True, eq=False)
class Echo:
    """One request, to be found again in its answer.

    Args:
        sent: the request's body. True, false and null in it are nobody's.
        secrets: what no message may hold whole or in part; the last one is the bare key.
    """

    sent: object = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def without(self, text: str) -> str:
        """`text` on one line, with marks in the place of secrets, numbers and whatever was sent."""
        is_cut = len(text) > MOST_READ
        text = PRIVATE.sub("?", unescaped(" ".join(text[:MOST_READ].split())))
        text = _CROSSES.sub(lambda found: "*" * len(found[0]), text)
        for value in self._signs:
            text = text.replace(value, "[sent]") if len(value) >= SHORT else _requoted(text, value)
        text = marked(masked(text, secrets=self.secrets))
        words = Words.of(text)
        found: list[tuple[Span, str]] = [(span, SECRET) for span in self._of_key(words, text)]
        found += [(span, SENT) for span in (*self._whole(words), *self._pieces(words, text))]
        spans = [(words.places[span.begin], words.places[span.end - 1] + 1, mark) for span, mark in found]
        spans += [(begin, end, SENT) for begin, end in self._numbers(text)]
        kept = [found.span() for found in _INDEX.finditer(text)]
        said = _replaced(text, [one for one in spans if not any(a <= one[0] and one[1] <= b for a, b in kept)])
        for mark, sign in MARKS.items():
            said = said.replace(sign, mark)
        return said.rsplit(" ", 1)[0] if is_cut else said  # its last word may be half of one

    def is_in(self, text: str) -> bool:
        """Whether a request id holds a secret or something that was sent. Cheap: every answer has one."""
        text, leaves = text.lower(), [leaf.lower() for leaf in _leaves(self.sent)]
        said = "\n".join(leaves)
        return (
            any(secret and secret.lower() in text for secret in self.secrets)
            or any(len(word) >= LONG_PIECE and word in said for word in text.split("-"))
            or any(len(leaf) > LONG_PIECE and leaf.lstrip("+") in text for leaf in leaves)
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the request calls its properties."""
        return frozenset(Words.of(name).text.strip() for name in _names(self.sent))

    @cached_property
    def _leaves(self) -> list[str]:
        return list(dict.fromkeys(_leaves(self.sent)))

    @cached_property
    def _signs(self) -> list[str]:
        """Values without a letter or digit."""
        return [leaf for leaf in self._leaves if not any(map(str.isalnum, leaf)) and not leaf.isspace()]

    @cached_property
    def _values(self) -> list[str]:
        """Every value's words, each with a blank before and behind it."""
        leaves = [*self._leaves, *(written_out(leaf) for leaf in self._leaves if not leaf.isascii())]
        folded = dict.fromkeys(map(_value_words, leaves))
        return [value for value in folded if value.strip(f" {NUMBER}") and value.strip() not in self._names]

    @cached_property
    def _all(self) -> str:
        return "\n".join(self._values)

    @cached_property
    def _joined(self) -> str:
        """The same without blanks: `ErikaMustermann` is a person too."""
        return self._all.replace(" ", "")

    @cached_property
    def _digits(self) -> str:
        """The digits of every value that has no letter, one a line."""
        numbers = (_NO_DIGIT.sub("", leaf) for leaf in self._leaves if leaf.upper() == leaf.lower())
        return "\n".join(("", *dict.fromkeys(number for number in numbers if len(number) >= SHORT), ""))

    def _whole(self, words: Words) -> Iterator[Span]:
        """Where whole values stand."""
        for value in self._values:
            bare = value.strip()
            sought = bare if len(bare) >= SHORT else value
            at = words.text.find(sought)
            while at >= 0:
                begin = at + len(sought) - len(sought.lstrip())
                span = Span(begin, begin + len(bare))
                if _around(words, span) not in self._names:
                    yield span
                at = words.text.find(sought, at + 1)

    def _pieces(self, words: Words, text: str) -> Iterator[Span]:
        """Where parts of values stand: their words, and what an ellipsis or a mask shows to be cut."""
        every = list(words.every())
        for at, span in enumerate(every):
            word = words.text[span.begin : span.end]
            if not self._is_piece(word, is_cut=_is_cut(words, span, text)):
                continue
            first = last = at
            while last + 1 < len(every) and words.text[span.begin : every[last + 1].end] in self._all:
                last += 1
            while first > 0 and words.text[every[first - 1].begin : every[last].end] in self._all:
                first -= 1
            yield Span(every[first].begin, every[last].end)

    def _is_piece(self, word: str, *, is_cut: bool) -> bool:
        if word in self._names or word in MARKS.values():
            return False
        if is_cut and (f" {word}" in self._all or f"{word} " in self._all):
            return True
        if word.isdecimal():  # whole ones are judged by their digits
            return is_cut and (f"\n{word}" in self._digits or f"{word}\n" in self._digits)
        is_part = word in self._all or (len(word) >= LONG_PIECE and word in self._joined)
        return len(word) >= SHORT and word not in SAID_ANYWAY and is_part

    def _numbers(self, text: str) -> Iterator[tuple[int, int]]:
        """Where numbers that were sent stand, however their digits are grouped."""
        for found in _DIGITS.finditer(text):
            groups = [group.span() for group in re.compile(r"\d+").finditer(text, *found.span())]
            for at, (begin, _) in enumerate(groups):
                ends = [end for _, end in groups[at : at + MOST_GROUPS] if self._has_digits(text[begin:end])]
                yield from ((begin, end) for end in ends[-1:])

    def _has_digits(self, written: str) -> bool:
        number = _NO_DIGIT.sub("", written)
        return f"\n{number}\n" in self._digits or (len(number) >= LONG_PIECE and number in self._digits)

    @cached_property
    def _key(self) -> str:
        return "" if not self.secrets else Words.of(self.secrets[-1]).text

    def _of_key(self, words: Words, text: str) -> Iterator[Span]:
        """Where parts of the key stand."""
        if not self._key.strip():
            return
        for span in words.every():
            word = words.text[span.begin : span.end]
            pieces = (word[at : at + LONG_PIECE] for at in range(len(word) - LONG_PIECE + 1))
            is_part = word in self._key and (len(word) >= SHORT or _is_cut(words, span, text))
            if word not in SAID_ANYWAY and (is_part or any(piece in self._key for piece in pieces)):
                yield span


def _leaves(sent: object) -> Iterator[str]:
    if isinstance(sent, Mapping):
        for value in sent.values():
            yield from _leaves(value)
    elif isinstance(sent, list | tuple):
        for value in sent:
            yield from _leaves(value)
    elif sent and not isinstance(sent, bool):
        yield str(sent)


def _names(sent: object) -> Iterator[str]:
    """The properties of a mapping, or of the first one in a list: all in a list have the same."""
    if isinstance(sent, Mapping):
        yield from map(str, sent)
        for value in sent.values():
            yield from _names(value)
    elif isinstance(sent, list | tuple) and sent:
        yield from _names(sent[0])


def _value_words(leaf: str) -> str:
    if leaf[1:].isdecimal() and len(leaf) > SHORT and leaf[0] == "+":
        return f" {NUMBER} "  # what `masked` makes of it, without its effort: most values are phones
    if _ESCAPES.search(leaf):
        leaf = unescaped(leaf)
    text = leaf if leaf.isalpha() else marked(masked(PRIVATE.sub("?", leaf)))
    return " ".join(("", *WORD.findall(folded(text)), ""))


def _requoted(text: str, value: str) -> str:
    return re.sub(rf"({_QUOTE}){re.escape(value)}(?={_QUOTE})", r"\1[sent]", text)


def _around(words: Words, span: Span) -> str:
    """The whole word that a span is in."""
    begin, end = words.text.rfind(" ", 0, span.begin + 1) + 1, words.text.find(" ", span.end)
    return words.text[begin:end]


def _is_cut(words: Words, span: Span, text: str) -> bool:
    """Whether an ellipsis or a mask stands before or behind a word."""
    begin, end = words.places[span.begin], words.places[span.end - 1] + 1
    return bool(_CUT_AFTER.match(text, end) or _CUT_BEFORE.search(text[max(0, begin - 16) : begin]))


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """`text` with marks in the places of spans; what overlaps or touches gets one, a secret's if one is there."""
    parts: list[str] = []
    at = 0
    pending: tuple[int, int, str] | None = None
    for begin, end, mark in sorted(spans):
        if pending is not None and (begin <= pending[1] or not text[pending[1] : begin].strip()):
            pending = (pending[0], max(end, pending[1]), SECRET if SECRET in (mark, pending[2]) else mark)
            continue
        if pending is not None:
            parts += [text[at : pending[0]], pending[2]]
            at = pending[1]
        pending = (begin, end, mark)
    if pending is not None:
        parts += [text[at : pending[0]], pending[2]]
        at = pending[1]
    return "".join([*parts, text[at:]])
