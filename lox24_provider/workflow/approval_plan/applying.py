"""Applying a plan: what was approved is what runs, or nothing does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lox24_provider.adapter.scope_files import APPROVED
from lox24_provider.display.text import masked, one_line
from lox24_provider.display.urns import name_of, path_of
from lox24_provider.errors import EngineError, NoPreview, PlanError, PlanMoved
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan.contents import contents, sources
from lox24_provider.workflow.approval_plan.differing import told_of_contents, told_of_trees
from lox24_provider.workflow.approval_plan.folder import taken
from lox24_provider.workflow.approval_plan.foreseeing import Seen, foresee
from lox24_provider.workflow.approval_plan.manifest import ENGINE_PLAN, MANIFEST, SAME, Manifest
from lox24_provider.workflow.approval_plan.planning import World
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.approval_plan.used import refuse_used
from lox24_provider.workflow.approval_plan.without_checkpoints import without_checkpoints
from lox24_provider.workflow.kinds.registry import kind_of, named
from lox24_provider.workflow.pulumi_cli import SKIP_CHECKPOINTS, Ended, Engine

__all__ = ["Limits", "apply", "are_many", "changes"]

_DELETES_PERCENT = 30  # as octoDNS: a plan that deletes more than this share ...
_DELETES_OF = 10  # ... of at least so many groups needs a person's exact number

_OPS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "create-replacement": "replace",
    "replace": "replace",
    "import": "create",
    "import-replacement": "replace",
    SAME: SAME,
}
_NOTHING = "nothing happens to it"
_NOT_SEEN = "expected resource operations for "
_NOT_EXPECTED = "no steps were expected for this resource"  # of one that the program did not declare when planned


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a person allows or chooses besides the plan.

    Args:
        seconds: how old a plan may be.
        deletes: exactly how many groups may be deleted where that is many; None for none.
        skip_checkpoints: whether the state is written at the end only, and the plan marked as used before that.
    """

    seconds: float
    deletes: int | None = None
    skip_checkpoints: bool = False


def apply(folder: Path, *, limits: Limits, say: Callable[[str], None], key: Key | None = None) -> Manifest:
    """Apply the plan in `folder`; its manifest, with the steps that did happen.

    Everything is looked at before the first write: the engine would notice a resource that went only after it has
    applied the updates before it. Where checkpoints are skipped, no preview is made again, which takes as long as the
    run: nothing is there that could have gone, and the engine makes only what its plan has.

    Raises:
        CheckpointsNeeded: they are to be skipped, and something could be lost or doubled by that.
        PlanUsed: they were skipped before.
        PlanMoved: something is not as it was.
        PlanError: it is no plan, not signed as it has to be, or not everything that was planned happened.
        EngineError: the engine or the provider failed.
    """
    with taken(folder, key=key) as copy:
        manifest = Manifest.read(copy, shown=folder)
        try:
            return _applied(copy, manifest, plan=folder, limits=limits, say=say)
        except PlanMoved as error:
            raise error.with_command(manifest.command(folder)) from None


def _applied(folder: Path, manifest: Manifest, *, plan: Path, limits: Limits, say: Callable[[str], None]) -> Manifest:
    approved = {APPROVED: str((folder / MANIFEST).resolve())}
    engine = reviewing.stack_engine(manifest.stack, environment=approved)
    _refuse_old(age=time.time() - manifest.created, limits=limits)
    _refuse_many(manifest, limits=limits)
    world = World.now(engine, git=bool(manifest.tree))
    moved = list(_moved(manifest, engine, world))
    if limits.skip_checkpoints:
        if not (manifest.needs_checkpoints or world.needs_checkpoints):  # then there are no lists; else it is refused
            moved += _other_contents(manifest, world, lists=())
        if moved:
            raise PlanMoved(*moved)
        engine = without_checkpoints(engine, folder, manifest=manifest, world=world, plan=plan)
    else:
        _refuse_other_run(manifest, engine, world, moved=moved)
        refuse_used(plan)  # it may be applied elsewhere meanwhile
        if os.environ.get(SKIP_CHECKPOINTS, "").lower() in ("1", "true"):
            say(f"  warning: {SKIP_CHECKPOINTS} is set, so if this run is killed, what it has done is not in the state")
    say(f"nothing has changed since the plan was made; to {one_line(engine.stack)}: {changes(manifest)}")
    ran = _up(engine, folder, manifest, say=say)
    spared, missing = manifest.judged(ran.happened)
    reason = engine.reason(ran.ended)
    if ran.ended.code != 0 and not ran.is_only_of(spared, reason=reason):
        left = f"{len(missing)} of {len(manifest.steps)} planned changes did not happen; " if missing else ""
        killed = ", or a new plan takes it over if the engine was killed" if limits.skip_checkpoints else ""
        raise EngineError(
            f"{reason}\n{left}what happened is in the state{killed}: look with "
            f"`lox24 doctor -s {engine.stack}`, then make a new plan"
        )
    if missing:
        names = ", ".join(one_line(name_of(urn)) for urn in missing)
        raise PlanError(f"the run ended well, but not everything that was planned happened: {names}; plan again")
    for urn in spared:
        say(f"  not needed after all: {manifest.steps[urn]} {one_line(name_of(urn))}")
    return replace(manifest, steps={urn: did for urn in manifest.steps if (did := ran.happened[urn]) != SAME})


def changes(manifest: Manifest) -> str:
    """How much a plan does: `1 change`."""
    count = len(manifest.steps)
    return "1 change" if count == 1 else f"{count} changes"


def _refuse_old(*, age: float, limits: Limits) -> None:
    if not 0 <= age <= limits.seconds:
        raise PlanMoved(
            f"the plan is {_hours(age)} old, more than {_hours(limits.seconds)}"
            if age > 0
            else "the plan was made in the future: is this machine's clock right?"
        )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours"


def _refuse_many(manifest: Manifest, *, limits: Limits) -> None:
    steps = manifest.steps.items()
    deletes = sum(op in ("delete", "replace") and kind_of(urn).limits_deletions for urn, op in steps)
    if are_many(deletes, groups=manifest.groups) and limits.deletes != deletes:
        raise PlanError(
            f"the plan deletes {deletes} of {manifest.groups} groups, more than {_DELETES_PERCENT} %, and nothing was "
            f"changed: if they are to go, apply it with --allow-deletes {deletes}, which allows exactly that number"
        )


def are_many(deletes: int, *, groups: int) -> bool:
    """Whether so many deletions need a person's exact number."""
    return groups >= _DELETES_OF and deletes * 100 > groups * _DELETES_PERCENT


def _moved(manifest: Manifest, engine: Engine, world: World) -> Iterator[str]:
    """What is not as it was when the plan was made, apart from the account."""
    if engine.project.name != manifest.project:
        yield f"the plan is of project {one_line(manifest.project)}, and this is {one_line(engine.project.name)}"
    if world.tree != manifest.tree:
        yield told_of_trees(engine.project.folder, now=world.tree, planned=manifest.tree)
    if world.state != manifest.state:
        yield f"the stack's state was written since ({world.state}; planned at {manifest.state})"
    for name, planned in manifest.versions.items():
        if world.versions.get(name) != planned:
            yield f"{name} is {world.versions.get(name)}, and the plan was made with {one_line(planned)}"


def _refuse_other_run(manifest: Manifest, engine: Engine, world: World, *, moved: Sequence[str]) -> None:
    """Refuse unless the preview, made again, shows what was planned, and nothing else has `moved`."""
    try:
        moved = [*moved, *_other_run(manifest, foresee(engine, refresh=manifest.refreshed), world)]
    except (EngineError, NoPreview) as error:
        if moved:
            raise PlanMoved(*moved, str(error)) from None
        raise
    if moved:
        raise PlanMoved(*moved)


def _other_contents(manifest: Manifest, world: World, *, lists: Sequence[str]) -> Iterator[str]:
    if contents(world.modules, lists=lists) != manifest.contents:
        yield told_of_contents(now=world.tree, planned=manifest.tree)


def _other_run(manifest: Manifest, seen: Seen, world: World) -> Iterator[str]:
    """How what would run now differs from what was planned; the account is looked at again as the plan did."""
    yield from _other_contents(manifest, world, lists=sources(seen.document))
    yield from manifest.other_account(seen.review.account)
    yield from _other_steps(manifest, seen)


def _other_steps(manifest: Manifest, seen: Seen) -> Iterator[str]:
    """The steps that differ; of lists the provider itself has refused what was not approved."""
    review = seen.review
    planned, now = _signatures(manifest.review), _signatures(review.document())
    for urn in sorted({*planned, *now}):
        if planned.get(urn) != now.get(urn):
            then, today = (of.get(urn, (_NOTHING,))[0] for of in (planned, now))
            differ = "what would change is something else" if then == today else f"now {today}, in the plan {then}"
            yield f"{_named(urn)}: {differ}"
    for item in review.items:
        if not (kind := named(item.kind)).scope or kind.refuses_beyond:
            continue
        scope = seen.scopes.get(item.urn)
        beyond = None if scope is None else scope.beyond(manifest.scope(item.urn)).removed
        if beyond != 0:
            who = "nobody knows who" if beyond is None else f"{beyond:,} {'entry' if beyond == 1 else 'entries'}"
            yield f"{item.kind} {one_line(item.name)}: {who} would go with it without having been approved"


def _signatures(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What happens to each resource, in a form in which two reviews can be compared."""
    own = document.get("account")
    return {
        str(one["urn"]): (
            one["operation"],
            # Of the stack's own account it is said once, for all.
            "" if one.get("account") == own else one.get("account", ""),
            str((one.get("adopts") or {}).get("id", "")),
            *(f"{field['name']}={field['after']}" for field in one["fields"]),
        )
        for one in document.get("changes") or []
    }


def _named(urn: str) -> str:
    """`Group clients`, as a person knows a resource."""
    what = kind_of(urn).label or path_of(urn).rpartition(":")[2]
    return one_line(f"{what} {name_of(urn)}".lstrip())


@dataclass(frozen=True, kw_only=True)
class _Ran:
    """A run of the engine's own plan.

    Attributes:
        happened: by URN, what it did; also `same`.
        errors: what it told, with the URN that it is about.
    """

    happened: Mapping[str, str]
    errors: Sequence[tuple[str, str]]
    ended: Ended

    def is_only_of(self, spared: Collection[str], *, reason: str) -> bool:
        """Whether all that failed is the engine's count of a replacement's steps, at the end of a run that did all.

        Of an update it knows that fewer are fine; of the three steps of a replacement two are left where one was
        enough. `reason` also has what it told beside its events.
        """
        lines = reason.splitlines()
        return {urn for urn, _ in self.errors} <= set(spared) and all(one.startswith(_NOT_SEEN) for one in lines)


def _up(engine: Engine, folder: Path, manifest: Manifest, *, say: Callable[[str], None]) -> _Ran:
    """Run the engine's own plan."""
    arguments = ["--yes", "--skip-preview", "--plan", str((folder / ENGINE_PLAN).resolve())]
    arguments += engine.refreshing(refresh=manifest.refreshed)
    happened: dict[str, str] = {}
    adopted = {str(one["urn"]) for one in manifest.review.get("changes") or [] if one.get("adopts")}
    errors: list[tuple[str, str]] = []

    def hear(event: Mapping[str, Any]) -> None:
        if done := event.get("resOutputsEvent") or _begun(event):
            _done(done.get("metadata") or {}, happened=happened, adopted=adopted, say=say)
        told = event.get("diagnosticEvent") or {}
        text = one_line(masked(str(told.get("message", ""))), limit=2000)
        if told.get("severity") == "error":
            urn = str(told.get("urn") or "")
            errors.append((urn, f"{_named(urn)}: {text}" if urn and text.endswith(_NOT_EXPECTED) else text))
        elif told.get("severity") == "warning":
            say(f"  warning: {text.removeprefix('warning: ')}")

    ended = engine.watch("up", *arguments, hear=hear)
    ended = replace(ended, err="\n".join([*(text for _, text in errors), ended.err]))
    return _Ran(happened=happened, errors=errors, ended=ended)


def _begun(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The beginning of a component: it is all that the engine tells of one that has no outputs."""
    begun = event.get("resourcePreEvent") or {}
    metadata = begun.get("metadata") or {}
    return begun if not (metadata.get("new") or metadata.get("old") or {}).get("custom") else None


def _done(
    metadata: Mapping[str, Any], *, happened: dict[str, str], adopted: Container[str], say: Callable[[str], None]
) -> None:
    op, urn = _OPS.get(str(metadata.get("op"))), str(metadata.get("urn", ""))
    if op is None or path_of(urn).startswith("pulumi:pulumi:") or happened.get(urn) == op:
        return
    happened[urn] = op
    if op == SAME:
        return
    number = (metadata.get("new") or metadata.get("old") or {}).get("id") or ""
    verb = "adopt" if op == "create" and urn in adopted else op.removesuffix("e")
    say(f"  {verb}ed {one_line(name_of(urn))}{f' ({one_line(str(number))})' if number else ''}")
