"""What is sent again, after how long, and what never."""

from __future__ import annotations

import fnmatch
import socket
import threading
import time as real_time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.gate import Gate
from lox24_provider.api.models import GroupIn
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.snapshot import Snapshot
from lox24_provider.api.transport import Transport, _seconds
from lox24_provider.errors import (
    AuthError,
    Blocked,
    Invalid,
    Lox24Error,
    NotAttempted,
    NotSent,
    ServerError,
    TransportError,
)
from lox24_provider.rules.group import FIELDS
from tests.support.sandbox import Sandbox
from tests.support.wire import Time, document, raw

GROUP = GroupIn(**dict.fromkeys(FIELDS, "n"))

CALLS: dict[str, Callable[[Client, str], object]] = {
    "GET": lambda client, group: client.read_group(group),
    "PUT": lambda client, group: client.update_group(group, GROUP),
    "DELETE": lambda client, group: client.delete_group(group),
    "POST": lambda client, _: client.create_group(GROUP),
}

# What the sandbox does to a call, and what the message then says; `*` is any text.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "refused": ({}, "cannot connect to 127.0.0.1:* (Connection refused)"),
    "401": ({"status": 401}, "answered 401: * (request id *). Check * blocks this address for ten minutes"),
    "429, block": ({"status": 429}, "answered 429: * (request id *). After bad credentials * for ten minutes: *"),
    "429, 20 s": ({"status": 429, "retry_after": 20}, "answered 429: * (request id *). *"),
    "403": ({"status": 403, "body": {"detail": "its words"}}, "answered 403: its words (request id *)"),
    "422": ({"status": 422, "body": {"detail": "its words"}}, "answered 422: its words (request id *)"),
    "500": ({"status": 500, "body": {"detail": "its words"}}, "answered 500: its words (request id *)"),
    "502, page": ({"status": 502, "body": "<html>"}, "answered 502: a web page instead of * (request id *)"),
    "503": ({"status": 503}, "answered 503: Service Unavailable (request id *)"),
    "503, 20 s": ({"status": 503, "retry_after": 20}, "answered 503: Service Unavailable (request id *)"),
    "504": ({"status": 504}, "answered 504: * (request id *)"),
    "reset, before": ({"reset": "before"}, "the connection to 127.0.0.1:* broke (Connection reset by peer)"),
    "reset, after": ({"reset": "after"}, "the connection to 127.0.0.1:* broke (Connection reset by peer)"),
    "no answer": ({"delay": 60}, "127.0.0.1:* did not answer within 0.5 s"),
    "cut off": ({"truncate": True}, "the connection to 127.0.0.1:* broke (*)"),
    "half JSON": (
        {"status": 200, "body": '{"id": 1, "na', "content_type": "application/json"},
        "answered 200 with something that is not JSON (application/json) (request id *)",
    ),
    "200, page": ({"status": 200, "body": "<html>"}, "answered 200 with something that is not JSON (text/html*"),
    "200, empty": ({"status": 200, "body": ""}, "answered 200 with an empty body (*) (request id *)"),
    "201, empty": ({"status": 201, "body": ""}, "answered 201 with an empty body (*) (request id *)"),
    "not a group": ({"status": 200, "body": []}, "the answer is not a group as documented (it) (request id *)"),
}

# For a fault that does not end: requests of each method, and the error (of POST: whatever says that nothing happened,
# or that nobody knows). Waits are 0.5, 1, 2 and 4 s, or what the fault's name says.
TABLE = """
fault          | GET              | PUT              | DELETE           | POST
refused        | 5 NotSent        | 5 NotSent        | 5 NotSent        | 5 NotSent
401            | 1 AuthError      | 1 AuthError      | 1 AuthError      | 1 AuthError
429, block     | 1 Blocked        | 1 Blocked        | 1 Blocked        | 1 Blocked
429, 20 s      | 5 Blocked        | 5 Blocked        | 5 Blocked        | 1 Blocked
403            | 1 AccountError   | 1 AccountError   | 1 AccountError   | 1 AccountError
422            | 1 Invalid        | 1 Invalid        | 1 Invalid        | 1 Invalid
500            | 5 ServerError    | 5 ServerError    | 5 ServerError    | 1 OutcomeUnknown
502, page      | 5 ServerError    | 5 ServerError    | 5 ServerError    | 1 OutcomeUnknown
503            | 5 ServerError    | 5 ServerError    | 5 ServerError    | 1 OutcomeUnknown
503, 20 s      | 5 ServerError    | 5 ServerError    | 5 ServerError    | 1 OutcomeUnknown
504            | 5 ServerError    | 5 ServerError    | 5 ServerError    | 1 OutcomeUnknown
reset, before  | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
reset, after   | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
no answer      | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
cut off        | 5 TransportError | 5 TransportError | 1                | 1 OutcomeUnknown
half JSON      | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
200, page      | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
200, empty     | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
201, empty     | 5 TransportError | 5 TransportError | 5 TransportError | 1 OutcomeUnknown
not a group    | 1 TransportError | 1 TransportError | 1                | 1 OutcomeUnknown
"""

HEAD, *ROWS = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines())
CELLS = [(row[0], method, *cell.split()) for row in ROWS for method, cell in zip(HEAD[1:], row[1:], strict=True)]


def waits_of(fault: str, count: int) -> list[float]:
    return [20.0 if fault.endswith("20 s") else 0.5 * 2**n for n in range(count)]


def message(fault: str, method: str, *, unknown: bool = False) -> str:
    """What the error says, as a pattern."""
    said = f"{method} /groups*{FAULTS[fault][1]}"
    doubt = "the creation of group 'n' may or may not have happened, and is not sent again"
    return f"{doubt}: {said}. The next `pulumi up` reads the account first and *" if unknown else said


@pytest.fixture
def struck(
    monkeypatch: pytest.MonkeyPatch, client: Client, sandbox: Sandbox, accepted: None
) -> Callable[[str, int], Client]:
    """Lets a fault strike so many calls, and returns the client that meets it, once the API has accepted it."""
    assert accepted is None

    def strike(fault: str, times: int) -> Client:
        if fault == "refused":
            with socket.create_server(("127.0.0.1", 0)) as listener:
                url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            return replace(client, transport=replace(client.transport, base_url=url))
        monkeypatch.setattr("lox24_provider.api.transport.READ_SECONDS", 0.5 if fault == "no answer" else 60)
        sandbox.fault(times=times, **FAULTS[fault][0])
        return client

    return strike


def test_every_fault_is_in_the_table() -> None:
    assert [row[0] for row in ROWS] == list(FAULTS)


@pytest.mark.promise
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: " ".join(cell[:2]))
@pytest.mark.short(cases=26)
def test_a_fault_that_stays_is_met_as_the_table_says(
    struck: Callable[[str, int], Client], sandbox: Sandbox, time: Time, cell: tuple[str, ...]
) -> None:
    fault, method, requests, *error = cell
    id = sandbox.add_group(name="n")
    sandbox.forget()
    told: list[str] = []
    client = replace(struck(fault, 100), waiting=told.append)
    try:
        CALLS[method](client, id)
        ended, said = [], ""
    except Lox24Error as caught:
        ended, said = [type(caught).__name__], str(caught)
    assert ended == error
    assert len(sandbox.calls()) == (0 if fault == "refused" else int(requests))
    assert time.waits == waits_of(fault, int(requests) - 1)
    assert [text.rpartition("; ")[2] for text in told] == [f"trying again in {wait:.0f} s" for wait in time.waits]
    if error:
        assert fnmatch.fnmatchcase(said, message(fault, method, unknown=error == ["OutcomeUnknown"])), said


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell[2] == "5" and cell[0] != "refused"], ids=" ".join)
@pytest.mark.short(cases=14)
def test_a_fault_that_passes_leaves_nothing_but_waits(
    struck: Callable[[str, int], Client], sandbox: Sandbox, time: Time, cell: tuple[str, ...]
) -> None:
    fault, method, *_ = cell
    id = sandbox.add_group(name="n")
    client = struck(fault, 4)
    sandbox.forget()
    CALLS[method](client, id)
    assert sandbox.calls() == [f"{method} /groups/{id}"] * 5
    assert time.waits == waits_of(fault, 4)
    assert ("n" in sandbox.groups()) == (method != "DELETE")


def test_what_never_left_is_sent_as_soon_as_it_can_be_even_a_post(
    struck: Callable[[str, int], Client], serve: Callable[..., Transport], time: Time
) -> None:
    client = struck("refused", 1)
    posts: list[str] = []

    def answer(handler: Any) -> None:
        posts.append(handler.path)
        document({**GROUP.model_dump(), "id": 7}, status="201 Created")(handler)

    def sleep(seconds: float) -> None:
        time.advance(seconds)
        if len(time.waits) == 2:
            serve(answer, port=int(client.transport.base_url.rpartition(":")[2]))

    policy = replace(client.transport.policy, sleep=sleep)
    with closing(replace(client.transport, policy=policy)) as transport:
        assert replace(client, transport=transport).create_group(GROUP).id == "7"
    assert time.waits == [0.5, 1]
    assert posts == ["/groups"]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("7", 7),
        ("2.5", 2.5),
        (0, 0.5),
        ("-3", 0.5),
        ("soon", 0.5),
        ("", 0.5),
        ("nan", 0.5),
        ("1e999", 30),  # capped
        ("86400", 30),
        ("Fri, 15 Jan 2027 08:00:12 GMT", 12),
        ("Fri, 15 Jan 2027 10:00:12 +0200", 12),
        ("Fri, 15 Jan 2027 08:00:12 -0000", 12),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0.5),
        ("Fri, 01 Jan 9999 00:00:00 GMT", 30),
        ("Fri, 99 Jan 2027 08:00:12 GMT", 0.5),
    ],
)
def test_a_retry_after_is_the_least_wait_and_capped(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, retry_after: str, wait: float
) -> None:
    sandbox.fault(status=503, retry_after=retry_after)
    send("GET", "/me")
    assert time.waits == [wait]


def test_a_date_without_its_zone_is_not_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Auckland")
        real_time.tzset()
        seconds = _seconds("Fri Jan 15 08:00:12 2027", now=1_800_000_000.0)
    real_time.tzset()
    assert seconds == 12


@pytest.mark.parametrize("values", [("5", "7"), ("5", "5"), ("soon", "7"), ("", "")])
def test_several_retry_after_are_none(
    serve: Callable[..., Transport], policy: RetryPolicy, time: Time, values: tuple[str, ...]
) -> None:
    headers = [f"Retry-After: {value}" for value in values]
    transport = serve(
        raw("HTTP/1.1 503 Busy", *headers, "Content-Length: 0", close=False), policy=replace(policy, retries=1)
    )
    with pytest.raises(ServerError):
        transport.request("GET", "/me", deadline=Deadline(seconds=300, clock=time.clock))
    assert time.waits == [0.5]


@given(st.text() | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+"))
def test_no_retry_after_is_an_error(text: str) -> None:
    seconds = _seconds(text, now=1_800_000_000.0)
    assert seconds is None or seconds >= 0


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("retry_after", [0, 20, "30", "-3", "Fri, 15 Jan 2027 08:00:12 GMT"])
def test_a_rate_limit_that_says_when_is_waited_for(
    send: Callable[..., Any], sandbox: Sandbox, retry_after: int | str
) -> None:
    sandbox.fault(status=429, retry_after=retry_after)
    send("GET", "/me")
    assert sandbox.calls() == ["GET /me"] * 2


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("retry_after", [None, "", "soon", "31", 600, "1e999", "Fri, 15 Jan 2027 09:00:00 GMT"])
def test_a_block_is_not_hammered_and_closes_the_process(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, retry_after: int | str | None
) -> None:
    sandbox.fault(status=429, retry_after=retry_after)
    with pytest.raises(Blocked):
        send("GET", "/me")
    with pytest.raises(NotAttempted, match=r"an earlier request of this run failed \(GET /me answered 429\)$"):
        send("GET", "/groups")
    assert time.waits == []
    assert sandbox.calls() == ["GET /me"]


@pytest.mark.promise
@pytest.mark.parametrize(
    ("fault", "seconds", "waits"),
    [("503", 3, 2), ("503, 20 s", 45, 2), ("503, 20 s", 20, 0), ("429, 20 s", 20, 0), ("reset, before", 0.5, 0)],
)
def test_no_wait_begins_that_would_outlive_the_operation(
    struck: Callable[[str, int], Client], time: Time, fault: str, seconds: float, waits: int
) -> None:
    client = replace(struck(fault, 100), deadline=Deadline(seconds=seconds, clock=time.clock))
    with pytest.raises((ServerError, Blocked, TransportError)) as caught:
        client.read_group("1")
    assert fnmatch.fnmatchcase(str(caught.value), message(fault, "GET"))
    assert time.waits == waits_of(fault, waits)


def test_no_look_begins_that_would_outlive_the_operation(client: Client, time: Time) -> None:
    late = replace(client, deadline=Deadline(seconds=4, clock=time.clock))
    assert [time.now for _ in late.pauses(0.5, 2, 5, why="why")] == [1000.5, 1002.5]


@pytest.mark.parametrize(
    ("behind", "call", "said"),
    [
        ("a connection", lambda client, _: client.create_group(GROUP), "no connection was free within 0.05 s"),
        ("the gate", lambda client, _: client.create_group(GROUP), "the first request had no answer within 0.05 s"),
        ("a listing", lambda client, snapshot: snapshot.whole(client), "another operation's listing .* within 0.1 s"),
    ],
)
def test_who_waits_for_another_operation_ends_in_time_and_has_sent_nothing(
    serve: Callable[..., Transport],
    behind: str,
    call: Callable[[Client, Snapshot], object],
    said: str,
) -> None:
    """And says so: a POST that never left is not one whose outcome is unknown."""
    arrived, go = threading.Event(), threading.Event()

    def slow(handler: Any) -> None:
        arrived.set()
        go.wait(30)
        document([])(handler)

    transport, snapshot = serve(slow), Snapshot()
    transport.gate._answered = behind != "the gate"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(snapshot.whole, Client(transport=transport, deadline=Deadline(seconds=30)))
        assert arrived.wait(30)
        with pytest.raises(NotSent, match=said):
            call(Client(transport=transport, deadline=Deadline(seconds=0.1)), snapshot)
        go.set()
        assert first.result() == []


def test_an_operation_without_time_left_sends_nothing(transport: Transport, sandbox: Sandbox) -> None:
    with pytest.raises(NotSent):
        transport.request("POST", "/groups", deadline=Deadline(seconds=0), body={"name": "n"})
    assert sandbox.calls() == []


@pytest.mark.parametrize(("fault", "method"), [("503", "GET"), ("reset, before", "PUT"), ("refused", "POST")])
@pytest.mark.parametrize("wait", [1, 3])
def test_a_cancelled_wait_ends_with_the_error_that_was_to_be_repeated(
    struck: Callable[[str, int], Client], time: Time, fault: str, method: str, wait: int
) -> None:
    """Also the connection that was never made stays one: a POST that did not leave has no unknown outcome."""

    def sleep(seconds: float) -> bool:
        time.advance(seconds)
        return len(time.waits) >= wait

    client = struck(fault, 100)
    transport = replace(client.transport, policy=replace(client.transport.policy, sleep=sleep))
    with closing(transport), pytest.raises((ServerError, TransportError)) as caught:
        CALLS[method](replace(client, transport=transport), "1")
    assert fnmatch.fnmatchcase(str(caught.value), f"{message(fault, method)}; not tried again: cancelled")
    assert isinstance(caught.value, NotSent) == (fault == "refused")
    assert time.waits == waits_of(fault, wait)


def test_cancelled_between_looks_there_is_one_last_look(client: Client, time: Time) -> None:
    transport = replace(client.transport, policy=RetryPolicy(sleep=lambda _: True))
    assert list(replace(client, transport=transport).pauses(0.5, 2, 5, why="why")) == [None]
    assert time.waits == []


@pytest.mark.usefixtures("accepted")
def test_nobody_repeats_a_request_after_a_401(transport: Transport, sandbox: Sandbox) -> None:
    """Not even one that was waiting for its retry when the 401 came."""
    sandbox.fault(method="GET", path="/groups/1", status=503)
    sandbox.fault(method="GET", path="/me", status=401)

    def meanwhile(_: float) -> None:
        with pytest.raises(AuthError):
            transport.request("GET", "/me", deadline=Deadline(seconds=30))

    object.__setattr__(transport, "policy", RetryPolicy(sleep=meanwhile))
    with pytest.raises(NotAttempted):
        transport.request("GET", "/groups/1", deadline=Deadline(seconds=30))
    assert sandbox.calls() == ["GET /groups/1", "GET /me"]


def test_any_answer_but_401_and_429_opens_the_gate(transport: Transport, sandbox: Sandbox) -> None:
    """An invalid request was made with valid credentials; its neighbours need not wait for each other."""
    sandbox.fault(status=422, body={"detail": "d"})
    with pytest.raises(Invalid):
        transport.request("POST", "/groups", deadline=Deadline(seconds=30), body={"name": "n"})
    assert transport.gate._answered


def test_who_waited_for_the_first_answer_goes_at_once_and_not_in_single_file() -> None:
    """Else the 31 others of a destroy would each wait for the answer to the one before."""
    gate, first_is_out, go, together = Gate(), threading.Event(), threading.Event(), threading.Barrier(4)

    def first() -> None:
        first_is_out.set()
        assert go.wait(30)

    def pass_with(send: Callable[[], object]) -> None:
        gate.passing(send, call="GET /groups/1", deadline=Deadline(seconds=30))

    with ThreadPoolExecutor(4) as pool:
        leading = pool.submit(pass_with, first)
        assert first_is_out.wait(30)
        others = [pool.submit(pass_with, lambda: together.wait(30)) for _ in range(3)]
        go.set()
        leading.result()
        together.wait(30)
        for other in others:
            other.result()


@pytest.mark.usefixtures("accepted")
def test_nothing_leaves_after_the_end(transport: Transport, sandbox: Sandbox) -> None:
    transport.finish()
    with pytest.raises(NotAttempted):
        transport.request("GET", "/me", deadline=Deadline(seconds=30))
    assert sandbox.calls() == []
