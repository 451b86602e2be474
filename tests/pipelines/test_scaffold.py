"""What `lox24 init` writes, used as its last lines say, and every line of its pipelines in fresh clones."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from lox24_provider.cli import main
from tests.pipelines.conftest import PROD
from tests.pipelines.test_github import GitHub
from tests.support import keys
from tests.support.engine import HASTY, made_stack
from tests.support.pipelines import edit, git, machine
from tests.support.sandbox import Sandbox
from tests.support.scaffolds import Scaffolded
from tests.support.wheelhouse import wheelhouse

UV = """#!/bin/sh
echo "${{0##*/}} $*" >> "$INSTALLED"
ln -sf {uv} "${{0%/*}}/uv"
"""


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scaffolded:
    made_stack(tmp_path / "state", project="infra", stack="prod")
    environment = {
        **HASTY,
        **keys.variables(),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_CONFIRMATIONS": "true",  # a person says yes
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **machine(tmp_path),
    }
    secrets = {
        "LOX24_TOKEN": PROD,
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "",
    }
    forge = Scaffolded(tmp_path, environment=environment, secrets=secrets)
    monkeypatch.chdir(forge.first)
    return forge


def next_lines(told: str) -> list[str]:
    return [line.strip() for line in told.partition("next:\n")[2].splitlines()]


def test_with_uv_on_github(
    forge: Scaffolded, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uv = shutil.which("uv")
    assert uv is not None
    (tmp_path / "bin" / "tool").write_text(UV.format(uv=uv))
    (tmp_path / "bin" / "uv").symlink_to(uv)
    forge.environment |= {
        "UV_OFFLINE": "true",
        "UV_NO_INDEX": "true",
        "UV_FIND_LINKS": str(wheelhouse(tmp_path / "index")),
        "UV_CACHE_DIR": str(tmp_path / "uv"),
        "UV_PYTHON": str(Path(sys.base_prefix) / "bin" / "python3"),
    }
    assert main(["init", "infra", "--ci", "github", "--runner", "uv", "--client-id", "7654321"]) == 0
    install, *begin = next_lines(capsys.readouterr().out)
    python = f"==3.{sys.version_info.minor}.*"  # the index has packages for this one alone
    edit(forge.first, "infra/pyproject.toml", {">=3.10": python})
    tried = forge.run(forge.first, [install, "lox24 stacks check", *begin, "lox24 init --dry-run"], **forge.secrets)
    assert tried.code == 0, tried.text
    assert "2 stacks, 3 groups: no problems\n" in tried.text
    assert "+ 4 created" in tried.text
    assert "everything is there\n" in tried.text  # and its texts are in the wheel

    with (forge.first / "infra" / "Pulumi.prod.yaml").open("a") as file:
        file.write(keys.LINES)
    forge.publish()
    assert not set(git(forge.first, "ls-files").splitlines()) & {"infra/.venv", "infra/.lox24"}
    forge.environment["LOX24_BASE_URL"] = sandbox.url
    github = GitHub(forge)
    github.workflow = yaml.safe_load((forge.first / ".github/workflows/lists.yml").read_text())
    _rolled_out(github, sandbox)
    assert "uv sync --frozen --no-dev --directory infra" in (tmp_path / "installed").read_text()


def _rolled_out(github: GitHub, sandbox: Sandbox) -> None:
    """A pull request, its merge, a plan and what it does; then a night in which nothing is different."""
    forge, before = github.forge, github.forge.head()
    work = forge.clone()
    edit(work, "infra/Pulumi.prod.yaml", {"Everyone with a contract": "Customers"})
    forge.push(work, "customers", branch="customers")
    pull = github.event("pull_request", ref="customers", **{"github.event.pull_request.base.sha": before})
    assert [(name, run.code) for name, run in pull.items()] == [("review", 0), ("comment", 0)], pull
    (comment,) = github.comments()
    assert "<code>Customers</code>" in comment
    assert sandbox.calls() == []
    forge.merge("customers")
    decided = github.event("workflow_dispatch")
    assert [(name, run.code) for name, run in decided.items()] == [("plan", 0), ("apply", 0)], decided
    assert sandbox.groups(PROD)["Clients"]["description"] == "Customers"
    night = github.event("schedule")["drift"]
    assert night.code == 0, night.text
