"""What `lox24 init` writes, used as its last lines say, and every line of its pipelines in fresh clones."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from lox24_provider.cli import main
from tests.pipelines.conftest import PROD
from tests.pipelines.test_github import GitHub
from tests.support.engine import Run
from tests.support.pipelines import edit, machine
from tests.support.sandbox import Sandbox
from tests.support.scaffolds import Scaffolded
from tests.support.wheelhouse import wheelhouse

UV = """#!/bin/sh
echo "${{0##*/}} $*" >> "$INSTALLED"
ln -sf {uv} "${{0%/*}}/uv"
"""


@pytest.fixture
def forge(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Scaffolded:
    (tmp_path / "state").mkdir()
    environment = {
        "LOX24_BASE_URL": "",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_CONFIRMATIONS": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **machine(tmp_path),
    }
    secrets = {
        "LOX24_TOKEN": PROD,
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
    }
    forge = Scaffolded(tmp_path, environment=environment, secrets=secrets)
    monkeypatch.chdir(forge.first)
    return forge


def next_lines(told: str) -> list[str]:
    return [line.strip() for line in told.partition("next:\n")[2].splitlines()]


def test_with_uv_on_github(
    forge: Scaffolded, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index").mkdir()
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
    lines = next_lines(capsys.readouterr().out)
    python = "==3.{}.*".format(sys.version_info.minor)  # the index has packages for this one alone
    edit(forge.first, "infra/pyproject.toml", {">=3.10": python})
    here = {**forge.secrets, "PULUMI_CONFIG_PASSPHRASE": ""}
    tried = forge.run(
        forge.first, [lines[0], "lox24 stacks check", *lines[1:], "lox24 init --runner uv --dry-run"], **here
    )
    print(tried.text)
    assert tried.code == 0, tried.text
