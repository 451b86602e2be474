"""Lists that lag behind writes (API reference, U15), counted in requests, so that no test has to wait."""

from __future__ import annotations

import threading
from collections import defaultdict

from lox24_provider.sandbox.tables import NO_ID

__all__ = ["ListLag"]


class ListLag:
    """Which groups GET /groups does not show yet; in memory only, as a lag ends by itself."""

    def __init__(self, *, requests: int) -> None:
        self._requests = requests
        self._hidden: defaultdict[str, dict[int, int]] = defaultdict(dict)  # account -> group -> requests without it
        self._lock = threading.Lock()

    def created(self, account: str, group_id: int) -> None:
        """Hide a new group from the next list requests of its account."""
        if self._requests:
            with self._lock:
                self._hidden[account][group_id] = self._requests

    def listed(self, account: str) -> int:
        """Count a list request; gives the id of the first group that it does not show.

        Those after it are hidden as well: ids count up, and every request counts for all.
        """
        with self._lock:
            hidden = self._hidden[account]
            self._hidden[account] = {group: left - 1 for group, left in hidden.items() if left > 1}
            return min(hidden, default=NO_ID)
