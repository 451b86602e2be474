"""What the tests' projects are spared is not what is tested: the stand-ins say and do what the real things do."""

from __future__ import annotations

import asyncio
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import forks
from tests.support.engine import LISTING
from tests.support.inline import served

SUPPORT = Path(forks.__file__).parent
ECHO = """
import os, sys
sys.stdout.buffer.write(b"at once, ")
os.write(1, b"then ")
print(sys.argv[1:], os.getcwd(), os.environ["CANARY"], sys.stdin.read())
print("error", file=sys.stderr)
sys.exit(3)
"""


def listed(**variables: str) -> list[dict[str, Any]]:
    asked = [sys.executable, "-m", "pip", "list", "-v", "--format", "json"]
    ended = subprocess.run(asked, env={**os.environ, **variables}, capture_output=True, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(ended.stdout)
    wanted = ("name", "version", "location")
    return [{key: row[key] for key in wanted} for row in rows if row["name"].startswith("pulumi")]


@pytest.mark.slow
def test_the_quick_listing_says_what_pip_says_of_pulumis_packages() -> None:
    assert listed(PYTHONPATH=str(LISTING)) == listed() != []


@pytest.mark.short(cases=1)
@pytest.mark.parametrize("program", [forks.python, lambda: Path(sys.executable)], ids=["forked", "real"])
def test_a_forked_program_is_started_as_any_other(tmp_path: Path, program: Any) -> None:
    (tmp_path / "echo.py").write_text(ECHO)
    ended = subprocess.run(
        [program(), "-u", str(tmp_path / "echo.py"), "a b", ""],
        cwd=tmp_path,
        env={"CANARY": "x=y\nz"},
        input="in",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stdout == f"at once, then ['a b', ''] {tmp_path} x=y\nz in\n"
    assert ended.stderr == "error\n"


def test_a_forked_program_says_its_version_as_any_other() -> None:
    said = {subprocess.check_output([python, "--version"]) for python in (forks.python(), sys.executable)}
    assert len(said) == 1


def test_a_forked_program_ends_with_whoever_called_it(tmp_path: Path) -> None:
    (tmp_path / "wait.py").write_text("import sys\nprint(1, flush=True)\nsys.stdin.read()")
    with subprocess.Popen(
        [forks.python(), "-u", str(tmp_path / "wait.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.kill()
        assert select.select([running.stdout], [], [], 60)[0], "its end closes the pipe"


def test_a_program_that_the_sdk_leaves_pending_is_brought_to_its_end(tmp_path: Path) -> None:
    """As it does where the engine goes away; its last steps need the loop, and without it fail in some later test."""
    ended: list[asyncio.AbstractEventLoop] = []

    async def program() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(asyncio.get_running_loop())

    with served(tmp_path, environment={}):
        loop = asyncio.new_event_loop()
        running = loop.create_task(program())
        loop.call_soon(loop.stop)
        loop.run_forever()
    assert ended == [loop]
    assert running.cancelled()


def test_where_nothing_can_be_forked_every_call_says_why(tmp_path: Path) -> None:
    broken = (
        "import sys; from tests.support import forks; forks.IMPORTED = ('no_such_name',); forks._serve(sys.argv[1])"
    )
    address = tmp_path / "socket"
    server = subprocess.Popen(
        [sys.executable, "-c", broken, str(address)], stdin=subprocess.PIPE, cwd=SUPPORT.parents[1]
    )
    try:
        ask = [sys.executable, "-I", "-S", str(SUPPORT / "forked.py"), str(address), "-m", "this"]
        run = subprocess.run(ask, check=False, capture_output=True, text=True)
    finally:
        server.communicate()
    assert run.returncode == 1
    assert "No module named 'no_such_name'" in run.stderr
