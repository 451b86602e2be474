"""The backend: which one it is, whether the stack can be read there, and who holds its lock."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.errors import EngineError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning
from lox24_provider.workflow.environment import outside
from lox24_provider.workflow.file_backend import cut_sidecars, folder_of
from lox24_provider.workflow.orphaned_hosts import orphaned_hosts
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import QUIET, Ended, Engine, asked

__all__ = ["Exported", "backend", "config", "exported", "locks", "processes", "sidecars", "stacks_there"]

SECONDS = 60.0  # for a question that is not about a stack


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A stack's state.

    Attributes:
        deployment: None if it cannot be read.
        readable: whether its secrets are decrypted in it.
    """

    deployment: dict[str, Any] | None
    readable: bool


def backend(project: Project) -> tuple[str | None, Check]:
    """The backend's address as it is, None if it cannot be reached, and what to say of it."""
    ended = _asked("whoami", "--verbose", "--json", folder=project.folder)
    told = _json(ended.out)
    if ended.code != 0 or not isinstance(told, dict):
        reason = Engine(project=project, stack="", environment={}).reason(ended)
        return None, problem(
            "backend", reason, fix="set PULUMI_BACKEND_URL, or log in with `pulumi login`", kind=EngineError
        )
    url = str(told.get("url") or "")
    where = one_line(shown_address(url)) or "one that does not say its address"
    user = one_line(str(told.get("user") or ""))
    return url, ok("backend", f"{where}, as {user or 'nobody'}", people=(user,))


def stacks_there(project: Project) -> list[str]:
    """The names of the project's stacks in the backend; none if it does not say."""
    told = _json(_asked("stack", "ls", "--json", folder=project.folder).out)
    rows = told if isinstance(told, list) else []
    return [str(row["name"]) for row in rows if isinstance(row, dict) and "name" in row]


def exported(engine: Engine) -> tuple[Exported, Check]:
    """The stack's state, with its secrets in memory if they can be decrypted, and what to say of it."""
    ended = engine.run("stack export", "--show-secrets")
    deployment = _deployment(ended)
    if deployment is not None:
        count = len(deployment.get("resources") or [])
        return Exported(deployment=deployment, readable=True), ok("state", f"readable, with {count} resources")
    reason = engine.reason(ended)
    deployment = _deployment(engine.run("stack export"))
    fix = "give this shell what the stack's secrets provider needs" if deployment is not None else "do as it says"
    return Exported(deployment=deployment, readable=False), problem("state", reason, fix=fix, kind=EngineError)


def config(engine: Engine) -> tuple[dict[str, str] | None, Check | None]:
    """The stack's configuration by full key, or what is wrong."""
    try:
        return engine.config(), None
    except EngineError as error:
        fix = "correct the stack's file, or set what its secrets provider needs"
        return None, problem("configuration", str(error), fix=fix, kind=EngineError)


def sidecars(project: Project, *, stack: str | None) -> Check | None:
    """What to say of files beside the states that a killed run cut; None where there is none."""
    cut = cut_sidecars(project, stack=stack, environment=os.environ)
    if not cut:
        return None
    more = f" and {len(cut) - 1} more" if len(cut) > 1 else ""
    text = f"a killed run cut {cut[0]}{more}, and the engine no longer reads the file beside it"
    mend = f"`lox24 recover -s {stack or 'STACK'} --yes` deletes such a file, in which nothing of the state is"
    return problem(
        "sidecars", text, fix=f"{mend}; ?metadata=skip in the backend's address leaves them out", kind=EngineError
    )


def processes(project: Project) -> Check | None:
    """What to say of providers that outlived their engine; None where there is none."""
    left = orphaned_hosts(project)
    if not left:
        return None
    kills = ", ".join(f"`kill {pid}`" for pid in left)
    who = f"{', '.join(map(str, left))} (python -m pulumi.dynamic, or pulumi-resource-lox24)"
    text = f"{who} worked for an engine that is gone, and may still write"
    return problem(
        "processes",
        text,
        fix=f"wait a minute for what it has sent; if it is there then, {kills}",
        kind=EngineError,
    )


def locks(url: str, *, project: Project, stack: str) -> Check:
    """Whether somebody holds the stack, as far as the backend's files tell."""
    name = stack.rsplit("/", 1)[-1]
    if not url.startswith("file://"):
        return ok("locks", "only `pulumi up` tells with this backend; it refuses a locked stack")
    root = folder_of(url, project=project) / "locks"
    folders = (root / "organization" / project.name / name, root / name)
    held = sorted(file for folder in folders for file in folder.glob("*.json"))
    if not held:
        return ok("locks", "none")
    free = f"`lox24 recover -s {stack} --yes`"
    owners = [_owner(file) for file in held]
    text = f"held by {', '.join(one.shown for one in owners)}"
    if all(one.is_over for one in owners):
        fix = f"free the stack with {free}"
        check = problem("locks", f"{text}; that run is no longer active", fix=fix, kind=EngineError)
    else:
        check = warning("locks", text, fix=f"wait for that run to end; only if it was killed, {free}")
    return replace(check, people=tuple(name for one in owners for name in one.people))


@dataclass(frozen=True, kw_only=True)
class _Owner:
    shown: str
    is_over: bool
    people: tuple[str, ...] = ()


def _owner(file: Path) -> _Owner:
    try:
        told = json_of(file.read_bytes())
        pid, host = int(told["pid"]), str(told["hostname"])
        user = str(told["username"])
        shown = f"{user}@{host} (pid {pid}) since {str(told['timestamp'])[:19]}"
    except (OSError, ValueError, LookupError, TypeError):
        return _Owner(shown=f"somebody ({file.name})", is_over=False)
    is_over = host == socket.gethostname() and not _lives(pid)
    return _Owner(shown=shown, is_over=is_over, people=(user, host))


def _lives(pid: int) -> bool:
    if os.name != "posix" or pid <= 0:  # elsewhere signal 0 is no question
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _asked(*arguments: str, folder: Path) -> Ended:
    """A command of the CLI that is not about one stack."""
    return asked(arguments, folder=folder, environment={**QUIET, **outside()}, seconds=SECONDS)


def _deployment(ended: Ended) -> dict[str, Any] | None:
    told = _json(ended.out) if ended.code == 0 else None
    deployment = told.get("deployment") if isinstance(told, dict) else None
    if isinstance(told, dict) and deployment is None:
        return {}  # a stack that has never run
    return deployment if isinstance(deployment, dict) else None


def _json(text: str) -> object:
    try:
        told: object = json_of(text)
    except ValueError:
        return None
    return told
