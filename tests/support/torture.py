"""How hard tests try: `TORTURE` makes them try more, `TORTURE_LOG` names the file that says what was tried."""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["factor", "tried"]


def factor() -> int:
    """How many times more than in the short version is to be tried: 1 unless `TORTURE` says otherwise."""
    return int(os.environ.get("TORTURE", "1"))


def tried(what: str, count: int) -> None:
    """Note what was tried, and how often, as a line of JSON; several processes may do so at once."""
    log = os.environ.get("TORTURE_LOG")
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"what": what, "count": count}) + "\n")
