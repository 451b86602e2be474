"""The real `pulumi` CLI at work on one stack. Whatever it fails of becomes one line that says what to do."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import MAILING_LIST_TYPE
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.errors import EngineError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.engine_width import wide_enough
from lox24_provider.workflow.environment import outside
from lox24_provider.workflow.installed_cli import cli, version_of
from lox24_provider.workflow.missing_plugin import asked_for
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.preview import AFTERMATH

__all__ = ["QUIET", "SKIP_CHECKPOINTS", "Ended", "Engine", "asked"]

QUIET = {"PULUMI_SKIP_UPDATE_CHECK": "true"}

SKIP_CHECKPOINTS = "PULUMI_SKIP_CHECKPOINTS"
"""With it the engine writes the state once, at the end, and not after every step."""

# What it says of a state in a folder whose sidecar is cut; the state itself is whole.
_CUT = re.compile(r"(?:failed to load checkpoint|meta\.yaml\"|reading history file).*\bEOF\b")

# What it says of a group or list that nobody called protected in the program.
_PROTECTED = re.compile(rf'{re.escape(MAILING_LIST_TYPE)}\$\S+?::([^"]*)" cannot be deleted\s+because it is protected')


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a run of the CLI ended with."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The CLI for one stack of one project.

    Args:
        stack: its name, or organization/project/name.
        environment: variables to set over those of this process, e.g. the numbers that were approved.
    """

    project: Project
    stack: str
    environment: Mapping[str, str]

    @classmethod
    def of(cls, *, stack: str, project: Project | None = None, environment: Mapping[str, str] | None = None) -> Engine:
        """The engine for `stack` of the project in the current folder.

        Raises:
            EngineError: there is no CLI, or it is too old.
            ProjectError: there is no project.
        """
        version_of(cli())
        return cls(project=project or Project.find(), stack=stack, environment=environment or {})

    def run(self, verb: str, *arguments: str) -> Ended:
        """Run one command of the CLI on the stack, never asking anything."""
        return asked(self._command(verb, *arguments), folder=self.project.folder, environment=self._variables())

    def watch(self, verb: str, *arguments: str, hear: Callable[[dict[str, Any]], None]) -> Ended:
        """Run one command with `--json`, and let `hear` have its events while it runs.

        The run is read to its end in any case: an engine that nobody reads leaves its lock behind. It has a session of
        its own and gets each signal once, as a terminal would send it to both, and the second one ends it at once.
        """
        with tempfile.TemporaryFile("w+", errors="replace") as err:
            running = subprocess.Popen(  # noqa: S603 the CLI
                [cli(), *self._command(verb, "--json", *arguments), "--non-interactive"],
                cwd=self.project.folder,
                env=self._variables(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            with _forwarding(running):
                for line in running.stdout or ():
                    hear(_document(line) or {})
                code = running.wait()
            err.seek(0)
            return Ended(code=code, out="", err=err.read())

    def preview(self, *, refresh: bool, save_plan: Path | None = None) -> dict[str, Any]:
        """What `pulumi preview --json` says.

        Args:
            refresh: whether to look at the account first.
            save_plan: where the engine writes its plan.

        Raises:
            EngineError: the preview failed; the message has every error that it told.
        """
        arguments = ["--json", "--show-sames", *self.refreshing(refresh=refresh)]  # an unchanged `Account` is one
        arguments += ["--save-plan", str(save_plan)] if save_plan else []
        return self.told("preview", *arguments)

    def drift(self) -> dict[str, Any]:
        """What `pulumi refresh --preview-only --json` says: the account against what was applied, and nothing else.

        Raises:
            EngineError: it failed.
        """
        program = [one for one in self.refreshing(refresh=True) if one != "--refresh"]
        return self.told("refresh", "--preview-only", "--json", *program)

    def told(self, verb: str, *arguments: str) -> dict[str, Any]:
        """What a command that writes no state says with `--json`.

        The engine makes a checkpoint for each of its steps all the same, which costs more than all the rest where there
        are many: so it is told to leave them out.

        Raises:
            EngineError: it failed; the message has every error that it told.
        """
        ended = self.without_checkpoints().run(verb, *arguments)
        document = _document(ended.out)
        if ended.code != 0 or document is None:
            raise EngineError(self.reason(ended, document=document))
        return document

    def without_checkpoints(self) -> Engine:
        """The same, writing the state at the end only: whoever is killed before leaves the one that was there."""
        return replace(self, environment={**self.environment, SKIP_CHECKPOINTS: "true"})

    def refreshing(self, *, refresh: bool) -> list[str]:
        """The arguments that make a run look at the account first, or not.

        Without a token in the environment the one in the state counts, which may be an older one, unless the program
        runs first. But then the engine does not look at what the program no longer has, so how many entries a group
        holds that is to be deleted is not known.
        """
        if not refresh:
            return ["--refresh=false"]
        return ["--refresh"] if self._variables().get("LOX24_TOKEN") else ["--refresh", "--run-program"]

    def export(self) -> dict[str, Any]:
        """The stack's state, its secrets as ciphertext.

        Raises:
            EngineError: there is no such stack, or it cannot be read.
        """
        ended = self.run("stack export")
        document = _document(ended.out)
        if ended.code != 0 or document is None:
            raise EngineError(self.reason(ended))
        deployment = document.get("deployment")
        return deployment if isinstance(deployment, dict) else {}

    def config(self) -> dict[str, str]:
        """The stack's configuration by full key as the engine gives it to a provider, decrypted.

        Raises:
            EngineError: there is no such stack, or it cannot be read.
        """
        ended = self.run("config", "--json", "--show-secrets")
        document = _document(ended.out)
        if ended.code != 0 or document is None:
            raise EngineError(self.reason(ended))
        values = {key: one.get("value") for key, one in document.items() if isinstance(one, dict)}
        return {key: str(value) for key, value in values.items() if value is not None}

    def reason(self, ended: Ended, *, document: Mapping[str, Any] | None = None) -> str:
        """Why a run failed and what to do about it; one line an error."""
        told = [one["message"] for one in (document or {}).get("diagnostics", []) if one.get("severity") == "error"]
        beside = [line for line in ended.err.splitlines() if line.strip() and not line.startswith("SDK ")]
        failed = [line for line in beside if not line.startswith("warning: ")]  # such as of a plugin on PATH
        told += failed if told or failed else beside
        off = self._variables().get("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "").lower() in ("1", "true")
        lines = [asked_for(text, switched_off=off) or _line(text, stack=self.stack) for text in told if text.strip()]
        if fix := self._advice("\n".join(told)):  # not masked: when a lock was taken looks like a number
            return fix
        own = ("preview failed", "update failed", AFTERMATH)
        lines = [line.removeprefix("Preview failed: ") for line in lines if line not in own]
        return "\n".join(dict.fromkeys(lines)) or f"pulumi ended with exit code {ended.code}"

    def _advice(self, text: str) -> str | None:
        stack = one_line(self.stack)
        if "no stack named" in text:
            known = self.project.known
            return (
                f"there is no stack {stack} in this backend: make it with `pulumi stack init {stack}`, check "
                f"PULUMI_BACKEND_URL, or choose another (stack files here: {known})"
            )
        if "currently locked" in text:
            holder = re.search(r"created by (\S+) \(pid \d+\) at (\S+)", text)
            whose = f" by {one_line(holder[1])} since {one_line(holder[2])}" if holder else ""
            return (
                f"stack {stack} is locked{whose}: wait for that run to end; only if it was killed, free the stack "
                f"with `lox24 recover -s {stack} --yes`"
            )
        if "passphrase must be set" in text or "incorrect passphrase" in text:
            return f"the passphrase of stack {stack} is missing or wrong: set PULUMI_CONFIG_PASSPHRASE or ..._FILE"
        if "PULUMI_ACCESS_TOKEN must be set" in text:
            return "no backend is chosen: set PULUMI_BACKEND_URL (or PULUMI_ACCESS_TOKEN for Pulumi Cloud)"
        if any(words in text for words in ("unable to open state", "unable to open bucket", "could not get cloud url")):
            return f"the backend cannot be opened: check PULUMI_BACKEND_URL ({one_line(masked(text), limit=160)})"
        mend = f"`lox24 recover -s {stack or 'STACK'} --yes` repairs it"
        return f"a killed run left a file beside the state incomplete: {mend}" if _CUT.search(text) else None

    def _command(self, verb: str, *arguments: str) -> list[str]:
        return [*verb.split(), "--stack", self.stack, *arguments]

    @cached_property
    def _wide(self) -> dict[str, str]:
        return wide_enough(self.project, self.stack)

    def _variables(self) -> dict[str, str]:
        return {**QUIET, **self._wide, **outside(), **self.environment}


def asked(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], seconds: float | None = None
) -> Ended:
    """Run the CLI in a folder, never asking anything; after `seconds` it counts as failed."""
    try:
        ended = subprocess.run(  # noqa: S603 the CLI
            [cli(), *arguments, "--non-interactive"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return Ended(code=1, out="", err=f"`pulumi {arguments[0]}` did not end within {seconds:g} s")
    return Ended(code=ended.returncode, out=ended.stdout, err=ended.stderr)


@contextmanager
def _forwarding(running: subprocess.Popen[str]) -> Iterator[None]:
    """Hand on what would end this process to the one that it waits for."""
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers are the main thread's
        return

    def forward(number: int, _frame: object) -> None:
        running.send_signal(number)

    before = {number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _document(text: str) -> dict[str, Any] | None:
    try:
        document = json_of(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _line(text: str, *, stack: str) -> str:
    if found := _PROTECTED.search(text):
        release = one_line(shlex.join(["lox24", "release", "-s", stack, found[1]]))
        return (
            f"{quoted(found[1])} is protected by its MailingList, so nothing of it is deleted: apply it with "
            f"opts=ResourceOptions(protect=False) first, or stop managing it: `{release}`"
        )
    return one_line(masked(text), limit=2000).removeprefix("error: ")
