"""LOX24's API as `openapi.yaml` has it, and a referee between client and server who judges both by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from jsonschema_rs import Draft202012Validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CONTRACT", "Exchange", "Referee", "load"]

CONTRACT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.yaml"
_PROBLEM = "#/components/responses/NotFound"
_UNDOCUMENTED = {
    "responses": {
        "401": {"$ref": "#/components/responses/Unauthorized"},
        "404": {"$ref": _PROBLEM},
        "405": {"$ref": _PROBLEM},
    }
}


@cache
def load() -> dict[str, Any]:
    """The contract as plain data."""
    document: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return document


@dataclass(kw_only=True)
class Exchange:
    """One request, its answer (status 0: none came), and what the contract says against either."""

    method: str
    path: str
    query: str
    sent: Mapping[str, str]
    body: bytes = b""
    status: int = 0
    received: Mapping[str, str] = field(default_factory=dict)
    answer: bytes = b""

    @property
    def operation(self) -> str | None:
        """The operation's id, None when the contract has none for this method and path."""
        operation = _operation(self.method, self.path)
        return operation and str(operation["operationId"])

    def request_faults(self) -> list[str]:
        """Stricter than a server may be: nothing is sent that is not documented."""
        operation = _operation(self.method, self.path)
        if operation is None:
            return [f"{self.method} {self.path} is no operation"]
        if len(self.body) < int(self.sent.get("content-length", 0)):
            return []  # its sender was killed in the middle of it
        return [f"{self.method} {self.path}: {fault}" for fault in _request_faults(self, operation)]

    def answer_faults(self) -> list[str]:
        """An undocumented method or path has to be refused as such."""
        if not self.status:
            return []
        response = (_operation(self.method, self.path) or _UNDOCUMENTED)["responses"].get(str(self.status))
        faults = ["is not documented"] if response is None else _answer_faults(self, _resolved(response))
        return [f"{self.method} {self.path} answered {self.status}: {fault}" for fault in faults]


class Referee:
    """An ASGI app in front of another one that lets every call pass, and remembers it in `exchanges`."""

    def __init__(self, app: ASGIApp, *, exchanges: list[Exchange]) -> None:
        self._app = app
        self._exchanges = exchanges

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on; the page and the hooks are no part of the API."""
        if scope["path"] == "/" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        exchange = Exchange(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            sent=_headers(scope),
        )
        self._exchanges.append(exchange)

        async def listening() -> Message:
            message = await receive()
            exchange.body += message.get("body", b"")
            return message

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status, exchange.received = int(message["status"]), _headers(message)
            else:
                exchange.answer += message.get("body", b"")
            await send(message)

        await self._app(scope, listening, watching)


def _operation(method: str, path: str) -> Any:
    for template, item in load()["paths"].items():
        if re.fullmatch(template.replace("{id}", "[^/]+"), path):
            return item.get(method.lower()) if method.isupper() else None
    return None


def _resolved(part: Any) -> Any:
    """A response, request body or header, which may be a reference to one of the components."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    return load()["components"][kind][name]


def _request_faults(exchange: Exchange, operation: Any) -> Iterator[str]:
    identity = re.search(r"/([^/]+)", exchange.path[1:])
    if identity and not re.fullmatch("[1-9][0-9]*", identity[1]):
        yield f"{identity[1]} is no id"
    for name, value in parse_qsl(exchange.query, keep_blank_values=True):
        may_page = "parameters" in operation or "x-asks-for-pages" in operation
        if not may_page or name != "page" or not re.fullmatch("[1-9][0-9]*", value):
            yield f"query {name}={value}"
    token, account = exchange.sent.get("x-lox24-auth-token", ""), exchange.sent.get("x-lox24-client-id")
    if not re.fullmatch("[0-9]+:.+" if account is None else "[^:]+", token):
        yield "no credentials"
    successes = [_resolved(answer) for status, answer in operation["responses"].items() if status < "300"]
    offered = {kind for answer in successes for kind in answer.get("content", ["application/json"])}
    if exchange.sent.get("accept") not in offered:
        yield f"accepts {exchange.sent.get('accept')}"
    content = _resolved(operation.get("requestBody", {})).get("content", {})
    yield from _body_faults(content, exchange.body, kind=exchange.sent.get("content-type", ""), closed=True)


def _answer_faults(exchange: Exchange, response: Any) -> Iterator[str]:
    for name, header in response["headers"].items():
        yield from _faults(_resolved(header)["schema"], exchange.received.get(name.lower()))
    kind = exchange.received.get("content-type", "")
    yield from _body_faults(response.get("content", {}), exchange.answer, kind=kind)


def _body_faults(content: Any, body: bytes, *, kind: str, closed: bool = False) -> Iterator[str]:
    kind = kind.partition(";")[0]
    if not content:
        if body:
            yield "has a body"
    elif kind not in content:
        yield f"is of type {kind}"
    else:
        value = body.decode() if kind == "text/csv" else _decoded(body)
        yield from _faults(content[kind]["schema"], value, closed=closed)


def _faults(schema: Any, value: Any, *, closed: bool = False) -> Iterator[str]:
    """What JSON Schema says; `closed` allows no property besides the documented ones."""
    for error in _validator(json.dumps(schema), closed=closed).iter_errors(value):
        yield f"{'/'.join(map(str, error.instance_path))} {error.message}".strip()


@cache
def _validator(schema: str, *, closed: bool) -> Draft202012Validator:
    whole = {**json.loads(schema), "components": load()["components"]}
    return Draft202012Validator(whole | ({"unevaluatedProperties": False} if closed else {}), validate_formats=True)


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None  # which no schema here takes


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
