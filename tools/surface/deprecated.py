"""What will be removed: the one table, which the files of a release, the page on upgrading and the tests read.

How a thing gets here, and what has to come with it, says `docs/contributing/compatibility.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["DEPRECATED", "Deprecation"]


class Deprecation(NamedTuple):
    """Why a thing should not be used any more.

    Attributes:
        use: what to use instead, as a sentence.
        until: the version that removes it, `1.0.0`.
    """

    use: str
    until: str


DEPRECATED: Mapping[tuple[str, str], Deprecation] = MappingProxyType({})
"""By surface and name, as the files in `releases/` have them."""
