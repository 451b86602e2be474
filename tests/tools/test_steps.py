from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tools.steps import TAIL_LINES, Progress, SetupError, Step, Work

STEP = Step(number=2, of=4)


def test_a_step_says_what_it_does(capfd: pytest.CaptureFixture[str]) -> None:
    STEP.run([sys.executable, "-c", "print('noise')"], doing="working", remedy="none")

    assert capfd.readouterr() == ("", "[setup 2/4] working ...\n")


def test_a_long_step_counts_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    counted, tick = tmp_path / "counted", Progress.tick
    monkeypatch.setattr("tools.steps.LOG_TICK_SECONDS", 0.001)

    def count(progress: Progress, **known: Any) -> None:
        tick(progress, **known)
        counted.touch()

    monkeypatch.setattr(Progress, "tick", count)
    as_long_as_that = f"import os\nwhile not os.path.exists({str(counted)!r}): pass"

    STEP.run([sys.executable, "-c", as_long_as_that], doing="working", remedy="none")

    assert capfd.readouterr().err.splitlines()[1] == "[setup 2/4] working ... 0 s"


def test_a_failed_step_shows_the_tail_and_then_one_line() -> None:
    with pytest.raises(SetupError) as caught:
        STEP.run(
            [sys.executable, "-c", "import sys; print(*range(99), sep='\\n', flush=True); sys.exit('no such thing')"],
            doing="working",
            remedy="get the thing",
        )

    *tail, last = str(caught.value).splitlines()
    assert len(tail) == TAIL_LINES
    assert tail[-2:] == ["  | 98", "  | no such thing"]
    assert last == "setup: working failed with exit status 1: get the thing"


def test_a_step_that_takes_too_long_is_ended() -> None:
    with pytest.raises(SetupError, match="working took more than 0 s"):
        STEP.run([sys.executable, "-c", "input()"], doing="working", remedy="none", timeout=0)


def test_a_program_that_is_not_there_is_no_traceback() -> None:
    with pytest.raises(SetupError, match="working could not start"):
        STEP.run(["no-such-program"], doing="working", remedy="none")


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("noise\n", ""),
        ("done a\nnoise\n", ", 1 of 4 things, about 30 s left"),
        ("done a\ndone b\ndone c\n", ", 3 of 4 things, about 3 s left"),
        ("done a\n" * 9, ""),
    ],
)
def test_a_step_tells_how_long_is_left_by_what_is_done(output: str, told: str) -> None:
    assert Work(total=4, what="things", pattern="^done ").told(output, elapsed=10) == told


def test_a_long_time_is_told_in_minutes() -> None:
    assert Work(total=4, what="things", pattern="^done ").told("done a\n", elapsed=100).endswith("about 5 min left")


def test_a_step_returns_what_the_program_said() -> None:
    said = STEP.run([sys.executable, "-c", "print('a')"], doing="working", remedy="none")

    assert said == "a\n"
