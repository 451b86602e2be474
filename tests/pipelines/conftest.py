"""A forge whose stack `prod` works on a sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pipelines import Forge, edit
from tests.support.sandbox import Sandbox

PROD = "7654321:key-of-prod-0123456789abcdef"


@pytest.fixture
def forge(tmp_path: Path, sandbox: Sandbox) -> Forge:
    """The project, with the state of `prod` in a folder and its salt committed, as docs/pipelines.md says."""
    (tmp_path / "state").mkdir()
    forge = Forge(
        tmp_path,
        environment={
            "LOX24_BASE_URL": sandbox.url,
            "PULUMI_HOME": str(tmp_path / "home"),
        },
        secrets={
            "LOX24_TOKEN": PROD,
            "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
        },
    )
    first = forge.clone()
    # A stack of its own size: four protected groups come from the repository's file as they are.
    edit(first, "stacks/Pulumi.prod.yaml", {"config:\n": "config:\n  lox24:maxRetries: '0'\n"})
    lines = ['eval "$(make -s env STACK=prod)"', "pulumi stack init prod --no-select"]
    made = forge.run(first, lines, **forge.secrets)
    assert made.code == 0, made.text
    forge.push(first, "the stack's salt")
    return forge
