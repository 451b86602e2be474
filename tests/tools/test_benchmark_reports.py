"""What `make bench` keeps, resumes, and writes of it; nothing is measured here."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import blocks, columns, running
from benchmarks.alone import alone
from benchmarks.blocks import Kept
from benchmarks.chart import PANELS, draw
from benchmarks.columns import BARE, DESTROY, FAST, FIRST, NEIGHBOUR, OURS, PREVIEW, REFRESH, SKIP, STEPS, YAML
from benchmarks.comparing import points_of
from benchmarks.growth import growth
from benchmarks.latency import Seen
from benchmarks.measuring import Block, Ran, measure, state_of
from benchmarks.page import BEGIN, END, PAGE, NoMarkers, placed
from benchmarks.points import LISTS, MOST, USUAL, Planned
from benchmarks.processes import Cost, Process
from benchmarks.report import report
from benchmarks.targets import TARGETS, list_ratios, table

ROOT = Path(__file__).parents[2]
WHO = {
    "code": "abc",
    "machine": "2 cores (x86_64), Linux",
    "Python": "3.11",
    "Pulumi": "v3",
    "SDK": "3",
    "Terraform": "no Terraform",
}
SECONDS = {OURS: 2.0, SKIP: 1.0, FAST: 1.5, YAML: 1.0, BARE: 1.6, NEIGHBOUR: 4.0}
PLAN = [
    Planned(size=size, milliseconds=50, rounds=2, columns={OURS: STEPS, NEIGHBOUR: STEPS}, seconds=1)
    for size in (100, 200)
]


def ran(seconds: float, *, requests: int = 0) -> Ran:
    process = Process(began=0, ended=seconds, cpu=seconds / 2, megabytes=50)
    cost = Cost(seconds=seconds, cpu=seconds, processes={"provider": process})
    return Ran(cost=cost, seen=Seen(requests={"GET": requests}, peak=1, connections=1))


def made(size: int, number: int = 1, *, slow: float = 1.0, **other: Any) -> Block:
    runs = {(column, step): ran(seconds * slow, requests=size) for column, seconds in SECONDS.items() for step in STEPS}
    states = {OURS: 900.0, BARE: 1900.0}
    known = {"size": size, "milliseconds": 50, "number": number, "day": "2026-11-28", "runs": runs, "states": states}
    return Block(**{**known, **other})


class Measuring:
    """Stands for the engine: says what was asked of it, and breaks off where it is told to."""

    def __init__(self, *, breaks: int | None = None) -> None:
        self.asked: list[tuple[int, int]] = []
        self._breaks = breaks

    def __call__(self, _columns: object, *, size: int, milliseconds: int, number: int, folder: Path) -> Block:
        assert milliseconds
        assert folder.is_dir()
        if len(self.asked) == self._breaks:
            raise KeyboardInterrupt
        self.asked.append((size, number))
        return made(size, number, failed={NEIGHBOUR: "refresh: exit code 1\nwhat it said"} if size == 200 else {})


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept.of(WHO, within=tmp_path)


def test_an_interrupted_run_resumes_where_it_stopped(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    first, second, third = Measuring(breaks=2), Measuring(), Measuring()
    monkeypatch.setattr(running, "measure", first)
    with pytest.raises(KeyboardInterrupt):
        running.run(PLAN, lists=None, kept=kept, again=False, say=said.append)
    assert first.asked == [(100, 1), (200, 1)], "something of everything comes first"
    assert running.collect(PLAN, lists=None, kept=kept).missing[1:] == [
        f"Not measured: {size} groups, 50 ms a request, round 2 of 2." for size in (100, 200)
    ]
    monkeypatch.setattr(running, "measure", second)
    running.run(PLAN, lists=None, kept=kept, again=False, say=said.append)
    assert second.asked == [(100, 2), (200, 2)]
    assert "2 of 4 blocks were kept" in said[-4]
    assert "what it said" in said[-2]
    assert said[-1].startswith("4/4 200 groups, 50 ms a request, round 2 of 2: ")
    found = running.collect(PLAN, lists=None, kept=kept)
    assert len(found.measured) == 4
    assert found.missing[0] == "Failed: 200 groups, 50 ms a request, round 1 of 2, restapi: refresh: exit code 1."
    # What failed is measured again where it is asked for, and only that.
    monkeypatch.setattr(running, "measure", third)
    running.run(PLAN, lists=None, kept=kept, again=True, say=said.append)
    assert third.asked == [(200, 1), (200, 2)]


@pytest.mark.slow
def test_a_column_that_cannot_be_made_ready_loses_nothing_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entrant(column: columns.Column, *, folder: Path, url: str) -> columns.Entrant:
        assert url
        if column.name == BARE:
            raise OSError(f"{folder} is full")
        folder.mkdir()
        ends = 3 if column.name == FAST else 0
        program = "import sys; print('out of order'); sys.exit(int(sys.argv[1]))"
        run = ((sys.executable, "-c", program, str(ends)),)
        return columns.Entrant(folder=folder, environment={}, commands=dict.fromkeys(STEPS, run))

    monkeypatch.setattr(columns.Column, "entrant", entrant)
    block = measure(dict.fromkeys((BARE, FAST, OURS), STEPS), size=1, milliseconds=0, number=2, folder=tmp_path)
    assert {key: ran.cost.code for key, ran in block.runs.items()} == {(OURS, step): 0 for step in STEPS}
    assert block.failed[FAST] == f"{FIRST}: exit code 3\nout of order\n"
    assert block.failed[BARE].splitlines()[0] == "making ready: OSError"
    assert "is full" in block.failed[BARE]


def test_a_block_counts_only_for_what_it_measured(kept: Kept, tmp_path: Path) -> None:
    kept.keep("5@1-1", {"failed": {}}, settings={"columns": ("a",)})
    assert kept.find("5@1-1", settings={"columns": ("a",)}) == {"failed": {}}
    assert kept.find("5@1-1", settings={"columns": ("b",)}) is None
    assert Kept.of({**WHO, "code": "other"}, within=tmp_path).find("5@1-1", settings={"columns": ("a",)}) is None
    assert [each.identity for each in Kept.all(tmp_path)] == [WHO]
    (kept.folder / "5@1-1.json").write_text('{"half')  # by whoever wrote it
    assert kept.find("5@1-1", settings={"columns": ("a",)}) is None
    kept.forget()
    assert not [*kept.folder.iterdir()]


def test_a_block_survives_the_disk(kept: Kept) -> None:
    block = made(100, failed={YAML: "refresh: exit code 1"}, absent={NEIGHBOUR: "not here"})
    kept.keep("x", blocks.data_of(block), settings={})
    assert blocks.block_of(kept.find("x", settings={})) == block


def test_the_code_is_all_files_and_nothing_compiled(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "__pycache__").mkdir(parents=True)
    (package / "a.py").write_text("1")
    before = blocks.code(tmp_path, ["package", "gone"])
    (package / "__pycache__" / "a.pyc").write_text("1")
    assert blocks.code(tmp_path, ["package", "gone"]) == before
    (package / "b.json").write_text("1")
    assert blocks.code(tmp_path, ["package", "gone"]) != before


def test_the_usual_points_fit_into_the_time_and_hold_every_target() -> None:
    assert sum(point.rounds * point.seconds for point in USUAL) + LISTS.seconds < MOST
    points = points_of(made(point.size, milliseconds=point.milliseconds) for point in USUAL)
    measured = {(point.size, point.milliseconds): point.columns for point in USUAL}
    for target in TARGETS:
        columns = measured[target.size, target.milliseconds]
        for column in filter(None, (target.column, target.other)):
            assert (target.step or FIRST) in columns[column], target.work
        assert target.measured(points), target.work


def test_targets_are_medians_of_ratios_within_a_round() -> None:
    # The machine was ten times as slow in the second round: no ratio knows of it.
    points = points_of([made(100, 1), made(100, 2, slow=10), made(300), made(1000)])
    lines = table(points, lists={"upgraded state": [3.0, 1.2], "constant digest": [2.0, 1.0]})
    assert "| destroy, 100 at 50 ms / restapi | at most 1 | **0.50** (0.50-0.50) | yes |" in lines
    assert "| first up, 300 at 50 ms / floor | at most 1.05 | **1.25** | **no** |" in lines
    assert "| state a group, of 300 | at most 0.95 KB | **0.90** KB | yes |" in lines
    assert lines[-1].endswith("| at most 1.3 | **1.35** (1.20-1.50) | **no** |")
    assert table(points, lists={})[-1].endswith("| - | not measured |")
    assert list_ratios({"upgraded": [1.0]}) == []


def test_a_column_that_failed_in_one_round_is_compared_in_the_others() -> None:
    broken = {key: run for key, run in made(100).runs.items() if key != (NEIGHBOUR, DESTROY)}
    point = points_of([made(100, 1), made(100, 2, runs=broken, failed={NEIGHBOUR: "destroy: exit code 1\nsecret"})])[0]
    assert point.ratios((OURS, DESTROY), (NEIGHBOUR, DESTROY), lambda run: run.cost.seconds) == [0.5]
    text = report([point], who=WHO, lists={})
    assert "restapi: round 2 failed, destroy: exit code 1." in text
    assert "secret" not in text


@pytest.mark.slow
def test_reports_hold_what_was_measured(tmp_path: Path) -> None:
    missing = ["Not measured: something."]
    points = points_of([made(400), made(100), made(200, absent={NEIGHBOUR: "not here"}), made(100, milliseconds=200)])
    text = report(points, who=WHO, lists={"old state": [3.0], "constant digest": [2.0]}, missing=missing)
    assert text.index("## Targets") < text.index("- Not measured") < text.index("## State") < text.index("## By point")
    assert text.index("### 100 groups, 200 ms a request") > text.index("### 400 groups, 50 ms a request")
    assert "| old state | 3.00 | **1.50** |" in text
    assert "| ours | 0.90 | 0.90 | 0.90 |" in text
    assert "restapi: not here." in text
    assert f"| {OURS} | {DESTROY} | 2.00 | 400 | 1 | 1 | 2.00 | provider 1.00, 50 |" in text
    text = growth(points, who=WHO)
    assert "| step | 100 groups | 200 groups | 400 groups | times |" in text
    assert f"| {DESTROY} | 100 | 200 | 400 | 2.0, 2.0 |" in text
    assert f"| {FIRST} | 0.50 | 0.50 | 0.50 | 1.0, 1.0 |" in text
    draw(points, file=tmp_path / "growth.svg")
    drawn = (tmp_path / "growth.svg").read_text()
    assert all(f">{words}<" in drawn for words in (*PANELS, OURS, FAST, BARE, "seconds, 50 ms a request"))


def test_growth_leaves_out_what_one_size_lacks() -> None:
    few = {key: run for key, run in made(200).runs.items() if key[0] == OURS and key[1] in (FIRST, PREVIEW, REFRESH)}
    text = growth(points_of([made(100), made(200, runs=few)]), who=WHO)
    assert "| destroy |" not in text
    assert "No restapi: seconds: not measured at every size." in text


def test_the_pages_table_stands_between_its_markers() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = placed(page, text="new")
    assert once == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert placed(once, text="new") == once
    for wrong in ("no markers", f"{END}{BEGIN}", f"{BEGIN}{END}{END}", f"{BEGIN}{BEGIN}{END}"):
        with pytest.raises(NoMarkers):
            placed(wrong, text="new")
    assert (ROOT / PAGE).read_text().count(BEGIN) == 1
    assert placed((ROOT / PAGE).read_text(), text="new")


def test_reports_are_written_again_without_measuring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "identity", lambda: WHO)
    monkeypatch.setattr(running, "measure", Measuring())
    monkeypatch.setattr(command, "LOCK", tmp_path / "kept" / "lock")
    monkeypatch.setattr(command, "draw", lambda points, *, file: file.write_text(str(len(points))))  # takes seconds
    where = ["5@1", "--kept", str(tmp_path / "kept"), "--into", str(tmp_path)]
    assert command.main([*where, "--report"]) == 1
    (tmp_path / PAGE).parent.mkdir(parents=True)
    (tmp_path / PAGE).write_text(f"mine\n{BEGIN}{END}\n")
    assert command.main(where) == 0
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "kept" not in path.parts}
    assert {str(path.relative_to(tmp_path)) for path in written} == {
        *("benchmarks/RESULTS.md", "benchmarks/GROWTH.md", PAGE, "docs/images/growth.svg")
    }
    assert written[tmp_path / PAGE].startswith(b"mine\n")
    with alone(tmp_path / "kept" / "lock"):
        assert command.main([*where, "--fresh"]) == 1
    assert "another `make bench` is running" in capsys.readouterr().err
    assert command.main([*where, "--report"]) == 0, "nothing that was kept is forgotten by who may not measure"
    # Another version of the package is here by now.
    monkeypatch.setattr(command, "identity", lambda: {**WHO, "code": "def"})
    capsys.readouterr()
    assert command.main([*where, "--report"]) == 0
    assert "measured with another code than there is now" in capsys.readouterr().err
    assert written == {path: path.read_bytes() for path in written}


def test_what_a_group_takes_of_a_state() -> None:
    def state(groups: int) -> str:
        each = [{"urn": f"urn:{number}", "custom": True, "type": "lox24:Group"} for number in range(groups)]
        resources = [{"type": "pulumi:pulumi:Stack"}, {"custom": True, "type": "pulumi:providers:lox24"}, *each]
        return json.dumps({"checkpoint": {"latest": {"resources": resources}}}, indent=4)

    without, with_two = (len(json.dumps(json.loads(state(groups)), separators=(",", ":"))) for groups in (0, 2))
    assert state_of(state(2), size=2) == (with_two - without) / 2


ENDLESS = """
import os, signal, subprocess, sys
with open(sys.argv[1], "w") as told:  # as plugins have a process group of their own, and our commands' CLI a session
    subprocess.Popen(["sleep", "600"], stdout=told, preexec_fn=os.setpgrp)
    subprocess.Popen(["sleep", "600"], stdout=told, start_new_session=True)
    print("started", file=told, flush=True)
    signal.pause()
"""
MEASURED = """
import os, signal, sys
from pathlib import Path
from benchmarks.processes import measured
signal.signal(signal.SIGINT, signal.default_int_handler)
measured([sys.executable, "-c", sys.argv[1], sys.argv[2]], folder=Path(sys.argv[2]).parent, environment=os.environ)
"""


def test_an_interrupt_ends_the_command_and_all_that_it_started(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    measuring = subprocess.Popen(
        [sys.executable, "-c", MEASURED, ENDLESS, str(fifo)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    with fifo.open("rb", buffering=0) as told:
        assert told.read(100) == b"started\n"
        measuring.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in measuring.communicate(timeout=60)[1]
        ended, _, _ = select.select([told], [], [], 20)  # the end of the file: nobody is left who holds it
        assert ended
        assert told.read(100) == b""


@pytest.mark.parametrize("point", ["20", "0@50", "20@-5", "abc", "3@5 --rounds 1"])
def test_a_point_that_is_none_is_refused_with_one_that_is(point: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--report", point])

    assert "is no point such as 20@50" in capsys.readouterr().err
