"""A real browser tries what a page of another origin could do to the sandbox, and shows the sandbox's own page."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store
from tests.sandbox.conftest import Clock, Sandbox
from tests.support.browser import CHROMIUM, Browser, Tab

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium (Debian's)")

PATIENCE = 60  # seconds
FOREIGN = "evil.example"
SCRIPT = "<script>document.title = 'ran'</script><img src='/me?img'>"

# All that a page can do without asking; each call has its name as its query. What it could read is what it gives.
ATTACK = """
(async () => {
  const target = TARGET, read = [], waits = [];
  const fault = JSON.stringify({path: "/", times: 99, status: 200, body: SCRIPT});
  const kind = type => ({"Content-Type": type});
  const attempt = (name, path, options) => waits.push(
    fetch(`${target}${path}?${name}`, options).then(async reply => {
      const text = await reply.text();
      if (text) read.push([name, text]);
    }, () => {}));
  const place = (name, element, source) => waits.push(new Promise(settled => {
    element.onload = () => settled(read.push([name, "loaded"]));
    element.onerror = settled;
    Object.assign(element, source);
    document.body.append(element);
  }));
  attempt("read", "/_sandbox/requests");
  attempt("read-page", "/");
  attempt("read-account", "/me", {headers: {"X-LOX24-AUTH-TOKEN": "1000000:key"}});
  attempt("text", "/_sandbox/faults", {method: "POST", mode: "no-cors", headers: kind("text/plain"), body: fault});
  attempt("bare", "/_sandbox/faults", {method: "POST", mode: "no-cors", body: new Blob([fault])});
  attempt("json", "/_sandbox/faults", {method: "POST", headers: kind("application/json"), body: fault});
  attempt("delete", "/_sandbox/groups/10001", {method: "DELETE"});
  attempt("key", "/_sandbox/accounts/1000000/key", {method: "POST", mode: "no-cors"});
  navigator.sendBeacon(`${target}/_sandbox/faults?beacon`, fault);
  for (const number of [1, 2, 3, 4, 5]) place(`img${number}`, new Image(), {src: `${target}/groups?img${number}`});
  place("script", document.createElement("script"), {src: `${target}/_sandbox/requests?script`});
  place("style", document.createElement("link"), {rel: "stylesheet", href: `${target}/?style`});
  const frame = document.createElement("iframe");
  frame.name = "frame";
  frame.src = `${target}/?frame`;
  waits.push(new Promise(settled => frame.onload = settled));
  document.body.append(frame);
  const form = document.createElement("form");
  form.action = `${target}/_sandbox/faults?form`;
  Object.assign(form, {method: "post", enctype: "text/plain", target: "form"});
  const field = document.createElement("input");
  Object.assign(field, {name: fault.slice(0, -1) + ', "method": "', value: '"}'});
  form.append(field);
  const inner = document.createElement("iframe");
  inner.name = "form";
  document.body.append(inner, form);
  form.submit();
  const opened = window.open(`${target}/?window`);
  const source = new EventSource(`${target}/_sandbox/requests?events`);
  const socket = new WebSocket(`${target.replace("http", "ws")}/?socket`);
  source.onopen = socket.onopen = event => read.push([event.type, "opened"]);
  waits.push(...[source, socket].map(one => new Promise(settled => one.onerror = settled)));
  await Promise.all(waits);
  for (const [name, other] of [["frame", frame.contentWindow], ["form", inner.contentWindow], ["window", opened]])
    try { if (other.document.body.innerHTML) read.push([name, other.document.body.innerHTML]); } catch {}
  return read;
})()
"""
# A preflight stands for the call that it asks for, and the guard for what never comes.
SENT = {"read", "read-page", "read-account", "text", "bare", "json", "delete", "key", "beacon", "script", "style"}
SENT |= {"frame", "form", "window", "events", "socket", *(f"img{number}" for number in range(1, 6))}


class Watch:
    """An ASGI app in front of the sandbox that remembers who called what, and how it was answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answered = threading.Condition()
        self.calls: list[tuple[str, str, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = next(value.decode() for name, value in scope["headers"] if name == b"host")

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                with self._answered:
                    self.calls.append((host, scope["query_string"].decode(), message["status"]))
                    self._answered.notify_all()
            await send(message)

        await self._app(scope, receive, watching)

    def wait_for(self, host: str, names: set[str]) -> None:
        """Wait until all of these calls were answered."""

        def missing() -> set[str]:
            return names - {name for called, name, _ in self.calls if called == host}

        with self._answered:
            assert self._answered.wait_for(lambda: not missing(), PATIENCE), missing()


class Foreign(BaseHTTPRequestHandler):
    """A web server of somebody else."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>foreign</title><body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class ForeignServer(ThreadingHTTPServer):
    """Its connections end with it: a browser opens some before it needs them, and would use them later."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Foreign)
        self._connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.append(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for connection in self._connections:
            with suppress(OSError):  # most are closed
                connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser"), names=[FOREIGN]) as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


@contextmanager
def foreign() -> Iterator[int]:
    """A foreign page on a port."""
    with ForeignServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def everything(sandbox: Sandbox) -> Any:
    """All that is there to be changed."""
    return [sandbox.hook("GET", path) for path in ("/requests", "/faults")]


@pytest.mark.promise
@pytest.mark.slow
def test_a_page_of_another_origin_changes_and_reads_nothing(tmp_path: Path, tab: Tab) -> None:
    with Store(tmp_path / "sandbox.db") as store, foreign() as foreign_port:
        watch = Watch(create_app(store=store))
        with serve_in_thread(app=cast("Starlette", watch)) as running:
            sandbox = Sandbox(running.url, Clock())
            group = sandbox.group(name="My Clients")
            before = everything(sandbox)
            port = running.url.rpartition(":")[2]
            for page, target in (
                ("localhost", "localhost"),  # the same site
                ("localhost", "127.0.0.1"),
                ("127.0.0.1", "localhost"),
                (FOREIGN, "127.0.0.1"),
            ):
                watch.calls.clear()
                tab.go(f"http://{page}:{foreign_port}/")
                attack = ATTACK.replace("TARGET", json.dumps(f"http://{target}:{port}"))
                assert tab.run(attack.replace("SCRIPT", json.dumps(SCRIPT))) == []
                watch.wait_for(f"{target}:{port}", SENT)
                assert [call for call in watch.calls if call[2] != 403] == []
                assert everything(sandbox) == before
            assert sandbox.call("GET", f"/groups/{group}").json()["name"] == "My Clients"  # nor is anybody locked out


@pytest.mark.promise
@pytest.mark.slow
def test_a_name_that_is_made_to_lead_here_is_a_strangers(tmp_path: Path, tab: Tab) -> None:
    """To the browser the sandbox is then of the same origin as the page that it got from there before."""
    with foreign() as port:
        tab.go(f"http://{FOREIGN}:{port}/")
    with Store(tmp_path / "sandbox.db") as store, serve_in_thread(app=create_app(store=store), port=port):
        calls = """Promise.all([
            fetch("/_sandbox/requests"),
            fetch("/me", {headers: {"X-LOX24-AUTH-TOKEN": "1:key"}}),
            fetch("/_sandbox/faults", {method: "POST", headers: {"Content-Type": "application/json"}, body: "[]"}),
        ]).then(replies => replies.map(reply => reply.status))"""
        assert tab.run(calls) == [403, 403, 403]
        with store.reading() as tables:
            assert tables.accounts.all() == []


@pytest.mark.promise
@pytest.mark.slow
def test_the_sandboxs_own_page_works_and_runs_nothing(sandbox: Sandbox, browser: Browser, tab: Tab) -> None:
    name = "<img src=x onerror=\"document.title='ran'\">"
    sandbox.group(name=name, description=f"<script>{name}</script>")
    tab.go(sandbox.url)
    assert tab.run("document.querySelector('td.name').firstChild.data") == name
    assert tab.run("getComputedStyle(document.querySelector('.card')).borderRadius") == "10px"
    assert tab.run("document.title") == "LOX24 sandbox"
    assert tab.said("Log.entryAdded") == []
    (again,) = tab.said("Page.frameScheduledNavigation")
    assert (again["reason"], again["delay"]) == ("metaTagRefresh", 5)
    browser.events.clear()
    tab.call("Page.reload")
    tab.wait("Page.loadEventFired")
    assert tab.run("document.title") == "LOX24 sandbox"


@pytest.mark.promise
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml"])
@pytest.mark.slow
def test_a_script_in_the_answer_of_a_fault_does_not_run(sandbox: Sandbox, tab: Tab, kind: str) -> None:
    body = SCRIPT if kind == "text/html" else f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"
    sandbox.hook("POST", "/faults", {"path": "/groups", "status": 200, "body": body, "content_type": kind})
    tab.go(f"{sandbox.url}/groups")
    assert "<script" in tab.run("document.documentElement.outerHTML")
    assert tab.run("[document.title, self.origin]") == ["", "null"]
    assert "?img" not in json.dumps(sandbox.hook("GET", "/requests"))
