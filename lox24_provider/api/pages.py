"""A page of a collection: bare array or JSON-LD, in any of the three key styles (API reference, section 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Page"]

USUAL_PAGE = 30  # API Platform's default (API reference, section 3.5)
LARGEST_PAGE = 1000  # larger ones are not usual

_MOST = 2**53  # members of a list that a total may count; more is no total, and too large to reckon with


@dataclass(frozen=True, kw_only=True)
class Page:
    """The members of one page.

    Attributes:
        total: how many members all pages have together, or None if the API does not say.
        more: whether a next page exists, or None if the API does not say.
        is_bare: whether it came as an array, which can say neither.
    """

    members: list[Any] = field(repr=False)
    total: int | None = None
    more: bool | None = None
    is_bare: bool = False

    @property
    def may_go_on(self) -> bool:
        """Whether more pages may follow although nothing says so (U4).

        JSON-LD in pages tells so; a bare array cannot, and a list of exactly a usual page's size is not believed.
        """
        size = len(self.members)
        return size > 0 and (self.is_bare or size == USUAL_PAGE or (size % 50 == 0 and size <= LARGEST_PAGE))

    @classmethod
    def parse(cls, body: Any) -> Page | None:  # noqa: ANN401 any JSON
        """The page in a decoded answer, or None if there is none."""
        if isinstance(body, list):
            return cls(members=body, is_bare=True)
        if not isinstance(body, Mapping):
            return None
        members = _either(body, "member")
        if not isinstance(members, list):
            return None
        total, view = _either(body, "totalItems"), _either(body, "view")
        return cls(
            members=members,
            total=total if isinstance(total, int) and 0 <= total <= _MOST else None,
            more=_either(view, "next") is not None if isinstance(view, Mapping) else None,
        )


def _either(mapping: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 any JSON
    return mapping.get(key, mapping.get(f"hydra:{key}"))
