"""Foreign text made fit for one line of a terminal: API answers and names pass through here before anyone sees them."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["masked", "one_line", "quoted", "resource_name"]

# A phone number as people write it: at least eight digits, or a plus sign before at least five. Group ids are shorter;
# a date that is taken for a number does no harm.
_NUMBER = re.compile(r"\+\d(?:[ ()/.-]{0,2}\d){4,}|(?<!\d)\d(?:[ ()/.-]{0,2}\d){7,}")


def one_line(text: str, *, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters, without anything that steers a terminal or its direction."""
    words = " ".join(text.split())
    visible = "".join(_visible(character) for character in words)
    return visible if len(visible) <= limit else visible[: limit - 3] + "..."


def quoted(name: str) -> str:
    """A name as it stands in a message: in quotes, harmless, at most 60 characters."""
    return f"'{one_line(name, limit=60)}'"


def resource_name(urn: str) -> str:
    """The name part of a URN, as users know their resources, in quotes."""
    return quoted(urn.rsplit("::", 1)[-1]) if urn else "another resource"


def masked(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """`text` without the given secrets and without anything that looks like a phone number."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return _NUMBER.sub("[number]", text)


def _visible(character: str) -> str:
    # Categories Cc, Cf, Cs, Co, Cn hold control characters, bidi marks and lone surrogates.
    return f"\\u{ord(character):04x}" if unicodedata.category(character).startswith("C") else character
