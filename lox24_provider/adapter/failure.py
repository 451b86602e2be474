"""A foreseen error as the engine reads it: one line, and what of the resource is there all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct
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


def status_of(
    error: Lox24Error,
    *,
    kept: Mapping[str, Any] | None = None,
    encode: Callable[[Mapping[str, Any]], Struct] | None = None,
    message: str | None = None,
) -> bytes:
    """The status of a failed call.

    What is `Incomplete` enters the state all the same, marked: the next `up` then calls update in any case.

    Args:
        kept: what its state holds besides, in outputs and inputs.
        encode: writes properties with their secrets marked, for an engine that leaves that to the provider.
        message: what the engine shows, if not its line.
    """
    message = message or line_of(error)
    status = status_pb2.Status(code=_UNKNOWN, message=message)
    if isinstance(error, Incomplete):
        partial = provider_pb2.ErrorResourceInitFailed(id=error.id, reasons=[message])
        outputs = {key: value for key, value in error.outputs.items() if value is not None}  # as Pulumi's host does
        if encode is None:
            partial.properties.update({**outputs, **(kept or {})})
            partial.inputs.update({**error.inputs, **(kept or {})})
        else:
            partial.properties.CopyFrom(encode(outputs))
            partial.inputs.CopyFrom(encode(error.inputs))
        status.details.add().Pack(partial)
    return status.SerializeToString()
