"""A foreseen error as the engine reads it: one line, and what of the resource is there all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2, status_pb2

from lox24_provider.display.text import one_line
from lox24_provider.errors import Incomplete, Lox24Error

__all__ = ["TRAILER", "line_of", "status_of"]

TRAILER = "grpc-status-details-bin"
"""The gRPC trailer in which the engine finds a `status_of`."""

_UNKNOWN = 2  # gRPC's status code UNKNOWN: what a call is aborted with, and the trailer has to agree


def line_of(error: Lox24Error) -> str:
    """The line that the engine shows."""
    # gRPC in Python takes trailers of 8 KiB: all fields of a group are up to 4.5 of them, twice. The engine's gRPC,
    # in Go, takes 16 MiB: a list of people may travel as well.
    return error.coded(one_line(str(error), limit=400 if isinstance(error, Incomplete) else 2000))


def status_of(error: Lox24Error, *, kept: Callable[[dict[str, Any]], Mapping[str, Any]] = dict) -> bytes:
    """The status of a failed call.

    What is `Incomplete` enters the state all the same, marked: the next `up` then calls update in any case.

    Args:
        kept: outputs and inputs as the state is to hold them.
    """
    message = line_of(error)
    status = status_pb2.Status(code=_UNKNOWN, message=message)
    if isinstance(error, Incomplete):
        partial = provider_pb2.ErrorResourceInitFailed(id=error.id, reasons=[message])
        outputs = {key: value for key, value in error.outputs.items() if value is not None}  # as Pulumi's host does
        partial.properties.update(kept(outputs))
        partial.inputs.update(kept({**error.inputs}))
        status.details.add().Pack(partial)
    return status.SerializeToString()
