"""What Pulumi's Python dynamic host keeps from a provider, fetched one frame away.

The host calls `create(props)` and drops the rest of the request: URN, time-out, old inputs, and any way to report an
error but a traceback. All of it is in the local variables of the host's own method, one frame up. Everything here is
best effort: where the host has changed, a provider falls back to what plain dynamic providers do. Each workaround has a
test in `tests/host` that fails when it no longer works, or is no longer needed:

- errors are tracebacks: https://github.com/pulumi/pulumi/issues/10416
- a group that was made but is not as declared is lost to the state: as above
- URN, time-out and old inputs are dropped, and there are four workers: no issue is known; `pulumi/dynamic/__main__.py`
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, ParamSpec, TypeVar

from pulumi.runtime import rpc

from lox24_provider.adapter.failure import TRAILER, status_of
from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.adapter.unknowns import UNKNOWN
from lox24_provider.errors import Lox24Error

__all__ = ["HostCall", "current_call", "engine_address", "known_later", "readable_errors", "widen"]

P = ParamSpec("P")
R = TypeVar("R")

_METHODS = frozenset({"Check", "Diff", "Create", "Read", "Update", "Delete"})


@dataclass(frozen=True, kw_only=True)
class HostCall:
    """One call of the engine. Empty where the host no longer shows it."""

    urn: str = ""
    seconds: float | None = None
    context: Any = None
    request: Any = None

    @property
    def old_inputs(self) -> Mapping[str, Any] | None:
        """The inputs that the state holds; None where they are not shown."""
        for name in ("old_inputs", "inputs"):
            if hasattr(self.request, name):
                inputs: dict[str, Any] = rpc.deserialize_properties(getattr(self.request, name))
                return inputs
        return None

    @property
    def ignored(self) -> tuple[str, ...]:
        """The paths of inputs whose changes the program ignores."""
        return tuple(getattr(self.request, "ignoreChanges", ()))

    @property
    def provider(self) -> str:
        """The reference by which the host loaded the provider that it is calling."""
        for name in ("news", "properties", "inputs", "olds"):
            reference = getattr(getattr(self.request, name, None), "fields", {}).get(PROVIDER_KEY)
            if reference is not None and reference.string_value:
                return str(reference.string_value)
        return PROVIDER_REFERENCE

    def fail_with(self, error: Lox24Error) -> None:
        """Make the engine show `error` in one line, instead of the traceback of the exception that follows."""
        if self.context is not None:
            status = status_of(error, kept={PROVIDER_KEY: self.provider})
            self.context.set_trailing_metadata(((TRAILER, status),))


def current_call() -> HostCall:
    """The call of the engine that this thread is serving."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 the one way to the request
    while frame is not None:
        if frame.f_code.co_name in _METHODS and "request" in frame.f_locals and "context" in frame.f_locals:
            request = frame.f_locals["request"]
            return HostCall(
                urn=getattr(request, "urn", ""),
                seconds=getattr(request, "timeout", 0) or None,
                context=frame.f_locals["context"],
                request=request,
            )
        frame = frame.f_back
    return HostCall()


def readable_errors(method: Callable[P, R]) -> Callable[P, R]:
    """Decorate a provider's method: what is foreseen ends in one line, anything else keeps its traceback."""

    @functools.wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Lox24Error as error:
            current_call().fail_with(error)
            raise

    return wrapper


def known_later(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a call with `UNKNOWN` where the SDK has an object of its own for it."""
    return {key: _known_later(value) if rpc.contains_unknowns(value) else value for key, value in values.items()}


def _known_later(value: Any) -> Any:  # noqa: ANN401 any value of a property
    if isinstance(value, dict):
        return {key: _known_later(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_known_later(one) for one in value]
    return UNKNOWN if rpc.contains_unknowns(value) else value


def engine_address() -> str:
    """Where the engine that started this host listens; something else where no engine did."""
    return sys.argv[-1] if len(sys.argv) > 1 else ""


def widen(workers: int) -> bool:
    """Let the host serve `workers` calls at once instead of four; False where its internals are not as they were.

    The pool hangs on the frame of the worker thread that this runs in (`_worker(executor_reference, ...)` of
    `concurrent.futures.thread`). It makes threads when work arrives; what has arrived already needs them made here.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 the one way to the pool
    while frame is not None:
        reference = frame.f_locals.get("executor_reference") if frame.f_code.co_name == "_worker" else None
        pool: Any = reference() if callable(reference) else None
        if hasattr(pool, "_max_workers") and hasattr(pool, "_adjust_thread_count"):
            pool._max_workers = workers  # noqa: SLF001 no public way
            for _ in range(workers):
                pool._adjust_thread_count()  # noqa: SLF001 as above
            return True
        frame = frame.f_back
    return False
