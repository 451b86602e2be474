"""The table of `docs/upgrading.md`: what is deprecated."""

from __future__ import annotations

from docs.generate.tables import lines
from tools.surface.deprecated import DEPRECATED

__all__ = ["deprecated"]


def deprecated() -> str:
    """What will be removed, what to use instead, and when."""
    if not DEPRECATED:
        return "Nothing is deprecated.\n"
    rows = [(one, f"`{name}`", said.use, said.until) for (one, name), said in sorted(DEPRECATED.items())]
    return lines(("surface", "what", "use instead", "removed in"), rows)
