"""Lists that lag behind writes (API reference, U15), counted in requests, so that no test has to wait."""

from __future__ import annotations

import threading
from collections import defaultdict

from lox24_provider.sandbox.tables import NO_ID

__all__ = ["ListLag"]


class ListLag:
    """What lists do not show yet: an account's its groups, a group's its phones.

    In memory only, as a lag ends by itself.
    """

    def __init__(self, *, requests: int) -> None:
        self._requests = requests
        self._hidden: defaultdict[str, dict[int, int]] = defaultdict(dict)  # list -> entry -> requests without it
        self._lock = threading.Lock()

    def created(self, name: str, entry_id: int) -> None:
        """Hide a new entry from the next requests of the list of this name."""
        if self._requests:
            with self._lock:
                self._hidden[name][entry_id] = self._requests

    def listed(self, name: str) -> int:
        """Count a request of a list; gives the id of the first entry that it does not show.

        Those after it are hidden as well: ids count up, and every request counts for all.
        """
        with self._lock:
            hidden = self._hidden.pop(name, {})
            if later := {entry: left - 1 for entry, left in hidden.items() if left > 1}:
                self._hidden[name] = later
            return min(hidden, default=NO_ID)
