"""`LOX24_PLAN_KEY`: a plan that was signed is applied as it was signed, and by who has the key."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import lox24_provider
from lox24_provider.commands import plan as command
from lox24_provider.errors import PlanError
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan import planning
from lox24_provider.workflow.approval_plan.folder import FILES, making, taken
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.doctor import language_host
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.installed_cli import version_of
from tests.support.source import parsed

SECRET = "a key of tests, long enough"
OURS = {"format": 1, "project": "", "stack": "", "created": 0, "state": "", "steps": {}, "entries": {}, "review": {}}


def key(secret: str = SECRET) -> Key:
    found = Key.of({"LOX24_PLAN_KEY": secret})
    assert found is not None
    return found


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A signed plan."""
    return made(tmp_path / "plan", by=key())


def made(folder: Path, *, by: Key | None) -> Path:
    with making(folder, key=by) as new:
        for name in FILES - {"signature", "used"}:
            (new / name).write_text(f"what {name} holds")
        (new / "manifest.json").write_text(json.dumps(OURS))
        (new / ".gitignore").write_text("*\n")
    return folder


@pytest.mark.promise
def test_what_was_signed_is_applied_as_it_was_signed(plan: Path) -> None:
    with taken(plan, key=key()) as copy:
        assert {path.name: path.read_bytes() for path in copy.iterdir()} == {
            path.name: path.read_bytes() for path in plan.iterdir()
        }
        (plan / "plan.json").write_text("written while it is applied")
        assert (copy / "plan.json").read_text() == "what plan.json holds"
    assert not copy.exists()


def test_an_artefact_store_may_leave_hidden_files_out(plan: Path) -> None:
    (plan / ".gitignore").unlink()
    with taken(plan, key=key()) as copy:
        assert (copy / "manifest.json").exists()


def _swap(plan: Path) -> None:
    one, other = plan / "review.md", plan / "review.txt"
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        *[lambda plan, name=name: (plan / name).write_text("other") for name in sorted(FILES - {"used"})],
        *[lambda plan, name=name: (plan / name).unlink() for name in ("manifest.json", "plan.json", "review.html")],
        lambda plan: (plan / "more.txt").write_text("more"),
        lambda plan: (plan / ".hidden").write_text("more"),
        lambda plan: (plan / "folder").mkdir(),
        lambda plan: (plan / "review.md").rename(plan / "review.txt"),
        _swap,
    ],
)
def test_a_plan_that_is_not_as_it_was_signed_is_refused(plan: Path, change: Callable[[Path], object]) -> None:
    change(plan)
    with (
        pytest.raises(PlanError, match="plan is not as it was signed, or was signed with another key"),
        taken(plan, key=key()),
    ):
        pytest.fail("it was taken")


@pytest.mark.parametrize(
    ("by", "given", "why"),
    [
        (SECRET, "another key", "is not as it was signed, or was signed with another key"),
        (SECRET, f"{SECRET} ", "is not as it was signed, or was signed with another key"),
        (SECRET, None, "is signed: set LOX24_PLAN_KEY to the key that it was planned with"),
        (None, SECRET, "is not signed, and LOX24_PLAN_KEY is set"),
    ],
)
def test_who_applies_has_the_key_of_who_planned(tmp_path: Path, by: str | None, given: str | None, why: str) -> None:
    folder = made(tmp_path / "plan", by=None if by is None else key(by))
    with pytest.raises(PlanError, match=why), taken(folder, key=None if given is None else key(given)):
        pytest.fail("it was taken")


def test_without_a_key_nothing_is_signed_or_asked_for(tmp_path: Path) -> None:
    folder = made(tmp_path / "plan", by=None)
    assert not (folder / "signature").exists()
    with taken(folder, key=Key.of({})) as copy:
        assert (copy / "plan.json").exists()


@pytest.mark.parametrize("value", ["", " \n"])
def test_a_key_that_is_empty_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """A pipeline's secret that is not there: nothing would be signed, and nothing asked for."""
    monkeypatch.setenv("LOX24_PLAN_KEY", value)
    monkeypatch.setattr(reviewing, "stack_engine", lambda _: SimpleNamespace(project=None))
    monkeypatch.setattr(planning, "make", lambda *_, **_more: pytest.fail("it was planned"))
    parsers = argparse.ArgumentParser(), argparse.ArgumentParser()
    command.add_plan_arguments(parsers[0])
    command.add_apply_arguments(parsers[1])
    assert command.run_plan(parsers[0].parse_args(["-s", "prod", "--out", str(tmp_path / "new")])) == 1
    assert command.run_apply(parsers[1].parse_args([str(made(tmp_path / "plan", by=None))])) == 1
    assert capsys.readouterr().err.count("error: LOX24_PLAN_KEY is set and empty") == 2


def test_nothing_shows_the_key() -> None:
    assert SECRET not in repr(key()) + str(key())


@pytest.mark.promise
def test_no_process_that_is_started_has_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("git", "pulumi", "python"):
        (tmp_path / name).write_text(f'#!/bin/sh\nenv > "{tmp_path}/$(basename "$0").env"\necho v3.300.0\n')
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("LOX24_PLAN_KEY", SECRET)
    Git(tmp_path).commit("main")
    version_of(str(tmp_path / "pulumi"))
    language_host._looked(str(tmp_path / "python"), where="here", folder=tmp_path)
    assert {path.name for path in tmp_path.glob("*.env")} == {"git.env", "pulumi.env", "python.env"}
    assert [path.name for path in tmp_path.glob("*.env") if "LOX24_PLAN_KEY" in path.read_text()] == []


@pytest.mark.slow
def test_whoever_starts_a_process_says_its_variables() -> None:
    """What says none hands all of them on."""
    silent = []
    for file in Path(lox24_provider.__file__).parent.rglob("*.py"):
        for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("subprocess.run", "subprocess.Popen"):
                said = {one.arg: ast.unparse(one.value) for one in node.keywords}
                if "env" not in said or "os.environ" in said["env"]:
                    silent.append(f"{file.name}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("os.system", "os.spawn", "os.exec")):
                silent.append(f"{file.name}:{node.lineno}")
    assert silent == []
