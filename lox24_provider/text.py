"""Foreign text made fit for one line of a terminal: API answers and names pass through here before anyone sees them."""

from __future__ import annotations

import re
import unicodedata

from lox24_provider.addresses import without_credentials
from lox24_provider.masking import without_numbers

__all__ = ["masked", "one_line", "quoted", "resource_name"]

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
    """A name as it stands in a message: in quotes, harmless, at most 60 characters."""
    return f"'{one_line(name, limit=60)}'"


def resource_name(urn: str) -> str:
    """The name part of a URN, as users know their resources, in quotes."""
    return quoted(urn.split("::", 3)[-1]) if urn else "another resource"


def masked(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """`text` on one line, without the given secrets, an address's, and anything that looks like a phone number."""
    text = " ".join(text.split())
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return without_numbers(without_credentials(text))


def _visible(character: str) -> str:
    # Categories Cc, Cf, Cs, Co, Cn hold control characters, bidi marks and lone surrogates.
    return _escaped(character) if unicodedata.category(character).startswith("C") else character


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"
