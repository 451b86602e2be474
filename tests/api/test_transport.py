"""What is sent, what is sent again, and after how long: the client on real sockets, with an injected clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from lox24_provider.api.deadline import Deadline
from lox24_provider.api.pages import Page
from lox24_provider.api.problem import detail_of
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.errors import ApiError, AuthError, Blocked, Lox24Error, ServerError, TransportError
from tests.support.sandbox import TOKEN, Sandbox


@dataclass
class Time:
    """A clock that only moves when somebody waits."""

    now: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def transport(sandbox: Sandbox, time: Time) -> Iterator[Transport]:
    policy = RetryPolicy(retries=4, sleep=time.sleep, jitter=lambda: 1.0)
    transport = Transport(
        base_url=sandbox.url,
        headers={"X-LOX24-AUTH-TOKEN": TOKEN},
        policy=policy,
        wall_clock=lambda: 1_800_000_000.0,
    )
    yield transport
    transport.close()


@pytest.fixture
def send(transport: Transport, time: Time) -> Callable[..., Any]:
    """Sends one request, by default after the API has accepted the credentials once."""

    def send(method: str, path: str, *, seconds: float = 300, **parts: Any) -> Any:
        return transport.request(method, path, deadline=Deadline(seconds=seconds, clock=time.clock), **parts).body

    return send


@pytest.fixture
def accepted(send: Callable[..., Any], sandbox: Sandbox) -> None:
    send("GET", "/me")
    sandbox.forget()


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_waits_double_up_to_the_number_of_retries(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, status: int
) -> None:
    sandbox.fault(status=status, times=100)
    with pytest.raises(Blocked if status == 429 else ServerError):
        send("GET", "/groups/1")
    assert time.waits == [0.5, 1, 2, 4]
    assert len(sandbox.calls()) == 5


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("7", 7),
        (0, 0.5),
        ("-3", 0.5),
        ("soon", 0.5),
        ("1e999", 30),  # capped
        ("86400", 30),
        ("Fri, 15 Jan 2027 08:00:12 GMT", 12),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0.5),
    ],
)
def test_a_retry_after_is_the_least_wait_and_capped(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, retry_after: str, wait: float
) -> None:
    sandbox.fault(status=503, retry_after=retry_after)
    send("GET", "/me")
    assert time.waits == [wait]


@pytest.mark.usefixtures("accepted")
def test_a_rate_limit_that_asks_for_more_than_we_wait_is_told_at_once(
    send: Callable[..., Any], sandbox: Sandbox, time: Time
) -> None:
    sandbox.fault(status=429, retry_after=600)
    with pytest.raises(Blocked):
        send("GET", "/me")
    assert time.waits == []


@pytest.mark.usefixtures("accepted")
def test_waits_end_before_the_total_limit(send: Callable[..., Any], sandbox: Sandbox, time: Time) -> None:
    sandbox.fault(status=503, times=100)
    with pytest.raises(ServerError):
        send("GET", "/me", seconds=3)
    assert time.waits == [0.5, 1]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422])
def test_what_will_not_get_better_is_never_sent_again(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, status: int
) -> None:
    sandbox.fault(status=status, times=100)
    with pytest.raises(ApiError) as caught:
        send("GET", "/me")
    assert caught.value.status == status
    assert isinstance(caught.value, AuthError) == (status == 401)
    assert len(caught.value.request_id or "") == 32
    assert time.waits == []
    assert len(sandbox.calls()) == 1


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 429}, {"reset": "before"}, {"reset": "after"}, {"truncate": True}]
)
def test_a_post_is_sent_once_whatever_happens(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, fault: dict[str, Any]
) -> None:
    sandbox.fault(times=100, **fault)
    with pytest.raises(Lox24Error):
        send("POST", "/groups", body={"name": "n"})
    assert time.waits == []
    assert sandbox.calls() == ["POST /groups"]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 502, "body": "<html>Bad gateway", "content_type": "text/html"}, "a web page instead of an answer"),
        ({"status": 400, "body": ""}, "answered 400 (request id"),
        ({"status": 400, "body": {"message": "m"}}, "answered 400: m (request id"),
        ({"status": 400, "body": {"hydra:description": "d", "title": "t"}}, "answered 400: d (request id"),
        ({"status": 403, "body": "x" * 5000}, "answered 403: xxx"),
        ({"status": 400, "body": {"detail": "\x1b[2J\u202edanger"}}, r"answered 400: \u001b[2J\u202edanger"),
    ],
)
def test_whatever_an_error_looks_like_it_is_one_harmless_line(
    transport: Transport, sandbox: Sandbox, fault: dict[str, Any], said: str
) -> None:
    sandbox.fault(times=100, **fault)
    with pytest.raises(ApiError) as caught:
        transport.request("POST", "/groups", deadline=Deadline(seconds=10), body={"name": "n"})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("body", ["<html>hello", "{", "nothing"])
def test_an_answer_that_is_not_json_is_no_answer(transport: Transport, sandbox: Sandbox, body: str) -> None:
    sandbox.fault(status=200, body=body, content_type="text/html", times=100)
    with pytest.raises(TransportError, match=r"answered 200 with something that is not JSON \(text/html"):
        transport.request("GET", "/me", deadline=Deadline(seconds=1))


def test_the_token_is_in_no_representation_and_no_log(
    transport: Transport, send: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send("GET", "/me")
    assert "GET /me: 200 in " in caplog.text
    assert "token-canary" not in caplog.text + repr(transport)


def test_both_styles_of_credentials_open_the_same_account(sandbox: Sandbox) -> None:
    sandbox.add_group(name="n")
    client_id, _, key = TOKEN.partition(":")
    legacy = Transport(base_url=sandbox.url, headers={"X-LOX24-CLIENT-ID": client_id, "X-LOX24-AUTH-TOKEN": key})
    groups = legacy.request("GET", "/groups", deadline=Deadline(seconds=30)).body
    legacy.close()
    assert [group["name"] for group in groups] == ["n"]


@pytest.mark.parametrize(
    ("body", "members", "total", "more"),
    [
        ([1, 2], [1, 2], None, None),
        ({"hydra:member": [1], "hydra:totalItems": 9, "hydra:view": {"hydra:next": "/x"}}, [1], 9, True),
        ({"member": [1], "hydra:totalItems": 9, "hydra:view": {"hydra:last": "/x"}}, [1], 9, False),
        ({"member": [], "totalItems": 0}, [], 0, None),
        ({"member": [1], "totalItems": "9", "view": "?"}, [1], None, None),
    ],
)
def test_a_page_is_read_in_every_style(body: Any, members: list[int], total: int | None, more: bool | None) -> None:  # noqa: FBT001
    page = Page.parse(body)
    assert page is not None
    assert (page.members, page.total, page.more) == (members, total, more)


@pytest.mark.parametrize("body", [None, "x", 3, {}, {"member": {"a": 1}}])
def test_what_is_no_page_is_none(body: Any) -> None:
    assert Page.parse(body) is None


@pytest.mark.parametrize("violations", [None, "x", [None], {"a": 1}])
def test_odd_violations_do_not_hide_the_detail(violations: Any) -> None:
    assert detail_of({"violations": violations, "detail": "d"}, text="") == "d"
