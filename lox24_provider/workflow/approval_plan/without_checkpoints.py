"""An engine that writes the state at the end only, for one application of one plan, or all that speaks against it."""

from __future__ import annotations

from pathlib import Path

from lox24_provider.errors import CheckpointsNeeded, Lox24Error
from lox24_provider.workflow.approval_plan import skipping
from lox24_provider.workflow.approval_plan.foreseeing import Seen
from lox24_provider.workflow.approval_plan.planning import World
from lox24_provider.workflow.approval_plan.used import mark_used
from lox24_provider.workflow.existing_groups import listed
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["without_checkpoints"]


def without_checkpoints(engine: Engine, *, seen: Seen, world: World, plan: Path) -> Engine:
    """The engine for the run of `plan`, which is marked as used; the account is asked now, whatever was seen of it.

    Raises:
        CheckpointsNeeded: something could be lost or doubled, or the plan cannot be marked.
        PlanUsed: another application has marked it meanwhile.
    """
    reasons = [*world.needs_checkpoints, *skipping.in_run(seen.document)]
    try:
        reasons += skipping.in_account(skipping.names_of(seen.document), listed(engine))
    except Lox24Error as error:
        reasons.append(f"whether the account has groups of those names is not known: {error}")
    if reasons:
        raise CheckpointsNeeded(*reasons)
    mark_used(plan)
    return engine.without_checkpoints()
