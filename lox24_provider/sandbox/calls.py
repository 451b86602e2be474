"""One call and its answer, as plain values: what the endpoints see of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lox24_provider.sandbox.lag import ListLag
from lox24_provider.sandbox.representation import Representation
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import Switches

__all__ = ["Answer", "Call", "Endpoint"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A reply, ready to be sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Call:
    """An authorised call of a known endpoint; `key` is the id in its path, 0 where there is none."""

    account: str
    path: str
    key: int
    query: Mapping[str, str]
    body: bytes
    at: float
    store: Store
    lag: ListLag
    phones_lag: ListLag
    switches: Switches
    representation: Representation

    def answer(self, status: int, document: object) -> Answer:
        """A document in the form that was asked for."""
        return Answer(
            status=status,
            body=self.representation.encoded(document),
            headers={"content-type": self.representation.content_type},
        )


Endpoint = Callable[[Call], Answer]
