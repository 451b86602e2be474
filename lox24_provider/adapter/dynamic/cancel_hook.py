"""Ctrl-C, as Pulumi's Python dynamic host keeps it from a provider.

On the first SIGINT or SIGTERM the engine starts nothing more, waits for what is under way, and calls `Cancel` on its
providers; it does so again when it closes them. The dynamic host answers and does nothing. No issue is known: since
https://github.com/pulumi/pulumi/pull/22516 other Python providers have a hook for it, dynamic ones have none.

gRPC holds the servicer's bound methods since before any provider is loaded, so that a method that is put in the class
later is never called. But the function behind it is the same one, and its code can be exchanged. Best effort, as all
in `lox24_provider.adapter.dynamic.host`: where `Cancel` is no such plain function any more, the host stays as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType
from typing import Any

__all__ = ["install"]


def install(hear: Callable[[], None]) -> bool:
    """Let `hear` be called at every `Cancel`, before what the host does itself; False where that cannot be done."""
    cancel = getattr(getattr(sys.modules["__main__"], "DynamicResourceProviderServicer", None), "Cancel", None)
    if not isinstance(cancel, FunctionType) or cancel.__closure__ or cancel.__defaults__:
        return False
    upstream = FunctionType(cancel.__code__, cancel.__globals__)
    # Every worker may be busy with an operation that waits, so this call has one of its own (`grpc/_server.py`).
    cancel.experimental_thread_pool = ThreadPoolExecutor(1)  # type: ignore[attr-defined]
    cancel.__defaults__ = (hear, upstream)
    cancel.__code__ = _cancel.__code__
    return True


def _cancel(
    servicer: object, request: object, context: object, hear: Callable[[], None], upstream: Callable[..., Any]
) -> Any:  # noqa: ANN401 the host's own answer
    hear()
    return upstream(servicer, request, context)
