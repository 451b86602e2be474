"""What stands before the whole sandbox: no page of another origin drives it or reads from it.

The sandbox is on the developer's own machine, where every page that is open in a browser can reach it. So nothing
passes whose `Host` is not loopback (a name that was rebound to 127.0.0.1), whose `Origin` is another, or which a
browser says comes from elsewhere; and whatever is answered can neither run script nor be embedded.

A call that is refused is not looked at: it is in no log, strikes no fault and counts as no bad credentials.
"""

from __future__ import annotations

import ipaddress
import json
import re
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lox24_provider.sandbox.calls import Answer
from lox24_provider.sandbox.wire import HARMLESS, PROBLEM_JSON, new_request_id, send_whole

__all__ = ["Guard"]

_LOCALHOST = "localhost"
_HOST = re.compile(r"(?P<name>\[[0-9a-f:]+\]|[0-9a-z.]+)(?P<port>:[0-9]{1,5})?", re.IGNORECASE)
# Another port of this machine is another origin and the same site, so "same-site" is another origin too.
_OURS = ("same-origin", "none")


class Guard:
    """An ASGI app in front of another one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call of this machine's own programs, or of the sandbox's own page; refuse any other."""
        if scope["type"] != "http":  # the server speaks nothing else: see `serve`
            raise NotImplementedError(scope["type"])

        async def harmless(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HARMLESS if pair[0] not in own)]
            await send(message)

        if reason := _refused(scope):
            await send_whole(_answer(reason), {"x-lox24-request-id": new_request_id()}, harmless)
        else:
            await self._app(scope, receive, harmless)


def _refused(scope: Scope) -> str:
    """Why a call does not pass, empty when it does. What was sent is not repeated."""
    hosts, origins, sites = (_values(scope, name) for name in ("host", "origin", "sec-fetch-site"))
    if len(hosts) != 1 or not _is_loopback(hosts[0]):
        return "The Host is not this machine: use localhost, 127.0.0.1 or [::1]."
    if any(_origin(origin) != _origin(f"http://{hosts[0]}") for origin in origins):
        return "The Origin is another: no page but the sandbox's own may call it."
    if any(site not in _OURS for site in sites):
        return "A page of another origin led here: enter the address in the browser yourself."
    return ""


def _values(scope: Scope, name: str) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name.encode()]


def _is_loopback(host: str) -> bool:
    """Whether a Host is one of the names that no resolver leads elsewhere."""
    found = _HOST.fullmatch(host)
    if not found:
        return False
    name = found["name"].lower().strip("[]")
    try:
        return name == _LOCALHOST or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _origin(text: str) -> str:
    """An origin as browsers write it: in small letters, without the port that goes without saying."""
    return text.lower().removesuffix(":80")


def _answer(reason: str) -> Answer:
    document = {"title": "Refused by the sandbox", "detail": reason}
    return Answer(
        status=HTTPStatus.FORBIDDEN, body=json.dumps(document).encode(), headers={"content-type": PROBLEM_JSON}
    )
