"""One request at LOX24's API over HTTP: what is sent, how long it may take, and what an answer means."""

from __future__ import annotations

import email.utils
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timezone
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from lox24_provider.api.deadline import Deadline
from lox24_provider.api.echo import Echo
from lox24_provider.api.gate import Gate
from lox24_provider.api.limiter import Limiter
from lox24_provider.api.problem import detail_of
from lox24_provider.api.proxies import proxy_fault
from lox24_provider.api.retry import RetryPolicy, retried
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error, NotSent, TransportError, api_error
from lox24_provider.safe_io.json_reading import json_of

__all__ = ["JSON", "JSON_LD", "Reply", "Transport"]

JSON = "application/json"
JSON_LD = "application/ld+json"

CONNECT_SECONDS = 10.0  # a TCP and TLS handshake that takes longer will not get better
READ_SECONDS = 60.0  # between two packets of an answer; LOX24's own samples wait 20 to 100
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 100,000 entries are about 20 MB
LONGEST_WORDS = 20_000  # characters of an error's text that are looked at; one line of them is shown

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{16,64}")  # documented: 32 letters and digits

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A successful answer: what it answers, its decoded JSON (None without a body) and request id.

    Attributes:
        echo: what its words are freed from before they are shown.
    """

    call: str
    body: Any = field(repr=False)
    request_id: str | None
    echo: Echo = field(default_factory=Echo, repr=False)


@dataclass(frozen=True, kw_only=True)
class Transport:
    """The way to one account: shared by all threads, keeps connections open, never prints its headers.

    Args:
        base_url: without a slash at the end.
        headers: the credentials.
        connections: concurrency, how many requests may be under way; less while the API says that it is too much.
        policy: when to send again.
        wall_clock: seconds since 1970, for `Retry-After` dates.
    """

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    connections: int = 1
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    wall_clock: Callable[[], float] = time.time
    gate: Gate = field(default_factory=Gate)
    _session: requests.Session = field(init=False, repr=False)
    limiter: Limiter = field(init=False, repr=False)
    _proxy_fault: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        session = _Session()
        session.mount(self.base_url, HTTPAdapter(pool_connections=1, pool_maxsize=self.connections, max_retries=0))
        # A proxy of the environment cannot reach a loopback address of this machine.
        session.trust_env = urlsplit(self.base_url).hostname not in ("127.0.0.1", "localhost", "::1")
        session.auth = lambda request: request  # without one, requests would send credentials it finds in a .netrc
        session.headers.update({"User-Agent": "lox24-provider", **self.headers})
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "limiter", Limiter(self.connections))
        object.__setattr__(self, "_proxy_fault", proxy_fault(self.base_url) if session.trust_env else "")

    def finish(self) -> None:
        """Let nothing more leave, and return when what has left is answered or given up."""
        self.gate.close(Lox24Error("the engine is gone"))
        self.limiter.await_rest()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        deadline: Deadline,
        accept: str = JSON,
        query: Mapping[str, str | int] | None = None,
        body: object = None,
        waiting: Callable[[str], None] = lambda _: None,
        hidden: tuple[str, ...] = (),
    ) -> Reply:
        """Send one request, again where that cannot do harm, and return the answer; its words hold nothing `hidden`.

        Raises:
            ApiError: the API answered with an error; each status has its class.
            TransportError: no usable answer; `NotSent` and `NotAttempted` when the request certainly did not leave.
        """
        call = f"{method} {path}"
        if self._proxy_fault:
            raise NotSent(call=call, reason=self._proxy_fault)

        def attempt() -> Reply:
            with self.limiter.place(call=call, deadline=deadline):
                self.gate.refuse_if_closed(call=call)
                echo = Echo(sent=[body, *hidden], secrets=self._secrets())
                return self._send(
                    method, path, call, deadline=deadline, accept=accept, query=query, body=body, echo=echo
                )

        def with_retries() -> Reply:
            return retried(
                attempt,
                policy=self.policy,
                deadline=deadline,
                idempotent=method != "POST",
                waiting=waiting,
            )

        return self.gate.passing(with_retries, call=call, deadline=deadline)

    def _send(
        self,
        method: str,
        path: str,
        call: str,
        *,
        deadline: Deadline,
        accept: str,
        query: Mapping[str, str | int] | None,
        body: object,
        echo: Echo,
    ) -> Reply:
        began = time.monotonic()
        status, request_id = 0, None
        try:
            with self._session.request(
                method,
                self.base_url + path,
                params=query,
                json=body,
                headers={"Accept": accept},
                timeout=self._timeouts(call=call, deadline=deadline),
                allow_redirects=False,
                stream=True,
            ) as response:
                status, request_id = response.status_code, self._request_id(response, echo=echo)
                content = _content(response, call=call, deadline=deadline)
        except (requests.RequestException, HTTPError, ValueError) as error:
            # urllib3's errors and those of odd headers are not all dressed up as requests' own.
            raise self._no_answer(error, call=call, deadline=deadline, echo=echo) from None
        finally:
            _log.debug(
                "%s %s: %s in %.0f ms, request id %s",
                method,
                path,
                status or "no answer",
                (time.monotonic() - began) * 1000,
                request_id,
            )
        return self._judged(response, content, call=call, request_id=request_id, echo=echo)

    def _timeouts(self, *, call: str, deadline: Deadline) -> tuple[float, float]:
        left = deadline.remaining()
        if left <= 0:
            raise NotSent(call=call, reason=f"not done within {deadline.seconds:g} s")
        return min(CONNECT_SECONDS, left), min(READ_SECONDS, left)

    def _no_answer(self, error: Exception, *, call: str, deadline: Deadline, echo: Echo) -> TransportError:
        host = urlsplit(shown_address(self.base_url)).netloc
        cause = _innermost(error)
        if isinstance(error, requests.ConnectTimeout) or isinstance(cause, ConnectTimeoutError | NewConnectionError):
            return NotSent(call=call, reason=f"cannot connect to {host} ({_reason_of(cause, echo=echo)})")
        if isinstance(error, requests.Timeout):
            waited = min(READ_SECONDS, deadline.seconds)
            return TransportError(call=call, reason=f"{host} did not answer within {waited:.3g} s")
        return TransportError(call=call, reason=f"the connection to {host} broke ({_reason_of(cause, echo=echo)})")

    def _judged(
        self, response: requests.Response, content: bytes, *, call: str, request_id: str | None, echo: Echo
    ) -> Reply:
        status = response.status_code
        if 300 <= status < 400:  # noqa: PLR2004 HTTP's own numbers
            reason = f"answered {status}, a redirect, which is never followed"
            raise TransportError(call=call, reason=reason, request_id=request_id)
        try:
            # Only a 204 has nothing to say; nothing anywhere else is an answer cut off, or a proxy's. Of a DELETE too:
            # who believed it would forget a group that may be there, and a retry finds out by its 404.
            body = None if status == 204 else json_of(content)  # noqa: PLR2004 HTTP's own number
        except ValueError:
            body = None
            readable = False
        else:
            readable = True
        if status >= 400:  # noqa: PLR2004 HTTP's own number
            text = content[:LONGEST_WORDS].decode("utf-8", "replace")
            raise api_error(
                call=call,
                status=status,
                detail=_foreign(detail_of(body, text=text), echo=echo),
                request_id=request_id,
                retry_after=_seconds(response.headers.get("Retry-After"), now=self.wall_clock()),
            )
        if not readable:
            kind = _foreign(response.headers.get("Content-Type", "no content type"), echo=echo, limit=60)
            reason = f"answered {status} with {'something that is not JSON' if content else 'an empty body'} ({kind})"
            raise TransportError(call=call, reason=reason, request_id=request_id)
        return Reply(call=call, body=body, request_id=request_id, echo=echo)

    def _request_id(self, response: requests.Response, *, echo: Echo) -> str | None:
        """The request id, unless it is no such thing, or an echo."""
        text = response.headers.get("X-LOX24-REQUEST-ID", "")
        return text if _REQUEST_ID.fullmatch(text) and not echo.is_in(text) else None

    def _secrets(self) -> tuple[str, ...]:
        whole = self.headers.get("X-LOX24-AUTH-TOKEN", "")
        return whole, whole.partition(":")[2] or whole


class _Session(requests.Session):
    """A session that sees no redirects: `requests` would parse them even where it must not follow them."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 the name is requests' own
        return None


def _content(response: requests.Response, *, call: str, deadline: Deadline) -> bytes:
    """The body, read as it comes, so that a slow drip does not outlive the deadline."""
    content = bytearray()
    while piece := response.raw.read1(64 * 1024, decode_content=True):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise TransportError(call=call, reason=f"the answer is larger than {LARGEST_ANSWER // 2**20} MB")
        if not deadline.remaining():
            raise TransportError(call=call, reason=f"the answer was not complete within {deadline.seconds:g} s")
    return bytes(content)


def _reason_of(error: BaseException, *, echo: Echo) -> str:
    """The last words of an error: `Connection refused`, without addresses of objects."""
    kind = type(error).__name__
    if isinstance(error, HTTPException) and not isinstance(error, OSError):
        return kind  # its words are the bytes that were no HTTP: an answer's rest, with all that was in it
    words = re.sub(r"^\[Errno -?\d+\] ", "", str(error).rsplit(": ", 1)[-1].strip("()'\" "))
    return _foreign(words, echo=echo, limit=120) or kind


def _foreign(text: str, *, echo: Echo, limit: int = 300) -> str:
    """What the other side wrote, fit to be shown. Freed of echoes before it is cut: half a token is a secret too."""
    return one_line(echo.without(text), limit=limit)


def _innermost(error: BaseException) -> BaseException:
    """The error that started it, inside of those that urllib3 and requests wrapped around it."""
    while True:
        inner = [getattr(error, "reason", None), *error.args]
        cause = next((item for item in inner if isinstance(item, BaseException)), None)
        if cause is None or isinstance(error, ConnectTimeoutError | NewConnectionError):
            return error
        error = cause


def _seconds(retry_after: str | None, *, now: float) -> float | None:
    """A `Retry-After` in seconds: a number or an HTTP date; None for anything else."""
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
        # A date without its zone is UTC too (RFC 9110, section 5.6.7); Python takes it for local time.
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp() - now)
    except (ValueError, OverflowError):
        return None
