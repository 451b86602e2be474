"""The sandbox as one ASGI app: the API, a page for a person at `/`, hooks for tests under `/_sandbox`."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Match, Mount, Route
from starlette.types import ASGIApp, Scope

from lox24_provider.sandbox.admin import admin_routes
from lox24_provider.sandbox.faults import Faults
from lox24_provider.sandbox.gateway import Gateway
from lox24_provider.sandbox.guard import Guard
from lox24_provider.sandbox.page import PAGE_POLICY, page
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import DOCUMENTED, Switches

__all__ = ["create_app"]


def create_app(*, store: Store, switches: Switches = DOCUMENTED, clock: Callable[[], float] = time.time) -> Starlette:
    """An app over `store`; `clock` gives unix seconds.

    Two apps may share one store's file; the counters of bad credentials and the faults are each app's own.
    """
    faults = Faults()
    gateway = Gateway(store=store, switches=switches, faults=faults, clock=clock)

    async def home(_: Request) -> HTMLResponse:
        html = await run_in_threadpool(page, store=store, switches=switches)
        # Escaping is what keeps names from becoming markup; this is the second lock on the same door.
        return HTMLResponse(html, headers={"content-security-policy": PAGE_POLICY})

    return _Guarded(
        routes=[
            Route("/", home),
            Mount("/_sandbox", routes=admin_routes(store=store, faults=faults, clock=clock)),
            _Rest("", app=gateway),
        ]
    )


class _Guarded(Starlette):
    """A guard around everything, Starlette's own answer to an exception included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's stack, behind the guard."""
        return Guard(super().build_middleware_stack())


class _Rest(Mount):
    """Every path besides: by its own pattern, `Mount` leaves out one with a line feed."""

    def matches(self, _: Scope) -> tuple[Match, Scope]:
        """Always whole."""
        return Match.FULL, {"endpoint": self.app}
