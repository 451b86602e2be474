"""Hooks for tests and for people, under `/_sandbox`: what no customer of LOX24 can do to it.

Without credentials, therefore for callers on this machine only, and in JSON, which no page of another origin can send;
not in the log of requests.
"""

from __future__ import annotations

import ipaddress
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lox24_provider.sandbox.auth import digest
from lox24_provider.sandbox.faults import Fault, Faults
from lox24_provider.sandbox.representation import JSON
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.tables import Row, Tables

__all__ = ["HOOKS", "Hook", "admin_routes"]

_Hook = Callable[[Request], Awaitable[Response]]

_TEXT = (str, type(None))
_NUMBER = (int, type(None))
_LATEST = 2**53  # far beyond any date, within what SQLite holds and JSON keeps exact
_GROUP = {"name": (str,)} | dict.fromkeys(
    ("description", "name_a", "name_b", "name_c", "name_d", "name_e", "deleted_at"), _TEXT
)
_JOINED = {"phone": (str,)} | dict.fromkeys(("a", "b", "c", "d", "e", "callback_data"), _TEXT)
_PHONE = _JOINED | dict.fromkeys(("subscribed_at", "unsubscribed_at", "unsubscribe_reason"), _NUMBER)
_OPT_OUT = {"reason": (int,)}
_KEY = {"key": (str,)}
_REASONS = range(1, 7)
_TOO_MANY_MESSAGES = 2  # the reason of whoever gives none
_UNSUBSCRIBED = 2  # the type of a number that is blocked for that


class Hook(NamedTuple):
    """A hook: its call below `/_sandbox`, the method of `_Hooks` that answers it, and what it does."""

    method: str
    path: str
    name: str
    about: str


HOOKS = (
    Hook("GET", "/faults", "list_faults", "the faults that wait for their call"),
    Hook(
        "POST",
        "/faults",
        "add_faults",
        "the next matching calls go wrong: "
        '`{"method": "POST", "path": "/groups", "skip": 0, "times": 1, "status": 503}`, '
        "or `delay` (s), `reset` (`before` or `after` the effect), `truncate`, `retry_after`, `body`, `content_type`, "
        "`effect` (carry the call out and replace only its answer), `pattern` (a glob over the path)",
    ),
    Hook("DELETE", "/faults", "clear_faults", "nothing goes wrong any more"),
    Hook(
        "GET",
        "/requests",
        "list_requests",
        "the log: number, time, account, method, path, status, request id; never a header or a body",
    ),
    Hook("DELETE", "/requests", "clear_requests", "the log is empty"),
    Hook("PATCH", "/groups/{key}", "patch_group", "edit a group as someone else would; `deleted_at` too"),
    Hook("DELETE", "/groups/{key}", "delete_group", "delete a group as someone else would"),
    Hook(
        "POST", "/groups/{key}/join", "join", 'someone subscribes by a form: `{"phone": "+4917600000001", "a": "Mr"}`'
    ),
    Hook(
        "PATCH",
        "/phones/{key}",
        "patch_phone",
        "edit an entry as someone else would; `unsubscribed_at` and the like too",
    ),
    Hook("DELETE", "/phones/{key}", "delete_phone", "delete an entry as someone else would"),
    Hook(
        "POST",
        "/phones/{key}/opt-out",
        "opt_out",
        'someone unsubscribes by a form, which blocks the number for the account too; `{"reason": 2}`, 1 to 6, may be '
        "left out",
    ),
    Hook(
        "POST",
        "/accounts/{key}/key",
        "change_key",
        'the account gets another key: `{"key": "new"}`, or one is made up; the answer has the token, and nothing else '
        "ever shows it",
    ),
)
"""Every hook, in the order of the routes."""


def admin_routes(*, store: Store, faults: Faults, clock: Callable[[], float]) -> list[Route]:
    """The hooks over this store and these faults; `clock` gives unix seconds."""
    hooks = _Hooks(store=store, faults=faults, clock=clock)
    return [Route(one.path, _guarded(getattr(hooks, one.name)), methods=[one.method]) for one in HOOKS]


class _Hooks:
    def __init__(self, *, store: Store, faults: Faults, clock: Callable[[], float]) -> None:
        self._store = store
        self._faults = faults
        self._clock = clock

    async def list_faults(self, _: Request) -> Response:
        return JSONResponse(self._faults.waiting())

    async def add_faults(self, request: Request) -> Response:
        document = json.loads(await request.body())
        added = [Fault.parse(item) for item in (document if isinstance(document, list) else [document])]
        self._faults.add(added)
        return JSONResponse(self._faults.waiting(), HTTPStatus.CREATED)

    async def clear_faults(self, _: Request) -> Response:
        self._faults.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def list_requests(self, _: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._read, lambda tables: tables.requests.newest()))

    async def clear_requests(self, _: Request) -> Response:
        return await run_in_threadpool(self._write, lambda tables: tables.requests.clear())

    async def patch_group(self, request: Request) -> Response:
        patch = _patch(await request.body(), _GROUP)
        key = _key(request)
        return await run_in_threadpool(
            self._write, lambda tables: tables.groups.change(_there(tables.groups.get(key)) | patch)
        )

    async def delete_group(self, request: Request) -> Response:
        key = _key(request)
        return await run_in_threadpool(
            self._write, lambda tables: tables.groups.remove(_there(tables.groups.get(key))["id"])
        )

    async def join(self, request: Request) -> Response:
        """What a subscription form does for a person who fills it in."""
        given = _patch(await request.body(), _JOINED)
        if not given.get("phone"):
            raise ValueError("field phone is missing")
        key = _key(request)

        def change(tables: Tables) -> None:
            phone_id = tables.phones.add(_there(tables.groups.get(key))["id"], dict.fromkeys(_JOINED) | given)
            tables.phones.change(_there(tables.phones.get(phone_id)) | {"subscribed_at": int(self._clock())})

        return await run_in_threadpool(self._write, change)

    async def opt_out(self, request: Request) -> Response:
        """What an unsubscription form does: the group knows it, and the account sends no more to the number."""
        reason = _patch(await request.body() or b"{}", _OPT_OUT).get("reason", _TOO_MANY_MESSAGES)
        if reason not in _REASONS:
            raise ValueError(f"field reason: {reason} is not from 1 to 6")
        key, now = _key(request), self._clock()

        def change(tables: Tables) -> None:
            phone = _there(tables.phones.get(key))
            account = _there(tables.groups.get(phone["group_id"]))["account"]
            tables.phones.change(phone | {"unsubscribed_at": int(now), "unsubscribe_reason": reason})
            tables.blocked_numbers.add(account, phone["phone"], at=now, type=_UNSUBSCRIBED)

        return await run_in_threadpool(self._write, change)

    async def patch_phone(self, request: Request) -> Response:
        patch = _patch(await request.body(), _PHONE)
        key = _key(request)
        return await run_in_threadpool(
            self._write, lambda tables: tables.phones.change(_there(tables.phones.get(key)) | patch)
        )

    async def delete_phone(self, request: Request) -> Response:
        key = _key(request)
        return await run_in_threadpool(
            self._write, lambda tables: tables.phones.remove(_there(tables.phones.get(key))["id"])
        )

    async def change_key(self, request: Request) -> Response:
        """What a customer does in LOX24's web site to get another key, which this answer alone has."""
        key = _patch(await request.body() or b"{}", _KEY).get("key", secrets.token_hex(16))
        if not re.fullmatch("[!-~]{1,200}", key):
            raise ValueError("field key: a key is up to 200 letters, digits and signs without a blank")
        account = str(_key(request))
        await run_in_threadpool(self._write, lambda tables: tables.accounts.change_key(account, digest(key)))
        return JSONResponse({"token": f"{account}:{key}"})

    def _read(self, question: Callable[[Tables], Any]) -> Any:  # noqa: ANN401 JSON
        with self._store.reading() as tables:
            return question(tables)

    def _write(self, change: Callable[[Tables], None]) -> Response:
        with self._store.writing() as tables:
            change(tables)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _guarded(hook: _Hook) -> _Hook:
    """Let in callers on this machine only, and tell them in one line what was wrong with their JSON."""

    async def guarded(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"detail": "Only for callers on this machine."}, HTTPStatus.FORBIDDEN)
        try:
            if not await _is_json(request):
                return JSONResponse({"detail": f"A body is {JSON}, and says so."}, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            return await hook(request)
        except LookupError:
            return JSONResponse({"detail": "No such object."}, HTTPStatus.NOT_FOUND)
        except (ValueError, RecursionError) as error:
            return JSONResponse({"detail": str(error)}, HTTPStatus.BAD_REQUEST)

    return guarded


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _is_json(request: Request) -> bool:
    """Whether what came is JSON by its own word, or nothing at all."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in request.headers.getlist("content-type")]
    return kinds == [JSON] or not (kinds or await request.body())


def _patch(body: bytes, kinds: Mapping[str, tuple[type, ...]]) -> Row:
    patch = json.loads(body)
    if not isinstance(patch, dict):
        raise ValueError("a patch is a JSON object")  # noqa: TRY004 wrong JSON, not a wrong call
    for name, value in patch.items():
        if name not in kinds:
            raise ValueError(f"no field {name!r}; there are {', '.join(kinds)}")
        if type(value) not in kinds[name] or (isinstance(value, int) and not 0 <= value <= _LATEST):
            raise ValueError(f"field {name}: such a value will not do")  # it may be somebody's number, or a key
    return patch


def _key(request: Request) -> int:
    key: str = request.path_params["key"]
    if not re.fullmatch(r"[0-9]{1,18}", key):
        raise LookupError
    return int(key)


def _there(row: Row | None) -> Row:
    if row is None:
        raise LookupError
    return row
