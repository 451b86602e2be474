"""Making a plan: everything that a person approves, and that `apply` holds the world against."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of
from lox24_provider.errors import PlanError
from lox24_provider.workflow.approval_plan import skipping
from lox24_provider.workflow.approval_plan.contents import Modules, contents, sources
from lox24_provider.workflow.approval_plan.foreseeing import foresee
from lox24_provider.workflow.approval_plan.manifest import ALL, ENGINE_PLAN, IGNORE, REVIEWS, Manifest
from lox24_provider.workflow.approval_plan.update_plan import made_applicable
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.installed_cli import cli, version_of
from lox24_provider.workflow.kinds.kind import Kind
from lox24_provider.workflow.kinds.registry import kind_of, named
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.model import Danger, Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.terminal import terminal
from lox24_provider.workflow.review.unknown import uncertain

__all__ = ["World", "make", "steps_of"]

_ENGINE_OPS = {"create": "create", "change": "update", "delete": "delete", "replace": "replace"}


_READING = ("lox24-provider", "phonenumbers", "python-calamine")
"""What says how a list is read: with another release of these it may be another list."""

WITHOUT_GIT = Danger(
    item="",
    text="git was not asked about the files (--no-git): only the program, Pulumi.yaml, stack files and list files "
    "are held to what was reviewed",
)


@dataclass(frozen=True, kw_only=True)
class World:
    """What must not move between a plan and its application.

    Attributes:
        tree: git's hash of all tracked files; "" where git is not asked.
        modules: the files that every run reads, tracked or not.
        needs_checkpoints: what in the state speaks against a run without them.
    """

    tree: str
    modules: Modules
    state: str
    versions: dict[str, str]
    groups: int
    needs_checkpoints: tuple[str, ...]

    @classmethod
    def now(cls, engine: Engine, *, git: bool = True) -> World:
        """The world as it is.

        Raises:
            EngineError: the stack's state cannot be read.
            NoTree: git is to be asked, and does not say what the files are.
            PlanError: an earlier run has left something that the next one would do besides.
        """
        deployment = engine.export()
        resources = [one for one in deployment.get("resources") or [] if isinstance(one, dict)]
        if pending := deployment.get("pending_operations"):
            raise PlanError(
                f"a run of stack {one_line(engine.stack)} was interrupted and left {len(pending)} pending operations: "
                f"`lox24 recover -s {one_line(engine.stack)} --yes`"
            )
        if left := [one for one in resources if one.get("delete") and _kind_of(one).reference]:
            names = ", ".join(f"{_name_of(one)} ({one_line(str(one.get('id', '')))})" for one in left)
            raise PlanError(
                f"a replacement was not finished, and the next run still deletes {names}, which no review shows: let "
                f"`pulumi up -s {one_line(engine.stack)}` finish it, whose preview does, then plan"
            )
        manifest = deployment.get("manifest") or {}
        return cls(
            tree=Git(engine.project.folder).tree() if git else "",
            modules=Modules(engine.project),
            state=f"{manifest.get('time', '')}, {len(resources)} resources",
            versions={"pulumi": version_of(cli()), "sdk": version("pulumi"), **_installed()},
            groups=sum(_kind_of(one).limits_deletions for one in resources),
            needs_checkpoints=tuple(skipping.in_state(resources)),
        )


def make(
    engine: Engine,
    *,
    folder: Path,
    refresh: bool,
    link: str,
    git: bool = True,
    faster: Callable[[int], object] = lambda _: None,
) -> tuple[Review, Manifest]:
    """Plan a run and write the plan's files into `folder`, which is empty; see `approval_plan.folder`.

    Args:
        git: whether git's hash of the files counts besides the contents of what the run reads.
        faster: is told how many groups are made, where that would be faster without checkpoints, and safe.

    Raises:
        PlanError: it is not known how many entries would change.
        EngineError: the preview failed.
        NoTree: git does not say what the files are.
    """
    world = World.now(engine, git=git)
    (folder / IGNORE).write_bytes(ALL)
    update_plan = (folder / ENGINE_PLAN).resolve()
    seen = foresee(engine, refresh=refresh, save_plan=update_plan)
    made_applicable(update_plan)
    review, scopes = seen.review, seen.scopes
    if not git:
        review = replace(review, dangers=(WITHOUT_GIT, *review.dangers))
    if unknown := [item.name for item in review.items if named(item.kind).scope and item.urn not in scopes]:
        raise PlanError(
            f"how many entries of {', '.join(map(one_line, unknown))} would change is not known, so nobody can approve "
            "it: set LOX24_TOKEN, and plan with --refresh"
        )
    refuse_unplaced(review)
    manifest = Manifest(
        project=engine.project.name,
        stack=engine.stack,
        created=time.time(),
        tree=world.tree,
        contents=contents(world.modules, lists=sources(seen.document)),
        state=world.state,
        versions=world.versions,
        account=review.account,
        refreshed=refresh,
        steps=steps_of(review),
        uncertain=uncertain(seen.document),
        entries={urn: scope.document() for urn, scope in scopes.items()},
        groups=world.groups,
        needs_checkpoints=skipping.in_run(seen.document),
        review=review.document(),
    )
    address = link_to(link)
    forms = (markdown(review, link=address), page(review, link=address), terminal(review, colour=False))
    for name, text in zip(REVIEWS, forms, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    manifest.write(folder)
    if count := skipping.gains(world.needs_checkpoints, seen.document, look=seen.look):
        faster(count)
    return review, manifest


def refuse_unplaced(review: Review) -> None:
    """Refuse an `Account` of which only the run would tell where its token goes.

    Raises:
        PlanError: there is one.
    """
    if unknown := [item.name for item in review.items if not item.is_placed]:
        raise PlanError(
            f"where Account {', '.join(map(one_line, unknown))} sends its token is known only during the run, so "
            "nobody can approve it: give it a base_url and a client_id that the preview knows"
        )


def steps_of(review: Review) -> dict[str, str]:
    """What the engine is going to do, by URN."""
    return {item.urn: _ENGINE_OPS[item.op] for item in review.items}


def _kind_of(resource: Mapping[str, Any]) -> Kind:
    return kind_of(str(resource.get("urn", "")))


def _name_of(resource: Mapping[str, Any]) -> str:
    return one_line(name_of(str(resource.get("urn", ""))))


def _installed() -> dict[str, str]:
    found = {}
    for name in _READING:
        with suppress(PackageNotFoundError):  # calamine is an extra
            found[name] = version(name)
    return found
