"""What no caller and no crash may do to the sandbox."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.validation import GROUP
from tests.sandbox.conftest import Sandbox

PACKAGE = Path(__file__).parents[2] / "lox24_provider"
WRITERS, CHANGES = 8, 25

# The sandbox stands alone, so it can be imported without its parent, whose imports take a second.
WRITER = """
import sys
sys.path.append(sys.argv[1])
from sandbox.store import Store
with Store(sys.argv[2]) as store:
    for _ in range(int(sys.argv[3])):
        with store.writing() as tables:
            row = tables.groups.get(10001)
            row["description"] = str(int(row["description"]) + 1)
            tables.groups.change(row)
            tables.phones.add(10001, {"phone": "+49", **dict.fromkeys(["a", "b", "c", "d", "e", "callback_data"])})
            sys.stdout.write("\\n")
            sys.stdout.flush()
"""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "description", "phones", "phone", "a", "number"]), inner, max_size=4)
    ),
    max_leaves=8,
)
PARTS = st.sampled_from(
    ["groups", "phones", "me", "10001", "7000001", "batch", "file", "csv", "blocked_numbers", "%00", "ä"]
)
HEADERS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One sandbox for all the rubbish, with a group and a phone to hit upon."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        store = stack.enter_context(Store(Path(folder) / "sandbox.db"))
        yield stack.enter_context(serve_in_thread(app=create_app(store=store))).url


@settings(max_examples=60, deadline=None, database=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    parts=st.lists(PARTS, max_size=4),
    query=st.text(max_size=10),
    body=st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()),
    accept=HEADERS | st.just("application/json"),
    content_type=HEADERS | st.just("application/json"),
)
def test_rubbish_is_never_a_500(
    url: str, *, method: str, parts: list[str], query: str, body: bytes, accept: str, content_type: str
) -> None:
    headers = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Accept": accept, "Content-Type": content_type}
    path = "/".join(["", "groups", *parts])
    with requests.Session() as session:
        session.post(f"{url}/groups", json={"name": "x"}, headers=headers, timeout=10)
        reply = session.request(method, url + path, params={"page": query}, data=body, headers=headers, timeout=10)
    assert reply.status_code < 500, reply.text
    assert len(reply.headers["X-LOX24-REQUEST-ID"]) == 32


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b"1" * 5_000,
        b'{"name": ' + b"1" * 5_000 + b"}",
        '\ufeff{"name": "x"}'.encode(),
    ],
    ids=["empty", "open", "no UTF-8", "NaN", "half a pair", "deep", "a long number", "a long number within", "BOM"],
)
def test_what_is_no_json_is_a_400(sandbox: Sandbox, body: bytes) -> None:
    headers = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Content-Type": "application/json"}
    assert requests.post(f"{sandbox.url}/groups", data=body, headers=headers, timeout=10).status_code == 400


@pytest.mark.parametrize("name", ["\0", "😀", "'; DROP TABLE groups; --", "\u202e", "\r\n"])
def test_any_text_comes_back_as_it_was_sent(sandbox: Sandbox, name: str) -> None:
    assert sandbox.call("GET", f"/groups/{sandbox.group(name=name)}").json()["name"] == name


def write(db: Path, changes: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER, str(PACKAGE), str(db), str(changes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def counted(store: Store) -> tuple[Any, int]:
    """How many changes a writer's two ways of counting have seen."""
    with store.reading() as tables:
        row = tables.groups.get(10001)
    assert row
    return int(row["description"]), row["count_items"]


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "shared.db") as store:
        with store.writing() as tables:
            tables.groups.add("1", GROUP.complete({"name": "x", "description": "0"}))
        yield store


def test_eight_processes_that_write_at_once_lose_nothing(shared: Store, tmp_path: Path) -> None:
    writers = [write(tmp_path / "shared.db", CHANGES) for _ in range(WRITERS)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert counted(shared) == (WRITERS * CHANGES, WRITERS * CHANGES)


def test_processes_that_open_a_new_file_at_once_all_get_it(tmp_path: Path) -> None:
    script = "import sys; sys.path.append(sys.argv[1]); from sandbox.store import Store; Store(sys.argv[2]).close()"
    command = [sys.executable, "-c", script, str(PACKAGE), str(tmp_path / "new.db")]
    openers = [subprocess.Popen(command) for _ in range(WRITERS)]
    assert [opener.wait() for opener in openers] == [0] * WRITERS


def test_a_killed_writer_leaves_whole_changes_and_no_lock(shared: Store, tmp_path: Path) -> None:
    with write(tmp_path / "shared.db", 10**6) as writer:
        assert writer.stdout
        for _ in range(5):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    texts, phones = counted(shared)
    assert texts == phones >= 4  # the fifth line comes from within its transaction
    with shared.writing() as tables:
        tables.groups.remove(10001)


def test_a_change_that_fails_halfway_is_not_stored(shared: Store) -> None:
    def fail() -> None:
        with shared.writing() as tables:
            tables.groups.remove(10001)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert counted(shared) == (0, 0)
