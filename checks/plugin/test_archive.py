"""`pulumi plugin install` fetches the archive, and the example in YAML runs on it."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from checks.plugin.conftest import Server
from checks.release.plugin_archive import file_name
from lox24_provider.adapter.native.version import OWN
from tools.setup import ROOT

PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def test_a_program_in_yaml_runs_on_the_archive(server: Server, machine: Mapping[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(ROOT / "examples" / "yaml", folder, ignore=shutil.ignore_patterns(".lox24"))

    def pulumi(*arguments: str) -> str:
        command = ["pulumi", *arguments, "--non-interactive", "--color", "never"]
        ended = subprocess.run(command, cwd=folder, env=machine, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

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
