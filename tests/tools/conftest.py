"""Programs that stand in for the real ones: small scripts on a PATH of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tools.setup import ROOT, Stamp


class Script(Protocol):
    """Writes an executable Python script and returns its path."""

    def __call__(self, folder: Path, name: str, code: str) -> Path: ...


@pytest.fixture
def script() -> Script:
    def write(folder: Path, name: str, code: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(f"#!{sys.executable}\n{code}\n")
        path.chmod(0o755)
        return path

    return write


class FakeCli(Protocol):
    """Writes a `pulumi` of the given version, with the Python host beside it or without."""

    def __call__(self, folder: Path, *, version: str, host: bool = True) -> Path: ...


@pytest.fixture
def fake_cli(script: Script) -> FakeCli:
    def write(folder: Path, *, version: str, host: bool = True) -> Path:
        script(folder, "pulumi", f"print({version!r})")
        if host:
            script(folder, "pulumi-language-python", "")
        return folder

    return write


# Notes what it was started with; keeps its stacks in a file.
FAKE_PULUMI = """
import json, os, pathlib, signal, sys
here = pathlib.Path(__file__).parent
stacks = here / "stacks.json"
known = json.loads(stacks.read_text()) if stacks.exists() else []
with (here / "calls.jsonl").open("a") as calls:
    call = {
        "arguments": sys.argv[1:],
        "cwd": os.getcwd(),
        "default_sigint": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
        "environment": dict(os.environ),
    }
    print(json.dumps(call), file=calls)
if sys.argv[1:3] == ["stack", "ls"]:
    print(json.dumps([{"name": name} for name in known]))
elif sys.argv[1:3] == ["stack", "init"]:
    stacks.write_text(json.dumps([*known, sys.argv[-1]]))
"""


@dataclass(frozen=True)
class Clone:
    """A checkout that is set up, with a `pulumi` that only takes notes."""

    root: Path
    engine: Path

    def run(self, *arguments: str, ignore_sigint: bool = False, **user: str) -> subprocess.CompletedProcess[str]:
        """Starts one of the tools in the clone, as the Makefile does."""
        ours = ("PULUMI_", "PYTEST_")  # of the person or CI that runs the tests
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        shell = "trap '' INT; " if ignore_sigint else ""
        return subprocess.run(
            ["/bin/sh", "-c", f'{shell}exec "$@"', "sh", sys.executable, "-m", *arguments],
            cwd=self.root,
            env={**env, **user},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[dict[str, Any]]:
        """What the CLI was asked, in order."""
        notes = self.engine / "calls.jsonl"
        return [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []


@pytest.fixture
def clone(tmp_path: Path, script: Script) -> Clone:
    root = tmp_path / "my clone"
    for name in ("tools", "lox24_provider"):  # set-up uses what of the package needs nothing installed
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "stacks").mkdir()
    for stack in ("dev", "prod"):
        (root / "stacks" / f"Pulumi.{stack}.yaml").touch()
    (root / ".venv" / "bin").mkdir(parents=True)
    engine = tmp_path / "the cli"
    script(engine, "pulumi", FAKE_PULUMI)
    Stamp(digest="", root=str(root), engine=str(engine)).write("run")
    return Clone(root=root, engine=engine)
