"""What an adapter hands on of a call of the engine, and what it gets back to answer with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

__all__ = ["Call", "Checked", "Found", "Request"]


class Call(Protocol):
    """One call of the engine, apart from the values that it is about."""

    @property
    def urn(self) -> str:
        """The resource; "" where the engine's host does not tell."""

    @property
    def seconds(self) -> float | None:
        """How long the program lets it take; None where it does not say."""

    @property
    def old_inputs(self) -> Mapping[str, Any] | None:
        """The inputs that the state holds; None where they are not told."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A call that tells all of it."""

    urn: str
    seconds: float | None = None
    old_inputs: Mapping[str, Any] | None = None


class Checked(NamedTuple):
    """Inputs as they are to be kept, and one line for each thing that is wrong with them."""

    inputs: dict[str, Any]
    problems: Sequence[str] = ()


class Found(NamedTuple):
    """What the account holds of a resource."""

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
