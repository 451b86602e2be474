"""A preview that also says whom the run would touch, which no row of the engine's display could hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lox24_provider.adapter.scope_files import PLANNED, Foreseen, Planned
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.existing_groups import looking
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.adoptions import Look
from lox24_provider.workflow.review.model import Review

__all__ = ["Seen", "foresee"]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a run would do.

    Attributes:
        document: what `pulumi preview --json` said.
        scopes: the entries that each group and list would touch, by URN; one of which that is not known is missing.
        look: the account's groups, asked for once; None where it cannot be asked.
    """

    document: Mapping[str, Any]
    review: Review
    scopes: Mapping[str, Scope]
    look: Look


def foresee(engine: Engine, *, refresh: bool, save_plan: Path | None = None) -> Seen:
    """Run the preview. The arguments are those of `Engine.preview`.

    Raises:
        EngineError: it failed.
        SettingsError: what the provider wrote cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="lox24-") as folder:  # nobody else may look into it
        planned = Planned(Path(folder, "planned"))
        planned.file.touch(mode=0o600)
        telling = replace(engine, environment={**engine.environment, PLANNED: str(planned.file)})
        document = telling.preview(refresh=refresh, save_plan=save_plan)
        told = planned.read()
    counts = {urn: foreseen.counts for urn, foreseen in told.items()}
    look = looking(engine, document)
    review = reviewing.of_document(engine, document, refreshed=refresh, counts=counts, look=look)
    owned = {str(one.get("urn")): _owned(one) for one in document.get("steps") or []}
    return Seen(document=document, review=review, scopes=dict(_scopes(review, told, owned)), look=look)


def _scopes(review: Review, told: Mapping[str, Foreseen], owned: Mapping[str, str]) -> Iterator[tuple[str, Scope]]:
    for item in review.items:
        if scope := named(item.kind).scope:
            known = scope(item, owned.get(item.urn, ""))
            if known is not None:
                yield item.urn, known
            elif item.urn in told:
                yield item.urn, told[item.urn].scope


def _owned(step: Mapping[str, Any]) -> str:
    """The ids of the entries that a list made, of which it removes those that are there still."""
    return str(((step.get("oldState") or {}).get("outputs") or {}).get("owned") or "")
