"""`lox24 apply --skip-checkpoints`: refused before any write, or the plan is marked, and never applies again."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lox24_provider
from lox24_provider.cli import main
from lox24_provider.errors import Lox24Error, PlanUsed, TransportError
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.safe_io.writing import Folder
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan import applying, without_checkpoints
from lox24_provider.workflow.approval_plan.folder import making
from lox24_provider.workflow.approval_plan.manifest import Manifest
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.approval_plan.used import mark_used
from lox24_provider.workflow.existing_groups import listed
from lox24_provider.workflow.review.model import Review
from tests.support.codes import without_code
from tests.support.reviews import urn
from tests.support.sandbox import TOKEN, Sandbox

KEY = "a key of tests"
SKIP = "PULUMI_SKIP_CHECKPOINTS"

MANIFEST = Manifest(
    project="lists",
    stack="prod",
    created=time.time(),
    tree="",
    contents="",
    state="",
    versions={},
    account="",
    refreshed=False,
    steps={urn("clients"): "create"},
    uncertain=[],
    entries={},
    groups=0,
    needs_checkpoints=[],
    review=Review(stack="prod").document(),
)


def made(folder: Path, *, key: Key | None = None, against: Sequence[str] = (), **more: Mapping[str, Any]) -> Path:
    """A plan that makes the group `clients`, and `more` of these inputs."""
    groups = {"clients": {"name": "Clients"}, **more}
    resources = {
        urn(name): {"goal": {"inputDiff": {"adds": inputs}}, "steps": ["create"]} for name, inputs in groups.items()
    }
    with making(folder, key=key) as new:
        replace(MANIFEST, needs_checkpoints=[*against]).write(new)
        plan = {"config": {"lox24:onExisting": "adopt"}, "resourcePlans": resources}
        (new / "plan.json").write_text(json.dumps(plan))
    return folder


def marked(plan: Path) -> bool:
    return (plan / "used").exists()


class World:
    """What an application meets; the engine's `up` is told with whether it skips checkpoints."""

    def __init__(self, plan: Path) -> None:
        self.plan = plan
        self.against: tuple[str, ...] = ()
        self.account = ""
        self.groups: Callable[[], tuple[ExistingGroup, ...]] = tuple
        self.looked: Callable[[], object] = lambda: None
        self.ups: list[bool] = []
        self.up: Callable[[], object] = lambda: None

    def apply(self, *options: str, plan: Path | None = None) -> int:
        return main(["apply", str(plan or self.plan), *options])

    def ran(self, engine: Any, *_: object, **__: object) -> Any:
        self.ups.append(engine.environment.get(SKIP) == "true")
        assert marked(self.plan) == self.ups[-1]
        self.up()
        return SimpleNamespace(happened=dict(MANIFEST.steps), ended=SimpleNamespace(code=0))


class Engine:
    """Enough of one."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.stack, self.project = "prod", SimpleNamespace(name="lists")

    def without_checkpoints(self) -> Engine:
        return Engine({**self.environment, SKIP: "true"})

    def reason(self, _: object) -> str:
        return ""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World(made(tmp_path / "plan"))
    monkeypatch.setattr(reviewing, "stack_engine", lambda _, environment: Engine(environment))
    world = SimpleNamespace(tree="", state="", versions={}, modules=None)
    monkeypatch.setattr(
        applying,
        "World",
        SimpleNamespace(now=lambda *_, **__: SimpleNamespace(**vars(world), needs_checkpoints=found.against)),
    )
    monkeypatch.setattr(applying, "contents", lambda *_, **__: "")
    monkeypatch.setattr(
        applying,
        "foresee",
        lambda *_, **__: SimpleNamespace(document={}, review=Review(stack="prod"), scopes={}, looked=found.looked()),
    )
    monkeypatch.setattr(without_checkpoints, "listed", lambda _: (found.account, found.groups()))
    monkeypatch.setattr(applying, "_up", found.ran)
    monkeypatch.delenv(SKIP, raising=False)
    return found


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


def test_another_account_is_not_the_one_that_was_planned_for(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.account = "2@api.lox24.eu"
    assert world.apply("--skip-checkpoints") == 1
    assert "the account is 2@api.lox24.eu, and the plan is for" in capsys.readouterr().err
    assert world.ups == []
    assert not marked(world.plan)


@pytest.mark.parametrize("options", [[], ["--skip-checkpoints"]])
def test_what_the_run_reads_is_compared_with_a_preview_and_without_one(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    monkeypatch.setattr(applying, "contents", lambda *_, **__: "another file")
    assert world.apply(*options) == 1
    assert "what the run reads is not what it was" in capsys.readouterr().err
    assert world.ups == []


@pytest.mark.parametrize("ops", [["delete"], ["create-replacement", "replace"], ["update"], []])
def test_the_update_plan_counts_whatever_the_manifest_says(world: World, ops: list[str]) -> None:
    plan = json.loads((world.plan / "plan.json").read_text())
    for one in ("urn:pulumi:prod::lists::aws:s3/bucket:Bucket::data", urn("other")):
        (world.plan / "plan.json").write_text(
            json.dumps({**plan, "resourcePlans": {**plan["resourcePlans"], one: {"steps": ops}}})
        )
        assert world.apply("--skip-checkpoints") == 1
    assert world.ups == []
    assert not marked(world.plan)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"resourcePlans": []}', '{"resourcePlans": {"x": {}}}'])
def test_what_is_no_update_plan_is_said_in_a_line(
    world: World, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (world.plan / "plan.json").write_text(content)
    assert world.apply("--skip-checkpoints") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert world.ups == []


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
