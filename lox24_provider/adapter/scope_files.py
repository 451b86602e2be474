"""Whom a run touches, between this package's commands and the provider's process: files that the environment names.

Rows of the engine's display are cut and shown; a list of 100,000 ids is not for them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from lox24_provider.display.text import one_line
from lox24_provider.errors import SettingsError
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.safe_io.json_reading import json_of

__all__ = ["APPROVED", "PLANNED", "Foreseen", "Planned", "approved_in", "planned_in"]

APPROVED = "LOX24_APPROVED"
"""Names the manifest of the plan that was approved; `lox24 apply` sets it. Unset, no approval is required."""

PLANNED = "LOX24_PLANNED"
"""Names the file into which a preview's provider writes whom the run would touch; `lox24 plan` and `apply` set it."""

ENTRIES = "entries"
"""The manifest's key: by URN, the scope that was approved."""


class Foreseen(NamedTuple):
    """What a preview says of one resource: how many entries are concerned, and which."""

    counts: Counts
    scope: Scope


@dataclass(frozen=True)
class Planned:
    """The file of a preview, a line a resource; of several lines the last one holds. Nobody else may read it."""

    file: Path

    def record(self, urn: str, counts: Counts, scope: Scope) -> None:
        """Add what is foreseen of a resource; several processes may do so at once.

        Raises:
            SettingsError: the file cannot be written: then nothing is to be approved.
        """
        line = json.dumps({"urn": urn, "counts": counts.document(), "scope": scope.document()})
        try:
            with self.file.open("ab", buffering=0) as file:  # one write a line: appended lines do not mix
                file.write(f"{line}\n".encode())
        except OSError as error:
            raise SettingsError(f"{PLANNED} names no file that can be written ({error.strerror})") from None

    def read(self) -> dict[str, Foreseen]:
        """What has been recorded, by URN.

        Raises:
            SettingsError: it is no such file.
        """
        try:
            documents = [json_of(line) for line in self.file.read_text(encoding="utf-8").splitlines()]
            return {str(one["urn"]): _foreseen(one) for one in documents}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"what the preview has foreseen cannot be read ({type(error).__name__})") from None


def planned_in(environment: Mapping[str, str]) -> Planned | None:
    """Where this process is to write what it foresees; None where nobody makes a plan."""
    file = environment.get(PLANNED)
    return Planned(Path(file)) if file else None


def approved_in(environment: Mapping[str, str]) -> dict[str, Scope] | None:
    """What was approved, by URN; None where no approval is required.

    Raises:
        SettingsError: the file is not there or no manifest, or none is named: then nothing is taken for approved.
    """
    file = environment.get(APPROVED)
    if file is None:
        return None
    try:
        entries: dict[str, Any] = json_of(Path(file).read_bytes())[ENTRIES]  # an empty name is the current folder
        return {urn: Scope.read(one) for urn, one in entries.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsError(
            f"{APPROVED} names no plan's manifest ({one_line(why)}): nothing counts as approved"
        ) from None


def _foreseen(document: Mapping[str, Any]) -> Foreseen:
    counts = Counts.read(document["counts"])
    if counts is None:
        raise ValueError("no counts")
    return Foreseen(counts, Scope.read(document["scope"]))
