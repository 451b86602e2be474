"""A forge whose stack `prod` works on a sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import keys
from tests.support.engine import made_stack
from tests.support.pipelines import Forge, edit, machine
from tests.support.sandbox import Sandbox

PROD = "7654321:key-of-prod-0123456789abcdef"


@pytest.fixture
def forge(tmp_path: Path, sandbox: Sandbox) -> Forge:
    """The project, with the state of `prod` in a folder and its salt committed, as docs/how-to/pipelines.md says."""
    forge = _forge(tmp_path, sandbox)
    first = _first(forge)
    lines = ['eval "$(make -s env STACK=prod)"', "pulumi stack init prod --no-select"]
    made = forge.run(first, lines, **forge.secrets)
    assert made.code == 0, made.text
    forge.push(first, "the stack's salt")
    return forge


@pytest.fixture
def spared_forge(tmp_path: Path, sandbox: Sandbox) -> Forge:
    """The same with what engine tests are spared: Python's start, and the computation of a key in every command."""
    forge = _forge(tmp_path, sandbox, spared=True)
    forge.environment |= keys.variables()
    made_stack(tmp_path / "state", project="lox24-lists", stack="prod")
    first = _first(forge)
    file = first / "stacks" / "Pulumi.prod.yaml"
    file.write_text(file.read_text() + keys.LINES)
    forge.push(first, "the stack's key")
    return forge


def _forge(folder: Path, sandbox: Sandbox, *, spared: bool = False) -> Forge:
    (folder / "state").mkdir()
    return Forge(
        folder,
        environment={"LOX24_BASE_URL": sandbox.url, "PULUMI_HOME": str(folder / "home"), **machine(folder)},
        secrets={
            "LOX24_TOKEN": PROD,
            "PULUMI_BACKEND_URL": f"file://{folder}/state",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
        },
        spared=spared,
    )


def _first(forge: Forge) -> Path:
    first = forge.clone()
    # A stack of its own size: four protected groups come from the repository's file as they are.
    edit(first, "stacks/Pulumi.prod.yaml", {"config:\n": "config:\n  lox24:maxRetries: '0'\n"})
    return first
