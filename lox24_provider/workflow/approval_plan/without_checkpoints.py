"""An engine that writes the state at the end only, for one application of one plan, or all that speaks against it."""

from __future__ import annotations

from pathlib import Path

from lox24_provider.display.text import one_line
from lox24_provider.errors import CheckpointsNeeded, Lox24Error, PlanMoved
from lox24_provider.workflow.approval_plan import skipping
from lox24_provider.workflow.approval_plan.manifest import ENGINE_PLAN, Manifest
from lox24_provider.workflow.approval_plan.planning import World
from lox24_provider.workflow.approval_plan.update_plan import steps_in
from lox24_provider.workflow.approval_plan.used import mark_used
from lox24_provider.workflow.existing_groups import listed
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["without_checkpoints"]


def without_checkpoints(engine: Engine, copy: Path, *, manifest: Manifest, world: World, plan: Path) -> Engine:
    """The engine for the run of `plan`, which is marked as used; the account is asked now, whatever was seen of it.

    What counts is the update plan in `copy`, to which the engine is held, besides what the manifest says of the run.

    Raises:
        CheckpointsNeeded: something could be lost or doubled, or the plan cannot be marked.
        PlanMoved: it is another account.
        PlanUsed: another application has marked it meanwhile.
        PlanError: there is no update plan.
    """
    held_to = steps_in(copy / ENGINE_PLAN)
    planned = [one_line(reason, limit=2000) for reason in manifest.needs_checkpoints]
    reasons = [*world.needs_checkpoints, *planned, *skipping.in_run(held_to)]
    try:
        account, groups = listed(engine)
    except Lox24Error as error:
        reasons.append(f"whether the account has groups of those names is not known: {error}")
    else:
        if moved := [*manifest.other_account(account)]:
            raise PlanMoved(*moved)
        reasons += skipping.in_account(skipping.names_of(held_to), groups)
    if reasons:
        raise CheckpointsNeeded(*dict.fromkeys(reasons))
    mark_used(plan)
    return engine.without_checkpoints()
