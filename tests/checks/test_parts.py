"""`python -m checks`: every part is run and told of, whatever became of the others."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence

import pytest

from checks.__main__ import PARTS, Part, main

FINE = [sys.executable, "-c", "print('played')"]
BAD = [sys.executable, "-c", "raise SystemExit(3)"]
NONE = ["no-such-program-of-ours", "--help"]


def part(*commands: Sequence[str], **variables: str) -> Part:
    return Part(about="an example", commands=commands, variables=variables)


def told(capfd: pytest.CaptureFixture[str], *arguments: str, parts: Mapping[str, Part]) -> tuple[int, list[str]]:
    """The exit status and the lines, without seconds."""
    code = main(arguments, parts=parts)
    return code, [re.sub(r" +\d+ s", " N s", line) for line in capfd.readouterr().out.splitlines()]


def test_a_part_that_fails_does_not_hide_the_others(capfd: pytest.CaptureFixture[str]) -> None:
    parts = {"first": part(BAD, FINE), "second": part(NONE), "third": part(FINE, FINE)}
    code, lines = told(capfd, parts=parts)
    assert code == 1
    assert lines == [
        "[check 1/3] first: an example",
        "[check 2/3] second: an example",
        "[check 3/3] third: an example",
        "played",
        "played",
        "FAILED first N s  python -c raise SystemExit(3): exit status 3",
        "FAILED second N s  no-such-program-of-ours --help: No such file or directory",
        "ok     third N s",
    ]


def test_parts_are_chosen_by_name_and_each_once(capfd: pytest.CaptureFixture[str]) -> None:
    parts = {"good": part(FINE), "bad": part(BAD)}
    assert told(capfd, "good", "good", parts=parts) == (
        0,
        ["[check 1/1] good: an example", "played", "ok     good N s"],
    )
    with pytest.raises(SystemExit, match="2"):
        main(["goood"], parts=parts)
    assert "there is no part goood; there are good, bad" in capfd.readouterr().err


def test_a_part_has_its_own_variables_and_those_around(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AROUND", "here")
    show = [sys.executable, "-c", "import os; print(os.environ['AROUND'], os.environ.get('OWN'))"]
    _, lines = told(capfd, parts={"own": part(show, OWN="too"), "other": part(show)})
    assert "here too" in lines
    assert "here None" in lines


def test_the_parts_are_those_that_a_release_needs() -> None:
    """In this order; that of other languages plays what `make test` skips."""
    assert list(PARTS) == ["site", "pages", "release", "plugin", "surface", "spelling", "languages"]
    languages = PARTS["languages"]
    assert languages.variables == {"TORTURE": "2"}
    assert languages.commands[-1][1:4] == ["-m", "tools.environment", "pytest"], (
        "hosts that were just built are on PATH"
    )
