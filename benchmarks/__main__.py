"""Where we stand against the neighbours: `make bench`, with 1,000 groups too `LONG=1 make bench`.

Writes `RESULTS.md`. Machines differ: read the ratios, which come from interleaved runs, and the exact counts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.columns import COLUMNS
from benchmarks.measuring import Failed, Point, measure
from benchmarks.report import report

RESULTS = Path(__file__).parent / "RESULTS.md"
POINTS = ((100, 50), (100, 200), (300, 50))  # groups, milliseconds
LONG = (1000, 50)


def main() -> None:
    """Measure every point, and write what came out after each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios from interleaved runs.")
    parser.add_argument("points", nargs="*", metavar="GROUPS@MILLISECONDS", type=_point, help="instead of the usual")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each column (default: 5)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file to write (default: %(default)s)")
    arguments = parser.parse_args()
    usual = (*POINTS, LONG) if os.environ.get("LONG") == "1" else POINTS
    points: list[Point] = []
    for size, milliseconds in arguments.points or usual:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{size} groups, {milliseconds} ms a request", flush=True)
            points.append(
                measure(
                    columns=COLUMNS, size=size, milliseconds=milliseconds, rounds=arguments.rounds, folder=Path(folder)
                )
            )
        arguments.results.write_text(report(points))
    print(f"wrote {arguments.results}", file=sys.stderr)


def _point(text: str) -> tuple[int, int]:
    size, _, milliseconds = text.partition("@")
    return int(size), int(milliseconds)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(str(error))
