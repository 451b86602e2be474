"""Which processes a killed engine has left in a project."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lox24_provider.workflow import orphaned_hosts as module
from lox24_provider.workflow.doctor.examination import examine
from lox24_provider.workflow.orphaned_hosts import orphaned_hosts
from lox24_provider.workflow.project import Project
from tests.support.native import SCRIPT

COMMANDS = {
    "dynamic": [sys.executable, "-u", "-m", "pulumi.dynamic"],
    "native": [str(SCRIPT), "--logtostderr", "-v=9"],
    # as the launcher in Pulumi's cache starts it
    "from the cache": [
        *(sys.executable, "-c", "import sys\nfrom lox24_provider.adapter.native.main import main\nsys.exit(main())"),
    ],
}


@pytest.mark.promise
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.slow
def test_a_provider_whose_engine_is_gone_is_named_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("PATH", "")  # no engine is asked
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        (folder / "src").mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    with socket.create_server(("127.0.0.1", 0)) as engine:
        address = f"127.0.0.1:{engine.getsockname()[1]}"
        host = subprocess.Popen([*command, address], cwd=mine / "src", stdout=subprocess.PIPE)
        assert host.stdout is not None
        assert host.stdout.readline()
        assert orphaned_hosts(Project.find(mine)) == []
    try:
        assert orphaned_hosts(Project.find(mine)) == [host.pid]
        assert orphaned_hosts(Project.find(other)) == []
        found = {check.name: str(check) for check in examine(stack=None, offline=True, start=mine).lines()}
        assert found["processes"].startswith(f"problem  processes: {host.pid} (python -m pulumi.dynamic, ")
        assert f"`kill {host.pid}`" in found["processes"]
    finally:
        host.kill()
        host.communicate()
    assert orphaned_hosts(Project.find(mine)) == []


def test_where_there_is_no_proc_ps_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PROC", tmp_path / "none")
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    ps = tmp_path / "ps"
    lines = (
        "   71 /opt/a python/bin/python -u -m pulumi.dynamic 127.0.0.1:1",
        "72 /usr/bin/python /opt/bin/pulumi-resource-lox24 127.0.0.1:1",
        "73 python -m lox24_provider.adapter.native.main --version 1.0.0 127.0.0.1:1",
        "7 -m x",
        "8 vim pulumi-resource-lox24 notes.txt",
    )
    ps.write_text("#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in lines))
    ps.chmod(0o755)
    for path, told in ((str(tmp_path), [71, 72, 73]), ("", [])):
        monkeypatch.setenv("PATH", path)
        assert orphaned_hosts(Project.find(tmp_path)) == told
