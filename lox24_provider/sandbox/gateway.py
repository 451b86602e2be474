"""What every call passes on its way to an endpoint and back.

In this order: the request id, a fault, the address's block, the credentials, the rate limit, the route, the `Accept`
and `Content-Type` headers, the endpoint; and before anything is sent, the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from lox24_provider.sandbox.auth import AddressBlock, RateLimit, account_of, credentials_in, is_a_look
from lox24_provider.sandbox.calls import Answer, Call
from lox24_provider.sandbox.faults import Fault, Faults
from lox24_provider.sandbox.lag import ListLag
from lox24_provider.sandbox.masking import without_numbers
from lox24_provider.sandbox.refusals import Refusal
from lox24_provider.sandbox.representation import JSON, JSON_LD, Representation, negotiated
from lox24_provider.sandbox.routes import matched
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import Switches
from lox24_provider.sandbox.wire import PROBLEM_JSON, cut, hold_back, new_request_id, send_part, send_whole

__all__ = ["Gateway"]

_log = logging.getLogger(__name__)


class Gateway:
    """The API as an ASGI app."""

    def __init__(self, *, store: Store, switches: Switches, faults: Faults, clock: Callable[[], float]) -> None:
        self._store = store
        self._switches = switches
        self._faults = faults
        self._clock = clock
        self._block = AddressBlock(limit=switches.bad_credentials, seconds=switches.block_seconds, clock=clock)
        self._lag = ListLag(requests=switches.list_lag)
        self._phones_lag = ListLag(requests=switches.phones_lag)
        self._rate = RateLimit(limit=switches.rate_limit, clock=clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or strike it with a fault."""
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        fault = self._faults.strike(scope["method"], scope["path"])
        request_id = new_request_id()
        # SQLite blocks, so it has a thread; a delay does not, so it has none.
        answer = await run_in_threadpool(self._answer, request, body, request_id, fault)
        headers = {"x-lox24-request-id": request_id}
        if fault and fault.delay:
            await hold_back(fault.delay, receive)
        if fault and fault.reset:
            await cut(scope, receive)
        elif fault and fault.truncate:
            await send_part(answer, headers, scope, receive, send)
        else:
            await send_whole(answer, headers, send)

    def _answer(self, request: Request, body: bytes, request_id: str, fault: Fault | None) -> Answer:
        at = self._clock()
        account = None
        answer = Answer(status=HTTPStatus.OK)
        media_type = negotiated(request.headers.get("accept", ""), offered=(JSON_LD, JSON)) or JSON
        representation = Representation(media_type=media_type, switches=self._switches)
        if not (fault and fault.forestalls):
            try:
                account = self._admitted(request)
                answer = self._carried_out(request, body, account, at)
            except Refusal as refusal:
                answer = _as_answer(refusal, representation)
            except Exception:  # noqa: BLE001 a server answers, whatever happens to it
                _log.exception("%s %s", request.method, without_numbers(request.scope["path"]))
                answer = _as_answer(Refusal(status=HTTPStatus.INTERNAL_SERVER_ERROR), representation)
        if fault:
            answer = fault.applied(answer, representation=representation)
        query = request.scope["query_string"].decode("latin-1")
        entry = {
            "at": at,
            "account": account,
            "method": request.method,
            "path": request.scope["path"] + (query and f"?{query}"),
            "status": None if fault and fault.reset else int(answer.status),
            "request_id": request_id,
        }
        with self._store.writing() as tables:
            tables.requests.add(entry)
        return answer

    def _admitted(self, request: Request) -> str:
        """The account that calls; whoever calls from a blocked address is not even asked for its key."""
        address = request.client.host if request.client else ""
        if self._block.holds(address):
            raise Refusal(status=HTTPStatus.TOO_MANY_REQUESTS)
        account = account_of(credentials_in(request.headers), store=self._store)
        if account is None:
            if not is_a_look(request.headers):
                self._block.note_failure(address)
            raise Refusal(status=HTTPStatus.UNAUTHORIZED)
        if not self._rate.admits(account):
            raise Refusal(status=HTTPStatus.TOO_MANY_REQUESTS)
        return account

    def _carried_out(self, request: Request, body: bytes, account: str, at: float) -> Answer:
        match = matched(request.method, request.scope["path"])
        media_type = negotiated(request.headers.get("accept", ""), offered=match.offered)
        if media_type is None:
            raise Refusal(
                status=HTTPStatus.NOT_ACCEPTABLE,
                detail=f"Requested format is not supported. Supported MIME types are {', '.join(match.offered)}.",
            )
        if request.method in ("POST", "PUT"):
            _check_content_type(request.headers.get("content-type", ""))
        call = Call(
            account=account,
            path=request.scope["path"],
            key=match.key,
            query=request.query_params,
            body=body,
            at=at,
            store=self._store,
            lag=self._lag,
            phones_lag=self._phones_lag,
            switches=self._switches,
            representation=Representation(media_type=media_type, switches=self._switches),
        )
        return match.endpoint(call)


def _check_content_type(content_type: str) -> None:
    if content_type.partition(";")[0].strip().lower() not in (JSON, JSON_LD):
        raise Refusal(
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            detail=f'The content-type "{content_type}" is not supported. Supported MIME types are {JSON}, {JSON_LD}.',
        )


def _as_answer(refusal: Refusal, representation: Representation) -> Answer:
    document: object = representation.problem(refusal)
    content_type = representation.content_type
    if representation.media_type == JSON:
        content_type = PROBLEM_JSON
    if refusal.status == HTTPStatus.UNAUTHORIZED:  # a firewall stands before the API and has its own words: section 9.2
        document, content_type = {"code": 401, "message": "Invalid credentials."}, JSON
    return Answer(
        status=refusal.status,
        body=representation.encoded(document),
        headers={"content-type": content_type, **refusal.headers},
    )
