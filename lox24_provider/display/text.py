"""Foreign text made fit for one line of a terminal: API answers and names pass through here before anyone sees them."""

from __future__ import annotations

from lox24_provider.display.addresses import without_credentials
from lox24_provider.display.invisible import visible
from lox24_provider.display.masking import without_numbers
from lox24_provider.display.urns import name_of

__all__ = ["HIDDEN", "is_plain", "masked", "one_line", "quoted", "resource_name"]


class _Hidden(str):
    """What stands for a text that is a secret."""

    __slots__ = ()


HIDDEN = _Hidden("(secret)")
"""Stands for a name that is a secret."""

# Pulumi's display takes this for the beginning of a colour: it hides what follows, and panics where it knows no such
# colour (https://github.com/pulumi/pulumi/issues/10351).
_DIRECTIVE = "<{%"

# GitHub's runner takes it for a word to itself wherever it stands in a line: `##[add-mask]3` makes each 3 of a log
# "***" (`ActionCommand.TryParse` of github.com/actions/runner).
_COMMAND = "##["

_JOINERS = "\u200c\u200d"  # of no use without what followed them


def is_plain(text: str) -> bool:
    """Whether there is nothing in a line that `one_line` would write in another way."""
    return text.isascii() and text.isprintable() and _DIRECTIVE not in text and _COMMAND not in text


def one_line(text: str, *, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters, without what steers a terminal, its direction or a pipeline."""
    line = " ".join(text.split()).replace(_DIRECTIVE, "\\u003c{%").replace(_COMMAND, "#\\u0023[")
    shown = visible(line)
    return shown if len(shown) <= limit else shown[: limit - 3].rstrip(_JOINERS) + "..."


def quoted(name: str) -> str:
    """A name as it stands in a message: in quotes, harmless, at most 60 characters; without them if it is hidden."""
    return str(name) if name is HIDDEN else f"'{one_line(name, limit=60)}'"


def resource_name(urn: str) -> str:
    """The name part of a URN, as users know their resources, in quotes."""
    return quoted(name_of(urn)) if urn else "another resource"


def masked(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """`text` on one line, without the given secrets, an address's, and anything that looks like a phone number."""
    if text is HIDDEN:
        return text
    text = " ".join(text.split())
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return without_numbers(without_credentials(text))
