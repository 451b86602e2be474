"""All checks of one set-up, in the order in which one thing needs the other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lox24_provider.config.settings import Settings
from lox24_provider.errors import EmptyOption, ProjectError
from lox24_provider.workflow.doctor import account, backend, declared, language_host, machine, plugin, state
from lox24_provider.workflow.doctor.check import Check, ok, problem
from lox24_provider.workflow.meant_stack import Meant, meant
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["Examination", "examine"]

OFFLINE = "--offline"
SHORTEST_SECRET = 6  # characters; what is shorter is no key, and hiding it would blacken every line


@dataclass(kw_only=True)
class Examination:
    """What was found.

    Attributes:
        stack: the one that was looked at, or None.
        checks: one line each, in order.
        host: the Python that the engine starts; None where there is no project.
    """

    stack: str | None = None
    checks: list[Check] = field(default_factory=list)
    host: language_host.Host | None = None
    _secrets: set[str] = field(default_factory=set, repr=False)

    @property
    def healthy(self) -> bool:
        """Whether there is no problem; warnings do not count."""
        return all(check.state != "problem" for check in self.checks)

    def add_without(self, extra: str, *, what: str) -> None:
        """Say that `what` needs an extra, where the language host does not have it."""
        if self.host and (check := self.host.without(extra, what=what)):
            self.checks.append(check)

    def hide(self, *texts: str) -> None:
        """Keep tokens out of every line, whoever wrote it."""
        for text in texts:
            self._secrets |= {part for part in (text, text.partition(":")[2]) if len(part) >= SHORTEST_SECRET}

    def lines(self) -> Iterator[Check]:
        """The checks, fit to be shown."""
        for check in self.checks:
            yield replace(check, text=self._without_secrets(check.text), fix=self._without_secrets(check.fix))

    def _without_secrets(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "[secret]")
        return text


def examine(*, stack: str | None, offline: bool, start: Path | None = None) -> Examination:
    """Look at the set-up of the project in `start` (the current folder) and of one of its stacks.

    Args:
        stack: its name; None for the one that is meant or, without any, the only one.
        offline: whether LOX24 is to be left alone.
    """
    found = Examination()
    found.hide(os.environ.get("LOX24_TOKEN", ""))
    found.checks += [machine.sigint(), machine.python(), machine.sdk()]  # SIGINT first: the CLI's start sets it back
    cli = machine.engine()
    found.checks.append(cli)
    try:
        project = Project.find(start)
    except ProjectError as error:
        found.checks.append(
            problem("project", str(error), fix="go to the folder of a project, or correct its file", kind=ProjectError)
        )
        _account(found, {}, unasked=OFFLINE if offline else "", hidden=False)
        return found
    _project(found, project)
    url = None
    if cli.state == "ok":
        url, check = backend.backend(project)
        found.checks.append(check)
    known = backend.stacks_there(project) if url is not None and not project.stack_files() else []
    try:
        found.stack, check = declared.chosen(project, stack=_told(stack, project), known=known)
    except EmptyOption as error:
        check = problem("stack", str(error), fix="set it, or leave it out", kind=EmptyOption)
    found.checks.append(check)
    besides = (backend.sidecars(project, stack=found.stack), backend.processes(project))
    found.checks += [check for check in besides if check is not None]
    if found.stack is not None:
        _stack(found, project, stack=found.stack, url=url, offline=offline)
    elif os.environ.get("LOX24_TOKEN"):  # which base URL it is for, only a stack tells
        _account(found, declared.config_of(project, {}), unasked="no stack was chosen", hidden=False)
    return found


def _told(stack: str | None, project: Project) -> Meant | None:
    try:
        return meant(stack, environment=os.environ, project=project)
    except ProjectError:
        return None


def _project(found: Examination, project: Project) -> None:
    found.checks.append(declared.main(project))
    content, _ = declared.content_of(project.file)
    found.host = language_host.host(content.get("runtime"), folder=project.folder)
    found.checks.append(found.host.check)


def _stack(found: Examination, project: Project, *, stack: str, url: str | None, offline: bool) -> None:
    content, check = declared.stack_file(project, stack)
    found.checks.append(check)
    config, hidden = declared.config_of(project, content), declared.has_secret_token(content)
    found.hide(config.get("lox24:token", ""))
    if plain := declared.plain_token(project, content, stack=stack):
        found.checks.append(plain)
    if declared.has_workbook(content):
        found.add_without("xlsx", what="list files (.xlsx)")
    exported = None
    if url is not None:
        engine = Engine(project=project, stack=stack, environment={})
        exported, check = backend.exported(engine)
        found.checks.append(check)
        if exported.readable:
            told, wrong = backend.config(engine)
            config, hidden = (told, False) if told is not None else (config, hidden)
            found.checks += [wrong] if wrong else []
            found.hide(config.get("lox24:token", ""))
        found.checks.append(backend.locks(url, project=project, stack=stack))
    deployment = (exported.deployment if exported else None) or {}
    if plugin.is_needed(language=project.language, config=config, deployment=deployment):
        found.checks += plugin.checks(project, deployment)
    settings = _account(found, config, unasked=OFFLINE if offline else "", hidden=hidden)
    if exported is None or exported.deployment is None:
        return
    found.hide(*state.state_tokens(exported.deployment))
    found.checks.append(state.pending_operations(exported.deployment, stack=stack))
    found.checks.append(
        state.token_in_state(
            exported.deployment,
            settings=settings,
            around=bool(os.environ.get("LOX24_TOKEN")),
            readable=exported.readable,
            stack=stack,
        )
    )


def _account(found: Examination, config: Mapping[str, str], *, unasked: str, hidden: bool) -> Settings | None:
    """The checks of the settings, the token and LOX24; the settings in force, if something can be sent with them.

    Args:
        unasked: why LOX24 is not asked; empty if it is.
        hidden: whether the stack has a token that could not be decrypted.
    """
    found.checks += declared.settings(config, environment=os.environ, stack=found.stack)
    settings, check = account.in_force(config, environment=os.environ, stack=found.stack, hidden=hidden)
    found.checks.append(check)
    if settings is None:
        return None
    found.checks.append(account.base_url(settings))
    if settings.is_sandbox:
        found.add_without("sandbox", what="embedded sandbox")
    if unasked:
        found.checks.append(ok("LOX24", f"not asked ({unasked})"))
    elif not settings.is_sandbox:
        found.checks.append(account.lox24(settings))
    return settings
