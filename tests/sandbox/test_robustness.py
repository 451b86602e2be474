"""What no caller and no crash may do to the sandbox."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import Switches
from lox24_provider.sandbox.validation import GROUP
from tests.sandbox.conftest import Sandbox
from tests.support.contract import Exchange, Referee
from tests.support.torture import factor, tried

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
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "description", "phones", "phone", "a", "number"]), inner, max_size=4)
    ),
    max_leaves=8,
)
BODIES = (
    st.binary(max_size=40)
    | JSON.map(lambda value: json.dumps(value).encode())  # with lone surrogates, as \\u escapes
    | JSON.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass"))
    | st.integers(0, 2000).map(lambda depth: b'{"name": ' * depth + b"}" * depth)
    | st.integers(0, 5000).map(lambda digits: b'{"name": 1' + b"0" * digits + b"}")
)
PARTS = st.sampled_from(
    [
        "groups",
        "phones",
        "me",
        "10001",
        "7000001",
        "batch",
        "file",
        "csv",
        "blocked_numbers",
        "%00",
        "%0A",
        "%FF",
        "%C3%A4",
    ]
) | st.text(st.characters(codec="utf-8"), max_size=5).map(quote)
HEADERS = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), max_size=20)
ONES = ["application/json", "application/ld+json", "text/csv", "*/*"]
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW", "!"])

NO_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS
    b"GET\r\n\r\n",
    b"GET /m e HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /me HTTP/1.1\r\n\r\n",  # without a host
    b"GET /me HTTP/1.1\r\nHost: x\r\na b: c\r\n\r\n",
    b"POST /groups HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    b"POST /groups HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST /groups HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST /groups HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nlots\r\n{}\r\n0\r\n\r\n",
    b"POST /groups HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}}}\r\n0\r\n\r\n",
]


@dataclass
class Target:
    """A sandbox for all the rubbish, with a group and a phone to hit upon, and what it answered."""

    address: tuple[str, int]
    exchanges: list[Exchange]


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with ExitStack() as stack:
        store = stack.enter_context(Store(Path(stack.enter_context(TemporaryDirectory())) / "sandbox.db"))
        app = create_app(store=store, switches=Switches(bad_credentials=10**9))
        exchanges: list[Exchange] = []
        app.add_middleware(Referee, exchanges=exchanges)
        url = urlsplit(stack.enter_context(serve_in_thread(app=app)).url)
        assert url.hostname
        assert url.port
        yield Target((url.hostname, url.port), exchanges)


@pytest.mark.torture
@pytest.mark.promise
@settings(max_examples=150 * factor(), deadline=None, database=None)
@given(
    method=METHODS,
    parts=st.lists(PARTS, max_size=4),
    query=st.text(max_size=10).map(lambda text: quote(text, errors="replace")),
    body=BODIES,
    accept=HEADERS | st.sampled_from(ONES),
    content_type=HEADERS | st.sampled_from(ONES),
    token=HEADERS | st.just("1000000:key"),
)
@pytest.mark.slow
def test_rubbish_gets_a_documented_answer(
    target: Target,
    *,
    method: str,
    parts: list[str],
    query: str,
    body: bytes,
    accept: str,
    content_type: str,
    token: str,
) -> None:
    """A documented status, a JSON body of its documented form, a request id: never a 500, never silence."""
    target.exchanges.clear()
    headers = {"Accept": accept, "Content-Type": content_type}
    with closing(HTTPConnection(*target.address, timeout=30)) as connection:
        right = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Content-Type": "application/json"}
        connection.request("POST", "/groups", body='{"name": "x", "phones": [{"phone": "1"}]}', headers=right)
        assert connection.getresponse().read()
        path = "/".join(["", "groups", *parts]) + f"?page={query}"
        connection.request(method, path, body=body, headers={**headers, "X-LOX24-AUTH-TOKEN": token})
        reply = connection.getresponse()
        reply.read()
    exchange = target.exchanges.pop()
    assert (exchange.status, exchange.answer_faults()) == (reply.status, [])
    tried("bad inputs", 1)


@pytest.mark.parametrize("request_", NO_HTTP)
def test_what_is_no_http_is_a_400(target: Target, request_: bytes) -> None:
    with socket.create_connection(target.address, timeout=30) as connection:
        connection.sendall(request_)
        with closing(HTTPResponse(connection)) as reply:
            reply.begin()
            assert reply.status == 400
            assert len(reply.headers["X-LOX24-REQUEST-ID"]) == 32
            assert "detail" in json.loads(reply.read())
    tried("bad inputs", 1)


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


@pytest.mark.slow
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
