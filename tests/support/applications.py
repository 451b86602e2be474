"""What `lox24 apply` meets, told instead of looked at: the stack, its account, the engine's run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lox24_provider.cli import main
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan import applying, without_checkpoints
from lox24_provider.workflow.approval_plan.folder import making
from lox24_provider.workflow.approval_plan.manifest import Manifest
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.review.model import Review
from tests.support.reviews import urn

__all__ = ["SKIP", "World", "made", "marked", "prepared"]

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
        self.stack, self.project = "prod", SimpleNamespace(name="lists", folder=Path())

    def without_checkpoints(self) -> Engine:
        return Engine({**self.environment, SKIP: "true"})

    def reason(self, _: object) -> str:
        return ""


def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A plan, and all that its application would ask in the place of which it is told what is."""
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
