"""What is written down of a public thing: a line in a file of `releases/VERSION`, which people read in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Surface", "Things", "read", "written"]

Things = dict[str, dict[str, Any]]
"""Public things by their names, each with its facts.

Facts that the law knows, all others must stay equal:

- `takes`: what may be given, as a list of types or words; it may become more.
- `gives`: what one gets; it may become less.
- `required`: whether it must be given.
- `default`: what holds where it is not given.
- `least`, `most`: limits of what is given; they may become wider.
- `deprecated`: what to use instead, and the version that removes the thing.
"""

Surface = dict[str, Things]
"""The things of each surface by its name, which is the name of its file."""


def written(things: Things) -> str:
    """A file: JSON, a thing a line."""
    lines = [f"  {json.dumps(name)}: {_json(facts)}" for name, facts in sorted(things.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(text: str) -> Things:
    """What `written` made."""
    found: Things = json.loads(text)
    return found


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps({key: sorted(one) if _is_set(one) else one for key, one in facts.items()}, ensure_ascii=False)


def _is_set(one: object) -> bool:
    return isinstance(one, Iterable) and not isinstance(one, str | Mapping)
