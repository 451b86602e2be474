"""`lox24 apply --skip-checkpoints`: refused before any write, or the plan is marked, and never applies again."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lox24_provider
from lox24_provider.errors import Lox24Error, PlanUsed, TransportError
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.safe_io.writing import Folder
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.approval_plan.used import mark_used
from lox24_provider.workflow.existing_groups import listed
from tests.support.applications import SKIP, World, made, marked, prepared
from tests.support.codes import without_code
from tests.support.sandbox import TOKEN, Sandbox

KEY = "a key of tests"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return prepared(tmp_path, monkeypatch)


def test_a_plan_is_marked_before_the_engine_runs_and_no_other_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: lasting.append(stat.S_ISDIR(os.fstat(handle).st_mode)))
    assert world.apply() == 0
    assert (world.ups, lasting) == ([False], [])
    world.up = lambda: lasting.append(True)
    assert world.apply("--skip-checkpoints") == 0
    assert (world.ups, lasting) == ([False, True], [False, True, True, True]), "the file, its folder, then the engine"


@pytest.mark.promise
@pytest.mark.parametrize("end", ["well", "an error", "Ctrl-C"])
def test_a_marked_plan_never_applies_again(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    def fail() -> None:
        if end != "well":
            raise KeyboardInterrupt if end == "Ctrl-C" else OSError(5, "Input/output error")

    world.up = fail
    with suppress(SystemExit):  # what Ctrl-C ends
        world.apply("--skip-checkpoints")
    assert world.ups == [True]
    capsys.readouterr()
    for options in ([], ["--skip-checkpoints"], ["--json"]):
        monkeypatch.setenv("LOX24_PLAN_KEY", KEY)
        assert world.apply(*options) == 1
        monkeypatch.delenv("LOX24_PLAN_KEY")
        assert world.apply(*options) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 6
    assert [line for line in told if "such a plan is never applied twice" not in line or "LOX4105" not in line] == []
    assert world.ups == [True]
    made(world.plan)
    assert not marked(world.plan), "a new plan in its place is none"


@pytest.mark.parametrize("options", [[], ["--skip-checkpoints"]])
def test_nor_does_one_that_is_marked_while_it_is_looked_at(world: World, options: list[str]) -> None:
    def elsewhere() -> tuple[()]:
        if not marked(world.plan):
            mark_used(world.plan)
        return ()

    world.groups = world.looked = elsewhere
    assert world.apply(*options) == 1
    assert world.ups == []


@pytest.mark.parametrize("kind", ["folder", "link", "link to nothing", "empty"])
def test_a_mark_of_any_kind_is_one(world: World, kind: str) -> None:
    mark = world.plan / "used"
    if kind == "folder":
        mark.mkdir()
    elif kind == "empty":
        mark.touch()
    else:
        mark.symlink_to(world.plan / ("plan.json" if kind == "link" else "nowhere"))
    assert world.apply() == 1
    assert world.ups == []


@pytest.mark.promise
def test_all_that_speaks_against_it_is_told_at_once_and_nothing_is_written(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.against = ("the state holds resources of this provider: old",)
    said = "has hooks, which would run again: clients"
    made(world.plan, against=[said, said], two={"name": "Two", "on_existing": "refuse"})
    world.groups = lambda: (ExistingGroup("7", "Clients", 3),)
    assert world.apply("--skip-checkpoints") == 1
    told = capsys.readouterr().err.splitlines()
    assert all(line.endswith(" [LOX4104]") for line in told)
    assert [without_code(line) for line in told] == [
        "error: the state holds resources of this provider: old",
        f"error: {said}",
        "error: not under adopt, which on_existing or lox24:onExisting says: two",
        "error: the account has groups of that name, or that look the same: clients (group 7)",
        "error: nothing was changed: apply it without --skip-checkpoints, which takes longer",
    ]
    assert not marked(world.plan)
    assert world.ups == []
    assert world.apply() == 0, "without the option it applies as ever"


def test_the_account_is_asked_for_its_groups_each_time(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.delenv("LOX24_BASE_URL", raising=False)
    config, project = {"lox24:baseUrl": sandbox.url}, SimpleNamespace(base=None)
    engine: Any = SimpleNamespace(config=lambda: config, project=project)
    assert listed(engine)[1] == ()
    ids = [sandbox.add_group(name=f"Group {n}") for n in range(130)]
    sandbox.forget()
    assert sorted(group.id for group in listed(engine)[1]) == ids
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    sandbox.fault(method="GET", status=500, times=99)
    config["lox24:maxRetries"] = "0"
    with pytest.raises(Lox24Error):
        listed(engine)


def test_an_account_that_cannot_be_asked_speaks_against_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    def listed() -> tuple[ExistingGroup, ...]:
        raise TransportError(call="GET /groups", reason="the list of groups ended after 1 of 2")

    world.groups = listed
    assert world.apply("--skip-checkpoints") == 1
    assert "groups of those names is not known: GET /groups got no usable answer: the list" in capsys.readouterr().err
    assert world.ups == []


@pytest.mark.parametrize("why", ["it cannot be written", "it does not last", "the plan went", "a link leads out"])
def test_a_plan_that_cannot_be_marked_is_not_applied(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], why: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    if why == "it cannot be written":
        monkeypatch.setattr(Folder, "_open", failing)
    elif why == "it does not last":
        monkeypatch.setattr(os, "fsync", failing)
    else:
        world.groups = lambda: shutil.rmtree(world.plan) or ()  # type: ignore[func-returns-value]
    if why == "a link leads out":
        (world.plan.parent / "clone" / ".git").mkdir(parents=True)
        monkeypatch.chdir(world.plan.parent / "clone")
        Path("plan").symlink_to(world.plan)
        world.groups = tuple
    assert world.apply("--skip-checkpoints", plan=Path("plan") if why == "a link leads out" else None) == 1
    assert "plan cannot be marked as used (" in capsys.readouterr().err
    assert world.ups == []
    assert not marked(world.plan)


def test_of_two_that_apply_a_plan_at_once_one_does(tmp_path: Path) -> None:
    plan, outcomes = made(tmp_path / "plan"), []
    ready = threading.Barrier(8)

    def mark() -> None:
        ready.wait()
        try:
            mark_used(plan)
            outcomes.append("marked")
        except PlanUsed:
            outcomes.append("used")

    threads = [threading.Thread(target=mark) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["marked", *["used"] * 7]


def test_without_its_mark_a_signed_plan_is_none_that_was_signed(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOX24_PLAN_KEY", KEY)
    made(world.plan, key=Key.of(os.environ))
    shutil.copytree(world.plan, world.plan.parent / "copy")
    assert world.apply("--skip-checkpoints") == 0
    (world.plan / "used").unlink()
    assert world.apply() == 1
    assert "plan is not signed, and LOX24_PLAN_KEY is set" in capsys.readouterr().err
    assert world.ups == [True]
    # A copy is as good as the plan was: behind it stands the account, which has the groups.
    world.groups = lambda: (ExistingGroup("7", "Clients", 0),)
    assert world.apply("--skip-checkpoints", plan=world.plan.parent / "copy") == 1
    assert "the account has groups of that name" in capsys.readouterr().err


def test_nothing_that_we_write_chooses_it() -> None:
    scaffolds = Path(lox24_provider.__file__).parent / "workflow" / "scaffolding"
    files = [path for path in (scaffolds, *scaffolds.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    assert files
    assert [path for path in files if b"skip-checkpoints" in path.read_bytes().lower().replace(b"_", b"-")] == []


@pytest.mark.parametrize(("value", "is_told"), [("true", True), ("1", True), ("false", False), (None, False)])
def test_a_variable_of_the_engines_is_nobodys_choice_and_is_told(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str | None,
    *,
    is_told: bool,
) -> None:
    if value is not None:
        monkeypatch.setenv(SKIP, value)
    assert world.apply() == 0
    assert (f"warning: {SKIP} is set, so if this run is killed" in capsys.readouterr().out) == is_told
    assert world.ups == [False]
