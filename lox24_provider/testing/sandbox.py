"""LOX24 on a port of this machine, with a database of its own and with what customers of LOX24 cannot do."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from lox24_provider.config.settings import host_of

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Sandbox"]

TOKEN = "1234567:0123456789abcdef0123456789abcdef"  # noqa: S105 opens nothing but this sandbox
SECONDS = 30.0  # for a hook


class Sandbox:
    """An account at an imitation of LOX24; close it, or use it in a `with` statement.

    Groups and entries are what the API calls them; ids are text, as in a program.

    Args:
        folder: where the database is kept; a temporary folder by default, which goes with the sandbox.
        switches: how the API behaves where its documentation is silent, as `put=replace`; see
            `docs/reference/sandbox.md`.

    Raises:
        ModuleNotFoundError: the extra `sandbox` is not installed.
        ValueError: there is no such switch.

    Attributes:
        url: where it listens.
        token: of its one account.
    """

    def __init__(self, *, folder: Path | None = None, switches: Iterable[str] = ()) -> None:
        try:
            from lox24_provider.sandbox.app import create_app
            from lox24_provider.sandbox.serve import serve_in_thread
            from lox24_provider.sandbox.store import Store
            from lox24_provider.sandbox.switches import Switches
        except ModuleNotFoundError as error:
            missing = f"a sandbox needs the package {error.name}: pip install 'lox24-provider[sandbox]'"
            raise ModuleNotFoundError(missing, name=error.name) from None
        behaviour = Switches.parse(switches)
        self._own = tempfile.TemporaryDirectory() if folder is None else None
        self._store = Store((folder or Path(self._own.name if self._own else "")) / "sandbox.db")
        self._running = serve_in_thread(app=create_app(store=self._store, switches=behaviour))
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy reaches a port of this machine
        self.url: str = self._running.url
        self.token = TOKEN
        self.api("GET", "/me")  # opens the account
        self.forget_requests()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the port, and forget everything."""
        self._session.close()
        self._running.stop()
        self._store.close()
        if self._own is not None:
            self._own.cleanup()

    @property
    def account(self) -> str:
        """The account as outputs have it: `1234567@127.0.0.1:8024`."""
        return f"{self.token.partition(':')[0]}@{host_of(self.url)}"

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that lead a program, the engine and `lox24` here."""
        return {"LOX24_TOKEN": self.token, "LOX24_BASE_URL": self.url}

    def groups(self) -> list[dict[str, Any]]:
        """The account's groups by id, with their fields; no request."""
        with self._store.reading() as tables:
            rows = tables.groups.of(self.token.partition(":")[0])
        return sorted(({**row, "id": str(row["id"])} for row in rows), key=lambda row: int(row["id"]))

    def entries(self, group: str) -> list[dict[str, Any]]:
        """The entries of a group by number, with their fields; no request."""
        with self._store.reading() as tables:
            rows = tables.phones.of(int(group))
        return sorted(({**row, "id": str(row["id"])} for row in rows), key=lambda row: (row["phone"], int(row["id"])))

    def add_group(self, name: str, **fields: str | None) -> str:
        """Make a group by other means than the provider; its id."""
        return str(self.api("POST", "/groups", {"name": name, **fields})["id"])

    def edit_group(self, group: str, **fields: str | None) -> None:
        """Change fields of a group, as a colleague does in LOX24's web site; `deleted_at` too."""
        self._hook("PATCH", f"groups/{group}", fields)

    def delete_group(self, group: str) -> None:
        """Delete a group with its entries, as a colleague does."""
        self._hook("DELETE", f"groups/{group}")

    def add_entry(self, group: str, phone: str, **fields: str | None) -> str:
        """Put a number into a group by other means than the provider; the entry's id."""
        return str(self.api("POST", f"/groups/{group}/phones", {"phone": phone, **fields})["id"])

    def edit_entry(self, entry: str, **fields: str | int | None) -> None:
        """Change fields of an entry, as a colleague does."""
        self._hook("PATCH", f"phones/{entry}", fields)

    def delete_entry(self, entry: str) -> None:
        """Delete an entry, as a colleague does."""
        self._hook("DELETE", f"phones/{entry}")

    def join(self, group: str, phone: str, **fields: str | None) -> None:
        """Let a person subscribe by a form."""
        self._hook("POST", f"groups/{group}/join", {"phone": phone, **fields})

    def opt_out(self, group: str, phone: str) -> None:
        """Let a person unsubscribe by a form: the entry tells it, and the account's block list has the number.

        Raises:
            LookupError: no entry, or several, have this very number.
        """
        ids = [entry["id"] for entry in self.entries(group) if entry["phone"] == phone]
        if len(ids) != 1:
            raise LookupError(f"{len(ids)} entries of group {group} have this number")
        self._hook("POST", f"phones/{ids[0]}/opt-out", {})

    def block(self, phone: str) -> None:
        """Put a number on the account's block list."""
        with self._store.writing() as tables:
            tables.blocked_numbers.add(self.token.partition(":")[0], phone, at=time.time())

    def fault(self, **fault: str | float | bool | None) -> None:
        """Let the next matching request go wrong: `fault(method="POST", path="/groups", status=500)`.

        `docs/reference/sandbox.md` has the fields.
        """
        self._hook("POST", "faults", fault)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._hook("DELETE", "faults")

    def requests(self) -> list[str]:
        """Method and path of every request since the last `forget_requests`, the oldest first."""
        return [f"{entry['method']} {entry['path']}" for entry in self._hook("GET", "requests")]

    def forget_requests(self) -> None:
        """Begin to count again."""
        self._hook("DELETE", "requests")

    def api(self, method: str, path: str, json: object = None) -> Any:  # noqa: ANN401 JSON
        """A request by other means than the provider, which `requests` has too; the decoded answer.

        Raises:
            requests.HTTPError: the answer is an error.
        """
        headers = {"X-LOX24-AUTH-TOKEN": self.token, "Accept": "application/json"}
        return _answer(self._session.request(method, self.url + path, json=json, headers=headers, timeout=SECONDS))

    def _hook(self, method: str, path: str, json: object = None) -> Any:  # noqa: ANN401 JSON
        return _answer(self._session.request(method, self.url + f"/_sandbox/{path}", json=json, timeout=SECONDS))


def _answer(response: requests.Response) -> Any:  # noqa: ANN401 JSON
    response.raise_for_status()
    return response.json() if response.content else None
