"""What is said of operations that a killed run left, of LOX24 and of others; the engine is made up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Ended, Engine
from lox24_provider.workflow.recovery import recover
from tests.support.reviews import urn

MACHINE = urn("web", "smalltest:index:Machine")
FORGOTTEN = (
    "  if it was made, the state forgets it and the next `up` makes another: look for it at its provider, and delete "
    f"it there or bring it in with `pulumi import` ({MACHINE})"
)


@dataclass(frozen=True, kw_only=True)
class MadeUp(Engine):
    pending: list[dict[str, Any]]

    def run(self, verb: str, *arguments: str) -> Ended:  # noqa: ARG002 nothing happens
        return Ended(code=0, out="", err="")

    def export(self) -> dict[str, Any]:
        return {"pending_operations": self.pending}


@pytest.mark.parametrize(
    ("type_", "which", "ours", "told"),
    [
        ("creating", urn("clients", GROUP_TYPE), 1, ["not known how it ended: creating clients"]),
        ("updating", MACHINE, 0, ["not known how it ended: updating web"]),
        (
            "creating",
            MACHINE,
            0,
            [
                "not known how it ended: creating web",
                FORGOTTEN,
            ],
        ),
    ],
)
def test_what_another_provider_may_have_made_is_named_as_nobody_finds_it_later(
    type_: str, which: str, ours: int, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    pending = [{"type": type_, "resource": {"urn": which}}]
    engine = MadeUp(project=Project.find(tmp_path), stack="prod", environment={}, pending=pending)
    said: list[str] = []

    assert recover(engine, say=said.append) == ours
    assert said == told
