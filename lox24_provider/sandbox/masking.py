"""The path of a call as it may be kept and shown: without what could be somebody's number."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

__all__ = ["without_numbers"]

# Ids stay where the API has them. They begin at 10001 and 7000001; a number with its area is longer, or begins with 0.
_OBJECT = re.compile(r"/(?:groups|phones|blocked_numbers)/[1-9][0-9]{0,6}(?=[/?]|\Z)")
# A number in any spelling: at least five digits of any script, with up to three characters between that are no letters.
_NUMBER = re.compile(r"\+?\d(?:[\W_]{0,3}\d){4,}")
_MASK = "[number]"
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_ROUNDS = 9  # whoever encodes more often hides more than a number


def without_numbers(path: str) -> str:
    """A path with its query; where there is a number, encoded or not, it is decoded and has `[number]` in its place."""
    found = _OBJECT.match(path)
    kept = found[0] if found else ""
    return kept + _masked(path[len(kept) :])


def _masked(text: str) -> str:
    plain = text
    for _ in range(_ROUNDS):
        if not _ENCODED.search(plain):
            break
        plain = unquote_plus(plain)
    else:
        return _MASK
    return _NUMBER.sub(_MASK, plain) if _NUMBER.search(plain) else text
