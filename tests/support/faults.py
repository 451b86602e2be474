"""What can go wrong with a request, as faults of the sandbox (`lox24_provider.sandbox.faults.Fault`)."""

from __future__ import annotations

from typing import Any

__all__ = ["FAULTS", "READ_SECONDS"]

READ_SECONDS = 0.2  # to be patched into `lox24_provider.api.transport`, for the last of these to be a fault

FAULTS: dict[str, dict[str, Any]] = {
    "reset before the effect": {"reset": "before"},
    "reset after the effect": {"reset": "after"},
    "500": {"status": 500},
    "502 after the effect": {"status": 502, "effect": True},
    "503": {"status": 503},
    "504": {"status": 504},
    "429": {"status": 429},
    "429 that says when": {"status": 429, "retry_after": 1},
    "401": {"status": 401},
    "an answer that is cut off": {"truncate": True},
    "a web page": {"status": 200, "body": "<html>"},
    "a web page after the effect": {"status": 200, "body": "<html>", "effect": True},
    "an empty body": {"status": 200, "body": ""},
    "an empty body after the effect": {"status": 200, "body": "", "effect": True},
    "no answer in time": {"delay": 2 * READ_SECONDS},
}
