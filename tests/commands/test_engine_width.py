"""How wide a command of ours makes the engine: as the stack's files say, and never narrower than it is by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.workflow import engine_width
from lox24_provider.workflow.engine_width import VARIABLE, engines_own
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine


def width(folder: Path, *, stack: str = "dev", **environment: str) -> str | None:
    return Engine(project=Project.find(folder), stack=stack, environment=environment)._variables().get(VARIABLE)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_width, "engines_own", lambda: 8)


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        ("", None, "16"),
        ("", "", "16"),
        ("", "config:\n  lox24:parallel: 32\n", "32"),
        ("", 'config: {"lox24:parallel": "24", x: 1}\n', "24"),
        ("", "config:\n  'lox24:parallel' : '24' # enough\n", "24"),
        ("", "config:\n  lox24:parallel: 32 # once 16\n  p:groups: {}\n", "32"),
        ("", "config:\n  # lox24:parallel: 32\n", "16"),
        ("", "config:\n  my-lox24:parallel: 32\n", "16"),
        ("", "config:\n  lox24:parallel: 99\n", "16"),
        ("", "config:\n  lox24:parallel:\n    secure: v1:x\n", "16"),
        ("", "config: [not yaml\n", "16"),
        ("", "config:\n  lox24:parallel: 4\n", None),
        ("config:\n  lox24:parallel: 32\n", "", "32"),
        ("config:\n  lox24:parallel:\n    value: 32\n", "", "32"),
        ("config:\n  lox24:parallel:\n    default: 32\n", "config:\n  lox24:parallel: 20\n", "20"),
        ("stackConfigDir: elsewhere\n", "config:\n  lox24:parallel: 32\n", "32"),
    ],
)
def test_the_engine_is_as_wide_as_the_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: str, own: str | None, expected: str | None
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "Pulumi.yaml").write_text(f"name: lists\nruntime: python\n{shared}")
    folder = tmp_path / ("elsewhere" if "elsewhere" in shared else "")
    folder.mkdir(exist_ok=True)
    if own is not None:
        (folder / "Pulumi.dev.yaml").write_text(own)
    assert width(tmp_path) == expected
    assert width(tmp_path, stack="organization/lists/dev") == expected
    assert width(tmp_path, stack="") in ("16", "32")  # of a command that works on none


@pytest.mark.parametrize("said", ["1", "64", ""])
def test_what_a_person_said_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    monkeypatch.setenv(VARIABLE, said)
    assert width(tmp_path) == said
    assert width(tmp_path, PULUMI_PARALLEL="3") == "3"


def test_many_cores_are_not_made_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(engine_width, "engines_own", lambda: 32)
    assert width(tmp_path) is None


def test_the_engines_own_number_is_four_a_core() -> None:
    assert engines_own() % 4 == 0
    assert engines_own() >= 4
