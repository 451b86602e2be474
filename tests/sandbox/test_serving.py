"""The sandbox on a port, within a process, and as a command."""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
import requests

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.command import add_arguments, run
from lox24_provider.sandbox.embedded import embedded_url
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store
from tests.sandbox.conftest import Sandbox

HEADERS = {"X-LOX24-AUTH-TOKEN": "1000000:key"}


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(given)


def test_a_stopped_server_gives_its_port_back(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        app = create_app(store=store)
        with serve_in_thread(app=app) as first:
            port = int(first.url.rpartition(":")[2])
            with pytest.raises(OSError, match="in use"):
                serve_in_thread(app=app, port=port)
        with serve_in_thread(app=app, port=port) as second:
            assert requests.get(f"{second.url}/me", headers=HEADERS, timeout=10).ok
        second.stop()


def test_a_server_starts_from_any_thread_as_a_daemon(tmp_path: Path) -> None:
    with (
        Store(tmp_path / "s.db") as store,
        ThreadPoolExecutor() as pool,
        pool.submit(serve_in_thread, app=create_app(store=store)).result() as running,
    ):
        assert requests.get(f"{running.url}/me", headers=HEADERS, timeout=10).ok
        assert [thread.daemon for thread in threading.enumerate() if running.url in thread.name] == [True]


def test_only_this_machine_is_served(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store, pytest.raises(ValueError, match="not this machine"):
        serve_in_thread(app=create_app(store=store), host="0.0.0.0")  # noqa: S104 refused


def test_a_connection_is_used_for_many_calls(sandbox: Sandbox) -> None:
    with closing(HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)) as connection:
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request(
                "POST", "/groups", body='{"name": "x"}', headers={**HEADERS, "Content-Type": "application/json"}
            )
            assert connection.getresponse().read()
        assert connection.sock is first is not None


def test_one_embedded_sandbox_a_file_however_many_ask(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with ThreadPoolExecutor() as pool:
        urls = set(pool.map(embedded_url, [folder / "a.db", folder / ".." / "folder" / "a.db"] * 4))
    assert len(urls) == 1
    assert embedded_url(folder / "b.db") not in urls
    assert (folder / ".gitignore").read_text() == "*\n"
    assert requests.get(f"{urls.pop()}/me", headers=HEADERS, timeout=10).ok


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    embedded_url(tmp_path / "a.db")
    assert not (tmp_path / ".gitignore").exists()


@pytest.mark.slow
def test_the_command_says_where_it_is_and_ends_well_on_ctrl_c(tmp_path: Path) -> None:
    script = (
        "import argparse, sys; from lox24_provider.sandbox.command import add_arguments, run\n"
        "parser = argparse.ArgumentParser(); add_arguments(parser); sys.exit(run(parser.parse_args()))"
    )
    command = [sys.executable, "-c", script, "--port", "0", "--db", str(tmp_path / "s.db"), "--set", "put=replace"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        url = line.split()[3]
        assert line == f"LOX24 sandbox at {url} (page: {url}/)\n"
        assert requests.get(f"{url}/me", headers=HEADERS, timeout=10).ok
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
    assert process.returncode == 0


def test_a_taken_port_is_one_line_and_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(arguments("--port", str(port), "--db", str(tmp_path / "s.db"))) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert str(port) in err


def test_a_file_that_is_no_database_is_one_line_and_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.db").write_bytes(b"no database" * 99)
    assert run(arguments("--port", "0", "--db", str(tmp_path / "s.db"))) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_wrong_switch_is_one_line_and_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments("--set", "put=delete")) == 1
    assert capsys.readouterr().err == "lox24 sandbox: switch put: 'delete' is not merge | replace\n"


def test_the_help_has_an_example_and_every_switch(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments("--help")
    text = capsys.readouterr().out
    assert "example:" in text
    assert "phones_on_put" in text
    assert "127.0.0.1:8024" in text
