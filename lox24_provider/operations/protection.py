"""What failed protects what it was about: the engine may continue after an error and deletes what is left over."""

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
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}

    @contextmanager
    def watching(self, *, urn: str, id: str = "", name: str = "") -> Iterator[None]:
        """Remember what fails here, with the groups that the error names.

        Args:
            id: the group that it is about, where that is known.
            name: what that group is called, where no id is.
        """
        try:
            yield
        except Incomplete:
            raise  # it is in the state as `urn`'s, and nothing else is to keep it
        except Exception as error:
            ids = error.groups if isinstance(error, Lox24Error) else ()
            with self._lock:
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
