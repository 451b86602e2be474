"""How hard tests try: `TORTURE` makes them try more, `TORTURE_LOG` names the file that says what was tried."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

__all__ = ["LOG", "compared", "factor", "summary", "tried"]

LOG = "TORTURE_LOG"


def factor() -> int:
    """How many times more than in the short version is to be tried: 1 unless `TORTURE` says otherwise."""
    return int(os.environ.get("TORTURE", "1"))


def tried(what: str, count: int) -> None:
    """Note what was tried, and how often, as a line of JSON; several processes may do so at once."""
    log = os.environ.get(LOG)
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"what": what, "count": count}) + "\n")


def compared(*, declared: Collection[str], held: Iterable[str]) -> None:
    """Count what is doubled and what is lost among the names that an account holds; both are to be none."""
    names = list(held)
    doubled, lost = len(names) - len(set(names)), len(set(declared) - set(names))
    for what, count in (("accounts compared", 1), ("duplicates found", doubled), ("objects lost", lost)):
        tried(what, count)
    assert (doubled, lost) == (0, 0), f"declared {sorted(declared)}, held {sorted(names)}"


def summary() -> list[str]:
    """What was tried so far, a line each."""
    counts: Counter[str] = Counter()
    log = Path(os.environ.get(LOG, os.devnull))
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        counts[entry["what"]] += entry["count"]
    return [f"{what}: {count}" for what, count in sorted(counts.items())]
