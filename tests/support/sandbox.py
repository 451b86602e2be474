"""A sandbox of LOX24 on a free port, with what it was asked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import requests

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import RunningSandbox, serve_in_thread
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import Switches
from tests.support.contract import Exchange, Referee

__all__ = ["TOKEN", "Sandbox"]

TOKEN = "1234567:token-canary-0123456789abcdef"


@dataclass
class Sandbox:
    """One sandbox over a file of its own; `account` is the one that `TOKEN` opens.

    Every exchange is remembered in `exchanges`, to be held against the API's contract.
    """

    folder: Path
    switches: tuple[str, ...] = ()
    exchanges: list[Exchange] = field(init=False, default_factory=list)
    running: RunningSandbox = field(init=False)
    _forgotten: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.store = Store(self.folder / "sandbox.db")
        app = create_app(store=self.store, switches=Switches.parse(list(self.switches)))
        app.add_middleware(Referee, exchanges=self.exchanges)
        self.running = serve_in_thread(app=app)
        self.session = requests.Session()

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def account(self) -> str:
        return f"1234567@{self.url.removeprefix('http://')}"

    def calls(self) -> list[str]:
        """Method and path of every request since the last `forget`, oldest first."""
        return [f"{entry['method']} {entry['path']}" for entry in self._admin("GET", "requests")]

    def count(self) -> int:
        """How many requests there were since the last `forget`, also when the log has dropped the oldest."""
        entries = self._admin("GET", "requests")
        return int(entries[-1]["n"] - self._forgotten) if entries else 0

    def forget(self) -> None:
        """Begin to count again."""
        self._forgotten += self.count()
        self._admin("DELETE", "requests")

    def fault(self, **fault: Any) -> None:
        """Let the next matching call go wrong; see `lox24_provider.sandbox.faults.Fault`."""
        self._admin("POST", "faults", json=fault)

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self._admin("DELETE", "faults")

    def by_hand(self, id: str, **fields: Any) -> None:
        """Edit a group as a colleague in LOX24's web site would."""
        self._admin("PATCH", f"groups/{id}", json=fields)

    def drop(self, id: str) -> None:
        """Delete a group as a colleague would."""
        self._admin("DELETE", f"groups/{id}")

    def add_group(self, token: str = TOKEN, **fields: Any) -> str:
        """Make a group by other means than the provider; its id."""
        return str(self.api("POST", "/groups", token=token, json=fields)["id"])

    def add_phones(self, id: str, count: int) -> None:
        """Put `count` entries into a group."""
        self.api("POST", f"/groups/{id}/phones/batch", json=[{"phone": f"+49176{n:08}"} for n in range(count)])

    def phones(self, id: str) -> list[dict[str, Any]]:
        """All entries of a group by number, as the sandbox keeps them: `calls` counts none of this."""
        with self.store.reading() as tables:
            return sorted(tables.phones.of(int(id)), key=lambda entry: (entry["phone"], entry["id"]))

    def join(self, id: str, phone: str, **fields: str | None) -> None:
        """Put a person into a group as a subscription form does."""
        self._admin("POST", f"groups/{id}/join", json={"phone": phone, **fields})

    def opt_out(self, id: str, phone: str, *, reason: int = 2) -> None:
        """Unsubscribe a number from a group as a form does, which blocks it for the account too."""
        (entry,) = (entry["id"] for entry in self.phones(id) if entry["phone"] == phone)
        self._admin("POST", f"phones/{entry}/opt-out", json={"reason": reason})

    def edit_phone(self, entry_id: str | int, **fields: Any) -> None:
        """Edit an entry as a colleague would."""
        self._admin("PATCH", f"phones/{entry_id}", json=fields)

    def drop_phone(self, entry_id: str | int) -> None:
        """Delete an entry as a colleague would."""
        self._admin("DELETE", f"phones/{entry_id}")

    def block(self, number: str, *, token: str = TOKEN) -> None:
        """Block a number for the account as the customer, unless it is blocked."""
        with self.store.writing() as tables:
            tables.blocked_numbers.add(token.partition(":")[0], number, at=time.time())

    def rotate(self, token: str) -> None:
        """Give the token's account a new key: the old one answers 401 from now on."""
        account, _, key = token.partition(":")
        self._admin("POST", f"accounts/{account}/key", json={"key": key})

    def groups(self, token: str = TOKEN) -> dict[str, dict[str, Any]]:
        """The groups of an account by name; fails if two have one name."""
        listed = self.listed(token)
        named = {group["name"]: group for group in listed}
        assert len(named) == len(listed), "two groups of one name"
        return named

    def listed(self, token: str = TOKEN) -> list[dict[str, Any]]:
        """The groups of an account."""
        listed: list[dict[str, Any]] = []
        while page := self.api("GET", f"/groups?page={len(listed) // 30 + 1}", token=token):
            listed += page
            if len(page) < 30:
                break
        return listed

    def api(self, method: str, path: str, *, token: str = TOKEN, json: Any = None) -> Any:
        """A call of the API by other means than the provider; `calls` counts it too."""
        headers = {"X-LOX24-AUTH-TOKEN": token, "Accept": "application/json"}
        response = self.session.request(method, self.url + path, json=json, headers=headers, timeout=30)
        response.raise_for_status()
        return response.json() if response.content else None

    def _admin(self, method: str, path: str, json: Any = None) -> Any:
        response = self.session.request(method, f"{self.url}/_sandbox/{path}", json=json, timeout=30)
        assert response.ok, response.text
        return response.json() if response.content else None

    def stop(self) -> None:
        self.session.close()
        self.running.stop()
        self.store.close()

    def leave(self) -> None:
        """Stop it at its leisure: that takes two ticks of the server's, for which no test need wait."""
        Thread(target=self.stop).start()
