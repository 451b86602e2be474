"""Ctrl-C while LOX24 is asked: one line that says what to do, and the exit code that shells have for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.people import number
from tests.support.sandbox import TOKEN

COMMANDS = {
    "erase": (["erase", number(7)], "interrupted; erase again to see what is left"),
    "verify-account": (["verify-account"], "interrupted"),
}


@pytest.mark.parametrize(("words", "said"), COMMANDS.values(), ids=COMMANDS)
@pytest.mark.slow
def test_a_command_that_is_interrupted_while_it_asks_ends_with_130(words: list[str], said: str, tmp_path: Path) -> None:
    lox24 = str(Path(sys.executable).with_name("lox24"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        variables = {**os.environ, "LOX24_TOKEN": TOKEN, "LOX24_BASE_URL": url}
        with subprocess.Popen(
            [lox24, *words, "--json"],
            cwd=tmp_path,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            asked, _ = server.accept()
            with asked:
                assert asked.recv(3) == b"GET"  # it waits for an answer, which does not come
                running.send_signal(signal.SIGINT)
                out, err = running.communicate()
    assert running.returncode == 130, err
    assert err.splitlines()[-1] == f"error: {said} [LOX4013]"
    assert "Traceback" not in err
    assert json.loads(out) == {"code": "LOX4013", "errors": [said]}
