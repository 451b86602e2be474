"""The codes of errors: which there are, and which one a line ends with."""

from __future__ import annotations

import re

from lox24_provider import errors

__all__ = ["KINDS", "code_of", "without_code"]

KINDS = {
    kind.code: kind
    for kind in map(vars(errors).get, errors.__all__)
    if isinstance(kind, type) and issubclass(kind, errors.Lox24Error) and kind is not errors.Lox24Error
}

_CODE = re.compile(r" \[(LOX\d{4})\]")


def without_code(line: str) -> str:
    """A line of an error without the code at its end."""
    return re.sub(rf"{_CODE.pattern}$", "", line)


def code_of(line: str) -> str:
    """The one code at the end of a line; empty if it has none there, one that is not known, or several."""
    codes = _CODE.findall(line)
    return codes[0] if len(codes) == 1 and codes[0] in KINDS and line.endswith(f" [{codes[0]}]") else ""
