"""Builds the engine's hosts for programs in YAML, TypeScript and Go, where there are none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.building import Unavailable
from tools.hosts import HOSTS, provide
from tools.setup import ROOT, Stamp
from tools.steps import Step

__all__ = ["main"]


def main() -> int:
    """One that cannot be built does not keep the others from it."""
    stamp = Stamp.read(ROOT)
    if stamp is None:
        print("languages: this clone is not set up: run make setup", file=sys.stderr)
        return 1
    missing = 0
    for number, host in enumerate(HOSTS, start=1):
        try:
            program = provide(
                host,
                step=Step(number, len(HOSTS)),
                modules=ROOT / "tools" / "engine",
                engine=Path(stamp.engine),
                environ=os.environ,
            )
        except Unavailable as reason:  # noqa: PERF203 three rounds
            print(f"languages: no host for programs in {host.name}: {reason}", file=sys.stderr)
            missing += 1
        else:
            print(f"languages: {host.name}: {program}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
