"""`pulumi plugin install` fetches the archive, and the example in YAML runs on it."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.plugin.conftest import Server
from checks.release.plugin_archive import file_name
from lox24_provider.adapter.native.version import OWN
from tools.setup import ROOT

PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class Pulumi:
    """In a copy of the example in YAML."""

    def __init__(self, folder: Path, machine: Mapping[str, str]) -> None:
        self.folder = folder
        self.machine = machine
        shutil.copytree(ROOT / "examples" / "yaml", folder, ignore=shutil.ignore_patterns(".lox24"))

    def __call__(self, *arguments: str, code: int = 0, **variables: str) -> str:
        command = ["pulumi", *arguments, "--non-interactive", "--color", "never"]
        env = {**self.machine, **variables}
        ended = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)
        assert (ended.returncode != 0) == bool(code), ended.stdout + ended.stderr
        return ended.stdout + ended.stderr


@pytest.fixture
def pulumi(machine: Mapping[str, str], tmp_path: Path) -> Pulumi:
    return Pulumi(tmp_path / "lists", machine)


def test_a_program_in_yaml_runs_on_the_archive(server: Server, machine: Mapping[str, str], pulumi: Pulumi) -> None:
    pulumi("plugin", "install", "resource", "lox24", OWN, "--server", server.url)
    wanted = file_name(f"{platform.system().lower()}-{PROCESSORS[platform.machine()]}")
    assert server.asked == [f"/{wanted} 200"]

    pulumi("stack", "init", "dev")
    made = pulumi("up", "--yes")
    assert re.search(r"\n +\+ 5 created\n", made), made
    plugin = Path(machine["PULUMI_HOME"]) / "plugins" / f"resource-lox24-v{OWN}"
    complete = (plugin / "environment" / "complete").stat().st_mtime_ns

    unchanged = pulumi("preview", "--expect-no-changes")
    assert re.search(r"\n +5 unchanged\n", unchanged), unchanged
    assert (plugin / "environment" / "complete").stat().st_mtime_ns == complete

    pulumi("destroy", "--yes")
    assert server.asked == [f"/{wanted} 200"]


def test_what_keeps_it_from_running_is_shown(server: Server, pulumi: Pulumi, tmp_path: Path) -> None:
    """Without the password of the index that could not be reached."""
    pulumi("plugin", "install", "resource", "lox24", OWN, "--server", server.url)
    (tmp_path / "bare").mkdir()
    for name in ("pulumi", "pulumi-language-yaml", "sh"):
        found = shutil.which(name)
        assert found
        (tmp_path / "bare" / name).symlink_to(found)

    told = pulumi("package", "get-schema", "lox24", code=1, PATH=str(tmp_path / "bare"))
    assert "error: lox24 needs Python 3.10 or newer" in told

    unreachable = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://ada:geheim@127.0.0.1:9/simple"}
    told = pulumi("package", "get-schema", "lox24", code=1, PIP_RETRIES="0", **unreachable)
    assert "error: lox24 cannot make its environment (" in told
    assert "geheim" not in told
