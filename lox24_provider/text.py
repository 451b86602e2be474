"""Foreign text made fit for one line of a terminal: API answers and names pass through here before anyone sees them."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["HIDDEN", "masked", "one_line", "quoted", "resource_name"]


class _Hidden(str):
    """What stands for a text that is a secret."""

    __slots__ = ()


HIDDEN = _Hidden("(secret)")
"""Stands for a name that is a secret."""

# A phone number as people write it: at least eight digits, or a plus sign before at least five, with blanks, brackets,
# slashes, dots, any dashes and what is invisible between them. Group ids are shorter; a day and time in ISO form that
# stands for itself is none.
_GAP = r"[ ()/.\u00ad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff-]{0,4}"
_DAY = r"[12]\d{3}-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?(?:Z|[+-][01]\d:?\d\d)?"
# What stays besides: the example of our own messages, and a digest, as the engine's plugins have.
_EXAMPLE = r"(?<=like )\+4917612345678(?!\d)"
_DIGEST = r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{40,}(?![0-9A-Za-z])"
_NUMBER = re.compile(
    rf"(?P<kept>(?<!\d){_DAY}(?!{_GAP}\d)|{_EXAMPLE}|{_DIGEST})|\+\d(?:{_GAP}\d){{4,}}|(?<!\d)\d(?:{_GAP}\d){{7,}}"
)

# The one invisible character that stays: what makes one emoji out of two, such as a fire engine beside a woman.
_JOINER = "\u200d"
_PICTURE = r"\u2190-\u2bff\U0001f000-\U0001faff"
_BETWEEN_EMOJI = re.compile(rf"(?<=[{_PICTURE}\ufe0f]){_JOINER}(?=[{_PICTURE}])")

# Pulumi's display takes this for the beginning of a colour: it hides what follows, and panics where it knows no such
# colour (https://github.com/pulumi/pulumi/issues/10351).
_DIRECTIVE = "<{%"


def one_line(text: str, *, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters, without anything that steers a terminal or its direction."""
    words = " ".join(text.split()).replace(_DIRECTIVE, f"{_escaped('<')}{{%")
    visible = _JOINER.join("".join(map(_visible, part)) for part in _BETWEEN_EMOJI.split(words))
    return visible if len(visible) <= limit else visible[: limit - 3] + "..."


def quoted(name: str) -> str:
    """A name as it stands in a message: in quotes, harmless, at most 60 characters; without them if it is hidden."""
    return str(name) if name is HIDDEN else f"'{one_line(name, limit=60)}'"


def resource_name(urn: str) -> str:
    """The name part of a URN, as users know their resources, in quotes."""
    return quoted(urn.split("::", 3)[-1]) if urn else "another resource"


def masked(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """`text` on one line, without the given secrets and without anything that looks like a phone number."""
    text = " ".join(text.split())
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return _NUMBER.sub(lambda found: found["kept"] or "[number]", text)


def _visible(character: str) -> str:
    # Categories Cc, Cf, Cs, Co, Cn hold control characters, bidi marks and lone surrogates.
    return _escaped(character) if unicodedata.category(character).startswith("C") else character


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"
