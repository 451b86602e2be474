"""What was approved, handed to the provider by its environment: how many entries of each list a run may touch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from lox24_provider.errors import SettingsError
from lox24_provider.rules.counts import Approved
from lox24_provider.text import one_line

__all__ = ["VARIABLE", "approved_in"]

VARIABLE = "LOX24_APPROVED"
"""Names the manifest of the plan that was approved; `lox24 apply` sets it. Unset, nothing was asked."""

ENTRIES = "entries"
"""The manifest's key: by URN, the entries to gain, change and lose."""

_NUMBERS = TypeAdapter(dict[str, Approved])


def approved_in(environment: Mapping[str, str]) -> dict[str, Approved] | None:
    """The approved numbers by URN; None where nobody was asked.

    Raises:
        SettingsError: the file is not there or no manifest: then nothing is taken for approved.
    """
    file = environment.get(VARIABLE, "")
    if not file:
        return None
    try:
        return _NUMBERS.validate_python(json.loads(Path(file).read_bytes())[ENTRIES])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsError(
            f"{VARIABLE} names no plan's manifest ({one_line(why)}): nothing counts as approved"
        ) from None
