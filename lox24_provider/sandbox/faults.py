"""Faults on demand: what a network, a proxy or LOX24 itself may do to the next calls that match."""

from __future__ import annotations

import fnmatch
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from lox24_provider.sandbox.calls import Answer
from lox24_provider.sandbox.refusals import Refusal
from lox24_provider.sandbox.representation import Representation

__all__ = ["Fault", "Faults"]


@dataclass(kw_only=True, eq=False)
class Fault:
    """One fault and how often it strikes.

    A call matches by `method`, by `path` (a prefix of the path, without the query) and by `pattern` (the whole path,
    `*` for any text); an absent one matches all. The first `skip` matching calls pass, the next `times` are struck:

    - `status`, `body`, `content_type`, `retry_after` (seconds, or a date): this answer comes in the API's place and
      nothing is stored; with `effect` the call is carried out, and only its answer is replaced. A body that is not a
      string is sent as JSON.
    - `delay`: the answer is held back that many seconds; what the call does is stored before.
    - `reset`: the connection is cut "before" the call has its effect or "after".
    - `truncate`: the answer ends in the middle of its body.
    """

    method: str | None = None
    path: str | None = None
    pattern: str | None = None
    skip: int = 0
    times: int = 1
    status: int | None = None
    body: Any = None
    content_type: str | None = None
    retry_after: str | int | None = None
    effect: bool = False
    delay: float = 0
    reset: str | None = None
    truncate: bool = False

    @classmethod
    def parse(cls, document: object) -> Fault:
        """A fault from its JSON.

        Raises:
            ValueError: with one readable line.
        """
        if not isinstance(document, dict):
            raise ValueError("a fault is a JSON object")  # noqa: TRY004 wrong JSON, not a wrong call
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(document) - known):
            raise ValueError(f"no field {unknown[0]!r}; there are {', '.join(sorted(known))}")
        for name, value in document.items():
            if value is not None and not _KINDS[name](value):
                raise ValueError(f"field {name}: {value!r} will not do")
        return cls(**{name: value for name, value in document.items() if value is not None})

    @property
    def answers(self) -> bool:
        """Whether the fault brings an answer of its own."""
        return self.status is not None or self.body is not None

    @property
    def forestalls(self) -> bool:
        """Whether the call never comes to its effect."""
        return self.reset == "before" or (self.answers and not self.effect)

    def applied(self, answer: Answer, *, representation: Representation) -> Answer:
        """The answer as the fault leaves it."""
        headers = dict(answer.headers)
        if self.answers:
            status = self.status or answer.status
            if self.body is None:
                body = representation.encoded(representation.problem(Refusal(status=status)))
                headers = {"content-type": representation.content_type}
            elif isinstance(self.body, str):
                body, headers = self.body.encode(), {"content-type": "text/html; charset=utf-8"}
            else:
                body, headers = json.dumps(self.body).encode(), {"content-type": "application/json"}
            answer = Answer(status=status, body=b"" if status in _BODILESS else body)
        if self.content_type is not None:
            headers["content-type"] = self.content_type
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        return replace(answer, headers=headers)

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault is about such a call."""
        return (
            self.method in (None, method)
            and path.startswith(self.path or "")
            and (self.pattern is None or fnmatch.fnmatchcase(path, self.pattern))
        )


class Faults:
    """The faults still to strike, in order of their coming; in memory only."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, faults: list[Fault]) -> None:
        """Let these strike, too."""
        with self._lock:
            self._waiting += [fault for fault in faults if fault.times > 0]

    def clear(self) -> None:
        """Let nothing strike any more."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[dict[str, Any]]:
        """What is still to strike, as JSON; `skip` and `times` are what is left of them."""
        with self._lock:
            return [asdict(fault) for fault in self._waiting]

    def strike(self, method: str, path: str) -> Fault | None:
        """The first fault that matches and has nothing to skip; it then has one time less to go."""
        with self._lock:
            for fault in self._waiting:
                if not fault.matches(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
                return fault
        return None


def _text(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


def _seconds(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MOST


def _flag(value: object) -> bool:
    return isinstance(value, bool)


_MOST = 10**9
_BODILESS = (204, 304)

_KINDS: Mapping[str, Callable[[object], bool]] = {
    "method": _text,
    "path": _text,
    "pattern": _text,
    "skip": _whole,
    "times": _whole,
    "status": lambda value: _whole(value) and value in range(200, 600),
    "body": lambda _: True,
    "content_type": _text,
    "retry_after": lambda value: _text(value) or _whole(value),
    "effect": _flag,
    "delay": _seconds,
    "reset": lambda value: value in ("before", "after"),
    "truncate": _flag,
}
