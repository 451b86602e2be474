"""The variables of this process, as those that it starts get them."""

from __future__ import annotations

import os

__all__ = ["PLAN_KEY", "outside"]

PLAN_KEY = "LOX24_PLAN_KEY"


def outside() -> dict[str, str]:
    """This process's variables for one that it starts: without the key, which signs what others made."""
    return {name: value for name, value in os.environ.items() if name != PLAN_KEY}
