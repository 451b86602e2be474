"""Where we stand against the neighbours: `make bench`, under 45 minutes on two cores.

Each block that is finished is kept (`benchmarks/blocks.py`): interrupted, the same command resumes where it stopped.
Of what is kept it writes RESULTS.md, GROWTH.md, the chart and the table of the page about
performance. Machines differ: read the ratios, which come from interleaved runs, and the exact counts.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.alone import LOCK, NotAlone, alone
from benchmarks.blocks import KEPT, ROOT, Kept, identity
from benchmarks.chart import draw
from benchmarks.comparing import points_of
from benchmarks.growth import growth
from benchmarks.page import BEGIN, END, PAGE, NoMarkers, placed, table
from benchmarks.points import LISTS, USUAL, Lists, Planned, small
from benchmarks.report import report
from benchmarks.running import Found, collect, run

_INTERRUPTED = 130  # as shells have it for SIGINT


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was not kept yet, and write what came out; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios from interleaved runs.")
    parser.add_argument(
        "points",
        nargs="*",
        metavar="GROUPS@MILLISECONDS",
        type=_point,
        help="instead of the usual; no lists, no table on the page",
    )
    parser.add_argument("--rounds", type=int, default=1, help="of points that are named (default: 1)")
    parser.add_argument(
        "--fresh", action="store_true", help="from the start: forget what was kept of this code and machine"
    )
    parser.add_argument("--retry", action="store_true", help="measure again the blocks in which a column failed")
    parser.add_argument("--report", action="store_true", help="measure nothing: write again what was kept")
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write there (default: the clone; tried/ of what is kept, for points that are named)",
    )
    parser.add_argument("--kept", type=Path, metavar="FOLDER", default=KEPT, help="where blocks are kept")
    arguments = parser.parse_args(argv)
    plan = [small(*point, rounds=arguments.rounds) for point in arguments.points] or list(USUAL)
    lists = None if arguments.points else LISTS
    into = arguments.into or (arguments.kept / "tried" if arguments.points else ROOT)
    kept = Kept.of(identity(), within=arguments.kept)
    if arguments.report:
        return _report(plan, lists=lists, kept=kept, within=arguments.kept, into=into)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores the first unless it is told
        signal.signal(number, signal.default_int_handler)  # nothing is left half, and no process
    try:
        with alone(LOCK):
            if arguments.fresh:
                kept.forget()
            run(plan, lists=lists, kept=kept, again=arguments.retry, say=_say)
    except NotAlone as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("interrupted: finished blocks are kept, the same command resumes; --report writes what there is")
        return _INTERRUPTED
    return _write(collect(plan, lists=lists, kept=kept), who=kept, into=into)


def _report(plan: Sequence[Planned], *, lists: Lists | None, kept: Kept, within: Path, into: Path) -> int:
    """Write what was kept of this code and machine, or else what was measured last; the exit code."""
    for found in (kept, *Kept.all(within)):
        collected = collect(plan, lists=lists, kept=found)
        if collected.measured:
            if other := [name for name, value in found.identity.items() if kept.identity.get(name) != value]:
                _say(f"measured with another {', '.join(other)} than there is now, and the files say with which")
            return _write(collected, who=found, into=into)
    _say("nothing of these points was kept: measure first, without --report")
    return 1


def _write(found: Found, *, who: Kept, into: Path) -> int:
    """Write all files of what was `found`; the exit code."""
    points = points_of(found.measured)
    texts = {
        "benchmarks/RESULTS.md": report(
            points, who=who.identity, lists=found.lists, missing=[*found.absent, *found.missing]
        ),
        "benchmarks/GROWTH.md": growth(points, who=who.identity),
    }
    page = into / PAGE
    try:
        before = page.read_text() if page.exists() else f"{BEGIN}{END}\n"
        texts[PAGE] = placed(before, text=table(points, who=who.identity))
    except NoMarkers as error:
        _say(str(error))
    for name, text in texts.items():
        file = into / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    chart = into / "docs" / "images" / "growth.svg"
    chart.parent.mkdir(parents=True, exist_ok=True)
    draw(points, file=chart)
    _say(f"wrote {', '.join([*texts, 'docs/images/growth.svg'])} in {into}")
    for line in (*found.absent, *found.missing):
        _say(line)
    return 1 if found.missing else 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _point(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d*)@(\d+)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no point such as 20@50: 20 groups, 50 ms a request")
    return int(found[1]), int(found[2])


if __name__ == "__main__":
    sys.exit(main())
