"""Making a plan: everything that a person approves, and that `apply` holds the world against."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lox24_provider.delivery.engine import Engine, cli, version_of
from lox24_provider.delivery.foreseeing import foresee
from lox24_provider.delivery.git import Git
from lox24_provider.delivery.manifest import ENGINE_PLAN, Manifest, PlanError
from lox24_provider.frozen import GROUP_TYPE
from lox24_provider.review.markdown import markdown
from lox24_provider.review.markup import link_to
from lox24_provider.review.model import Review
from lox24_provider.review.page import page
from lox24_provider.review.terminal import terminal
from lox24_provider.text import one_line

__all__ = ["World", "make", "steps_of"]

_ENGINE_OPS = {"create": "create", "change": "update", "delete": "delete", "replace": "replace"}


_READING = ("lox24-provider", "phonenumbers", "python-calamine")
"""What says how a list is read: with another release of these it may be another list."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What must not move between a plan and its application."""

    tree: str
    state: str
    versions: dict[str, str]
    groups: int

    @classmethod
    def now(cls, engine: Engine) -> World:
        """The world as it is.

        Raises:
            EngineError: the stack's state cannot be read.
        """
        deployment = engine.export()
        resources = [one for one in deployment.get("resources") or [] if isinstance(one, dict)]
        if pending := deployment.get("pending_operations"):
            raise PlanError(
                f"a run of stack {one_line(engine.stack)} was interrupted and left {len(pending)} pending operations: "
                f"`lox24 recover -s {one_line(engine.stack)} --yes`"
            )
        manifest = deployment.get("manifest") or {}
        return cls(
            tree=Git(engine.project.folder).tree(),
            state=f"{manifest.get('time', '')}, {len(resources)} resources",
            versions={"pulumi": version_of(cli()), "sdk": version("pulumi"), **_installed()},
            groups=sum(one.get("type") == GROUP_TYPE for one in resources),
        )


def make(engine: Engine, *, folder: Path, refresh: bool, link: str) -> tuple[Review, Manifest]:
    """Plan a run and write the plan's folder, which must not be there yet or hold an older plan.

    Raises:
        PlanError: the folder is something else, or it is not known how many entries would change.
        EngineError: the preview failed.
    """
    if folder.exists() and not (folder / "manifest.json").is_file() and any(folder.iterdir()):
        raise PlanError(f"{one_line(str(folder))} is there already and no plan: choose another folder")
    world = World.now(engine)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        return _made(engine, folder=folder, world=world, refresh=refresh, link=link)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half a plan is none
        raise


def _made(engine: Engine, *, folder: Path, world: World, refresh: bool, link: str) -> tuple[Review, Manifest]:
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # a plan is of one moment, and no part of the tree
    seen = foresee(engine, refresh=refresh, save_plan=(folder / ENGINE_PLAN).resolve())
    review, scopes = seen.review, seen.scopes
    if unknown := [item.name for item in review.items if item.kind in ("group", "list") and item.urn not in scopes]:
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
        state=world.state,
        versions=world.versions,
        account=review.account,
        refreshed=refresh,
        steps=steps_of(review),
        entries={urn: scope.document() for urn, scope in scopes.items()},
        groups=world.groups,
        review=review.document(),
    )
    address = link_to(link)
    (folder / "review.md").write_text(markdown(review, link=address), encoding="utf-8")
    (folder / "review.html").write_text(page(review, link=address), encoding="utf-8")
    (folder / "review.txt").write_text(terminal(review, colour=False), encoding="utf-8")
    manifest.write(folder)
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


def _installed() -> dict[str, str]:
    found = {}
    for name in _READING:
        with suppress(PackageNotFoundError):  # calamine is an extra
            found[name] = version(name)
    return found
