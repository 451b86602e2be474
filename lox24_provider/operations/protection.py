"""What failed protects what it was about, and what the engine skips for it: a run may continue after an error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lox24_provider.errors import Incomplete, Lox24Error

__all__ = ["Protection"]


class Protection:
    """The groups that failures of this process were about, and of which resource; safe for many threads.

    A rename without alias is a creation and a deletion. Where the creation is refused because the name exists, and the
    run continues all the same (`--continue-on-error`), the deletion would take the very group for which it was refused.
    So would it where the creation failed before it could tell which group that is: there the name has to do.

    What depends on a resource that failed is skipped by the engine, which tells the provider nothing of it. Any group
    may be one that the program declares by a skipped resource. So after a failed creation or update none is deleted.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._first = ""

    @property
    def first(self) -> str:
        """The first resource that could not be brought to what is declared; "" if there is none."""
        with self._lock:
            return self._first

    @contextmanager
    def watching(self, *, urn: str, id: str = "", name: str = "", deletes: bool = False) -> Iterator[None]:
        """Remember what fails here, with the groups that the error names.

        Args:
            id: the group that it is about, where that is known.
            name: what that group is called, where no id is.
            deletes: whether it is a deletion, for which the engine skips nothing that the program declares.
        """
        try:
            yield
        except Incomplete:
            with self._lock:  # it is in the state as `urn`'s, and nothing else is to keep it
                self._first = self._first or urn
            raise
        except Exception as error:
            ids = error.groups if isinstance(error, Lox24Error) else ()
            with self._lock:
                self._first = self._first or ("" if deletes else urn)
                for one in filter(None, (id, *ids)):
                    self._ids.setdefault(one, urn)
                if name:
                    self._names.setdefault(name, urn)
            raise

    def of(self, id: str, *, name: object = None) -> str | None:
        """The resource whose failure was about this group; None if nothing was."""
        with self._lock:
            found = self._ids.get(id)
            return found if found is not None or not isinstance(name, str) else self._names.get(name)
