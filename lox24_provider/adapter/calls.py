"""What an adapter hands on of a call of the engine, and what it gets back to answer with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

__all__ = ["Call", "Calls", "Checked", "Found", "Request"]


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

    @property
    def ignored(self) -> Collection[str]:
        """The paths of inputs whose changes the program ignores (`ignore_changes`); `*` is any."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A call that tells all of it."""

    urn: str
    seconds: float | None = None
    old_inputs: Mapping[str, Any] | None = None
    ignored: Collection[str] = ()


class Calls(Protocol):
    """What the engine's calls for one kind of resource come to. Values are plain; `unknowns.UNKNOWN` is known later."""

    @property
    def secrets(self) -> Collection[str]:
        """The inputs that a program may have as secrets, noted in `rules.secrecy.SECRET`."""

    @property
    def always_secret(self) -> Collection[str]:
        """Those that are one in any case."""

    def configured(self) -> None:
        """The runtime has its configuration now."""

    def check(self, call: Call, *, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
        """Every problem of the inputs."""

    def diff(self, call: Call, *, id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool | None:
        """Whether anything that matters differs; None where the inputs explain it."""

    def foresee_nothing(self, call: Call) -> None:
        """Tell a plan that is being made that an update sends nothing."""

    def foreseen(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs of a creation or an update, as far as a preview knows them."""

    def create(self, call: Call, *, inputs: Mapping[str, Any]) -> Found:
        """Make it."""

    def read(self, call: Call, *, id: str, state: Mapping[str, Any]) -> Found | None:
        """What the account holds; None where it is gone."""

    def update(self, call: Call, *, id: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Bring it to what is declared; the outputs."""

    def delete(self, call: Call, *, id: str, state: Mapping[str, Any]) -> None:
        """Delete it, as far as that is allowed."""


class Checked(NamedTuple):
    """Inputs as they are to be kept, and one line for each thing that is wrong with them."""

    inputs: dict[str, Any]
    problems: Sequence[str] = ()


class Found(NamedTuple):
    """What the account holds of a resource."""

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
