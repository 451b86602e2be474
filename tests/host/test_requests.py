"""How many requests a process sends, when, and which never."""

from __future__ import annotations

import json
import math
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.models import GroupOut
from lox24_provider.api.pages import Page
from lox24_provider.api.snapshot import Snapshot
from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox


def refresh(host: Host, groups: list[str], account: str) -> None:
    for id in groups:
        state = {"name": f"group {id}", "account": account}
        assert host.read(id, state=state, inputs={"name": "x"}, name=id)[0] == id


@pytest.mark.parametrize(
    ("stack", "account", "requests"),
    [
        (1, 1, 1),  # all on the first page
        (30, 30, 1),
        (3, 31, 2),  # one page more is as cheap as one single read: listed after it
        (20, 90, 5),  # the stack lies on the third page: page, two singles, then the two other pages
        (2, 300, 3),  # a small stack in a large account: page, two singles
        (300, 300, 19),  # page, nine singles until listing the nine other pages is as cheap, these
    ],
)
@pytest.mark.slow
def test_a_refresh_costs_little_more_than_the_cheaper_of_listing_and_single_reads(
    host: Host, sandbox: Sandbox, stack: int, account: int, requests: int
) -> None:
    ids = [sandbox.add_group(name=f"group {number}") for number in range(account)]
    sandbox.forget()
    refresh(host, ids[-stack:], sandbox.account)
    calls = sandbox.calls()
    assert len(calls) == requests
    assert len(calls) <= 2 * min(stack, math.ceil(account / 30)) + 1


class CountingClient(Client):
    """An account of `size` groups, listed `page` at a time, in memory: the snapshot's arithmetic is what is tested."""

    def count(self, size: int, page: int, *, totals: bool) -> CountingClient:
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "page", page)
        object.__setattr__(self, "totals", totals)
        object.__setattr__(self, "calls", [])
        return self

    size: int
    page: int
    totals: bool
    calls: list[str]

    @property
    def connections(self) -> int:
        return 8

    def groups_page(self, number: int) -> tuple[list[GroupOut], Page]:
        self.calls.append(f"page {number}")
        first = (number - 1) * self.page
        members = [GroupOut(id=str(n + 1), name="n") for n in range(first, min(first + self.page, self.size))]
        return members, Page(members=list(members), total=self.size if self.totals else None)

    def read_group(self, id: str) -> GroupOut | None:
        self.calls.append(f"single {id}")
        return GroupOut(id=id, name="n") if int(id) <= self.size else None


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(1, 400), st.integers(1, 40), st.booleans(), st.data())
@pytest.mark.slow
def test_for_any_stack_in_any_account_the_bound_holds(size: int, page: int, totals: bool, data: Any) -> None:  # noqa: FBT001
    wanted = data.draw(st.lists(st.integers(1, size), min_size=1, unique=True))
    client = CountingClient(transport=None, deadline=Deadline(seconds=1)).count(size, page, totals=totals)  # type: ignore[arg-type]
    snapshot = Snapshot()
    for id in wanted:
        found = snapshot.read(client, str(id))
        assert found is not None
        assert found.id == str(id)
    bound = 2 * min(len(wanted), math.ceil(size / page)) if totals else len(wanted)
    assert len(client.calls) <= bound + 1


def test_a_group_missing_from_the_list_is_confirmed_by_its_own_read(host: Host, sandbox: Sandbox) -> None:
    kept, gone = (sandbox.add_group(name=name) for name in ("kept", "gone"))
    sandbox.drop(gone)
    sandbox.forget()
    refresh(host, [kept], sandbox.account)
    assert host.read(gone, state={"name": "gone", "account": sandbox.account}, name="gone")[0] == ""
    assert sandbox.calls() == ["GET /groups?page=1", f"GET /groups/{gone}"]


def test_what_this_process_wrote_is_never_read_from_an_older_page(host: Host, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="before")
    state = {"name": "before", "account": sandbox.account}
    host.read(id, state=state, inputs={"name": "before"})
    host.update(id, olds=state, news={"name": "after"})
    sandbox.forget()
    assert host.read(id, state=state, inputs={"name": "before"})[2] == {"name": "after"}
    assert sandbox.calls() == [f"GET /groups/{id}"]


@pytest.mark.parametrize("switch", ["hydra=hydra", "hydra=mixed", "hydra=plain", "plain_lists=true"])
def test_every_shape_of_a_list_is_read_to_its_end(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], switch: str
) -> None:
    sandbox = make_sandbox(switch)
    for number in range(35):
        sandbox.add_group(name=f"group {number}")
    with pytest.raises(Failure, match="has the name 'group 34' already"):
        make_host(baseUrl=sandbox.url).create({"name": "group 34"})


@pytest.mark.promise
def test_after_a_wrong_token_nothing_more_leaves_the_process(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    """LOX24 blocks an address for ten minutes after more than three bad requests in one."""
    sandbox.groups()  # the first key seen for an account is its key
    sandbox.forget()
    host = make_host(token="1234567:wrong", parallel="16")
    with ThreadPoolExecutor(16) as pool:
        ended = [pool.submit(host.create, {"name": f"g{n}"}, name=f"g{n}") for n in range(16)]
    told = [str(future.exception()) for future in ended]
    assert sandbox.calls() == ["GET /groups?page=1"]
    assert sum("was not attempted" in text for text in told) == 15
    assert all("answered 401" in text and "\n" not in text for text in told)
    assert sum("ten minutes" in text for text in told) == 1
    assert not any("1234567:wrong" in text for text in told)


def test_the_block_after_bad_credentials_is_not_hammered(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    sandbox.fault(status=429, times=100)
    host = make_host(maxRetries="4")
    for name in ("a", "b", "c"):
        with pytest.raises(Failure, match="429"):
            host.create({"name": name}, name=name)
    assert len(sandbox.calls()) == 1


@pytest.mark.slow
def test_an_unreachable_api_is_one_line_for_each_and_does_not_take_n_times_as_long(
    make_host: Callable[..., Host],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    host = make_host(baseUrl=f"http://127.0.0.1:{port}", maxRetries="1", parallel="8")
    with ThreadPoolExecutor(8) as pool:
        ended = [pool.submit(host.create, {"name": f"g{n}"}, name=f"g{n}") for n in range(8)]
    told = [str(future.exception()) for future in ended]
    assert all(f"cannot connect to 127.0.0.1:{port} (Connection refused)" in text for text in told), told
    assert not any("\n" in text or "Traceback" in text for text in told)
    assert any("was not attempted" in text for text in told)


LOST: list[dict[str, Any]] = [
    {"status": 503},
    {"status": 502, "body": "<html>", "content_type": "text/html"},
    {"status": 201, "body": "<html>", "content_type": "text/html"},
    {"truncate": True},
    {"delay": 20},
]


@pytest.mark.promise
@pytest.mark.parametrize("fault", [{"reset": "after"}, *({**fault, "effect": True} for fault in LOST[:3]), *LOST[3:]])
@pytest.mark.short(cases=6)
def test_a_lost_reply_makes_no_second_group(host: Host, sandbox: Sandbox, fault: dict[str, Any]) -> None:
    """The group is there: it is new, alike and nobody else's, so it is ours."""
    sandbox.add_group(name="n")
    sandbox.fault(method="POST", pattern="/groups", **fault)
    sandbox.forget()
    inputs = {"name": "n", "name_a": "x", "on_existing": "create"}
    id, outputs = host.create(inputs, timeout=3 if "delay" in fault else 0)
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups", "GET /groups?page=1"]
    groups = [group for group in sandbox.api("GET", "/groups") if group["name"] == "n"]
    assert [str(group["id"]) for group in groups][1:] == [id]
    assert outputs["name_a"] == "x"
    assert any(f"group {id} is there and was kept" in text for text in host.messages())


@pytest.mark.promise
@pytest.mark.parametrize("fault", [{"reset": "before"}, *LOST[:3]])
@pytest.mark.short(cases=3)
def test_a_post_that_did_nothing_is_not_sent_again(
    make_host: Callable[..., Host], sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    host = make_host(maxRetries="4")
    sandbox.fault(method="POST", path="/groups", **fault)
    with pytest.raises(Failure) as caught:
        host.create({"name": "n"}, timeout=2)
    told = str(caught.value)
    assert told.startswith(
        "the creation of group 'n' may or may not have happened (not there in 1 look at the account)"
    )
    assert "The next `pulumi up` reads the account first" in told
    assert "\n" not in told
    assert sandbox.calls().count("POST /groups") == 1


@pytest.mark.promise
def test_several_groups_that_could_be_the_one_are_named(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    """A colleague made one just like it in the same moment."""
    host = make_host()
    host.create({"name": "first"}, name="first")  # the account is listed
    mine = sandbox.add_group(name="n")
    sandbox.fault(method="POST", path="/groups", reset="after")
    with pytest.raises(Failure, match=rf"\(groups {mine}, \d+ are new and alike\)"):
        host.create({"name": "n"})
    assert len([group for group in sandbox.api("GET", "/groups") if group["name"] == "n"]) == 2


@pytest.mark.slow
def test_a_group_that_is_not_alike_is_not_taken(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    host = make_host()
    host.create({"name": "first"}, name="first")
    sandbox.add_group(name="n", description="a colleague's")
    sandbox.fault(method="POST", path="/groups", reset="before")
    with pytest.raises(Failure, match="not there in 1 look"):
        host.create({"name": "n"}, timeout=2)


@pytest.mark.promise
@pytest.mark.slow
def test_a_lagging_list_is_asked_again(host: Host, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", path="/groups", reset="after")
    empty = {"hydra:member": [], "hydra:totalItems": 0}
    sandbox.fault(method="GET", path="/groups", skip=1, status=200, body=empty)
    id, _ = host.create({"name": "n"})
    assert sandbox.calls().count("GET /groups?page=1") == 3
    assert str(sandbox.groups()["n"]["id"]) == id


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "fault", [{"status": 503, "retry_after": 0}, {"reset": "before"}, {"reset": "after"}, {"truncate": True}]
)
@pytest.mark.short(cases=6)
def test_what_may_be_repeated_is_repeated(
    make_host: Callable[..., Host], sandbox: Sandbox, verb: str, fault: dict[str, Any]
) -> None:
    if verb == "DELETE" and "truncate" in fault:
        fault = {"reset": "after"}  # a 204 has no body to cut
    host = make_host(maxRetries="1")
    id, state = host.create({"name": "n", "force_destroy": True})
    sandbox.forget()
    sandbox.fault(method=verb, path=f"/groups/{id}", **fault)
    if verb == "DELETE":
        host.delete(id, state=state)
    else:
        host.update(id, olds=state, news={"name": "m"})
    assert sandbox.calls().count(f"{verb} /groups/{id}") == 2
    assert set(sandbox.groups()) == (set() if verb == "DELETE" else {"m"})
    assert any("trying again in" in text for text in host.messages(ephemeral=True))


def test_an_answer_of_the_api_comes_with_its_words_its_field_and_its_request_id(host: Host, sandbox: Sandbox) -> None:
    body = {"detail": "x", "violations": [{"propertyPath": "name", "message": "Too\nrude: +49 176 12345678."}]}
    sandbox.fault(method="POST", path="/groups", status=400, body=body)
    with pytest.raises(
        Failure, match=r"^POST /groups answered 400: name: Too rude: \[number\]\. \(request id \w{32}\) \[LOX2400\]$"
    ):
        host.create({"name": "n"})


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_custom_timeout_ends_an_operation(host: Host, sandbox: Sandbox, verb: str) -> None:
    id, state = host.create({"name": "n"})
    sandbox.fault(delay=30, times=10)
    calls: dict[str, Callable[[], object]] = {
        "create": lambda: host.create({"name": "m"}, timeout=0.2),
        "update": lambda: host.update(id, olds=state, news={"name": "m"}, timeout=0.2),
        "delete": lambda: host.delete(id, state=state, timeout=0.2),
    }
    with pytest.raises(Failure, match=r"did not answer within 0\."):
        calls[verb]()


def test_a_redirect_is_never_followed(host: Host, sandbox: Sandbox) -> None:
    """`requests` would carry the token along to another host."""
    sandbox.fault(status=302)
    with pytest.raises(Failure, match="a redirect, which is never followed"):
        host.create({"name": "n"})
    assert len(sandbox.calls()) == 1


def test_loopback_goes_past_the_proxy_of_the_environment(make_host: Callable[..., Host]) -> None:
    host = make_host(environment={"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"})
    host.create({"name": "n"})


class TogetherOnly(BaseHTTPRequestHandler):
    """Answers a POST only once `Barrier` many are waiting for it."""

    protocol_version = "HTTP/1.1"
    barrier: threading.Barrier

    def do_GET(self) -> None:
        self._answer(200, [])

    def do_POST(self) -> None:
        group = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            self.barrier.wait(timeout=30)
        except threading.BrokenBarrierError:
            self._answer(500, {"detail": "not enough requests at once"})
        else:
            self._answer(201, {"id": int(group["name"]), **group})

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def test_as_many_requests_are_under_way_as_the_stack_allows(make_host: Callable[..., Host]) -> None:
    """The host alone serves four at once."""
    handler = type("Handler", (TogetherOnly,), {"barrier": threading.Barrier(12)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, ThreadPoolExecutor(12) as pool:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = make_host(baseUrl=f"http://127.0.0.1:{server.server_port}", parallel="12")
        made = pool.map(lambda n: host.create({"name": str(n)}, name=f"g{n}")[0], range(1, 13))
        assert list(made) == [str(n) for n in range(1, 13)]
        server.shutdown()


def test_the_embedded_sandbox_says_what_it_lacks(make_host: Callable[..., Host]) -> None:
    host = make_host(baseUrl="sandbox", token="")
    (host.folder / ".lox24").write_text("a file where a folder should be")
    with pytest.raises(Failure, match=r"^the embedded sandbox cannot use its file /[^\n]*\.lox24/sandbox\.db: [^\n]*$"):
        host.create({"name": "n"})
