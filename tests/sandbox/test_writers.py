"""Many writers over HTTP: no acknowledged write is lost, neither to another writer nor to a kill."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from lox24_provider.sandbox.store import Store
from tests.sandbox.conftest import Sandbox, Start
from tests.support.torture import factor, tried

WRITERS = 8
HEADERS = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Accept": "application/json"}
COMMAND = [sys.executable, "-c", "import sys; from lox24_provider.cli import main; sys.exit(main())", "sandbox"]


@pytest.mark.torture
@pytest.mark.promise
def test_eight_writers_of_one_group_lose_no_update(start: Start) -> None:
    """Each PUT keeps the fields it omits: six writers have one field each, two add phones, over two servers."""
    sandboxes = [start(), start()]
    group = sandboxes[0].group(name="x")
    changes = 20 * factor()

    def write(number: int) -> None:
        with requests.Session() as session:
            sandbox = Sandbox(sandboxes[number % 2].url, sandboxes[0].clock, session)
            for count in range(1, changes + 1):
                if number < 6:
                    field = ("description", "name_a", "name_b", "name_c", "name_d", "name_e")[number]
                    assert sandbox.call("PUT", f"/groups/{group}", {"name": "x", field: str(count)}).ok
                else:
                    sandbox.made(f"/groups/{group}/phones", {"phone": f"+{number}{count}"})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    held = sandboxes[0].call("GET", f"/groups/{group}").json()
    fields = ("description", "name_a", "name_b", "name_c", "name_d", "name_e")
    assert [held[field] for field in fields] == [str(changes)] * 6
    assert sorted(sandboxes[1].numbers(group)) == sorted(f"+{n}{c}" for n in (6, 7) for c in range(1, changes + 1))


@contextmanager
def served(db: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sandbox in a process of its own, on a port; killed in the end."""
    with subprocess.Popen([*COMMAND, "--port", "0", "--db", str(db)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().split()[3]
        finally:
            process.kill()


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.slow
def test_what_was_acknowledged_outlives_a_killed_server_and_nothing_is_half_there(tmp_path: Path) -> None:
    kills = 2 * factor()
    acknowledged: set[str] = set()
    enough = threading.Semaphore(0)

    def write(url: str, life: int, writer: int) -> None:
        """Make groups with two phones each until the server is gone."""
        with requests.Session() as session:
            for count in range(10**6):
                name = f"{life} {writer} {count}"
                document = {"name": name, "description": name, "phones": [{"phone": name}, {"phone": name}]}
                try:
                    session.post(f"{url}/groups", json=document, headers=HEADERS, timeout=30).raise_for_status()
                except requests.ConnectionError:
                    return
                acknowledged.add(name)
                enough.release()

    for life in range(kills):
        with served(tmp_path / "s.db") as (process, url), ThreadPoolExecutor(WRITERS) as pool:
            for writer in range(WRITERS):
                pool.submit(write, url, life, writer)
            for _ in range(3 * WRITERS):
                assert enough.acquire(timeout=60)
            process.kill()
    tried("kills of a sandbox in the middle of writes", kills)

    with served(tmp_path / "s.db") as (_, url):
        made = requests.post(f"{url}/groups", json={"name": "after"}, headers=HEADERS, timeout=30)
        assert made.status_code == 201
    with Store(tmp_path / "s.db") as store, store.reading() as tables:
        rows = tables.groups.of("1000000")
    names = {row["name"] for row in rows}
    assert acknowledged - names == set()
    assert len(rows) == len(names) <= len(acknowledged) + kills * WRITERS + 1  # each writer had one under way
    assert [row for row in rows if (row["description"], row["count_items"]) != (row["name"], 2)] == [
        {**made.json(), "account": "1000000", "count_shown": 0}
    ]
