"""A Pulumi project of a test's own, run by the real CLI."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import GROUP_TYPE, GROUP_TYPES, NATIVE_GROUP_TYPE
from lox24_provider.workflow.review.preview import AFTERMATH
from tests.support import forks, keys
from tests.support.codes import without_code
from tests.support.inline import served
from tests.support.native import SCRIPT
from tests.support.sandbox import TOKEN

__all__ = ["HASTY", "LISTING", "Project", "Run", "made_stack", "without_code"]

HASTY = {"GOGC": "off", "GOMEMLIMIT": "300MiB"}  # most runs are over before it is worth collecting garbage
LISTING = Path(__file__).with_name("listing")  # for PYTHONPATH: answers `pip list` in a tenth of pip's time


def made_stack(backend: Path, *, project: str, stack: str) -> None:
    """Make a stack in a backend's folder as `pulumi stack init` does, which takes a second."""
    stacks = backend / ".pulumi" / "stacks" / project
    stacks.mkdir(parents=True, exist_ok=True)
    (backend / ".pulumi" / "meta.yaml").write_text("version: 1\n")
    state = {"version": 3, "checkpoint": {"stack": f"organization/{project}/{stack}"}}
    (stacks / f"{stack}.json").write_text(json.dumps(state))


@cache
def _forked_plugin() -> Path:
    """A folder with the native plugin, which starts in a moment where Python does."""
    folder = forks.python().parent
    program = folder / SCRIPT.name
    program.write_text(
        f'#!/bin/sh\n[ "$PULUMI_PYTHON_CMD" ] || exec {SCRIPT} "$@"\nexec {forks.python()} -u {SCRIPT} "$@"\n'
    )
    program.chmod(0o755)
    return folder


def _spared() -> dict[str, str]:
    return {**keys.variables(), "PULUMI_PYTHON_CMD": str(forks.python())}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a command of the CLI ended with."""

    code: int
    text: str

    @property
    def errors(self) -> list[str]:
        """The lines of the diagnostics that are errors, without Pulumi's own summary lines and without our codes."""
        lines = [line.strip() for line in self.text.partition("Diagnostics:")[2].splitlines()]
        own = (
            "update failed",
            "preview failed",
            AFTERMATH,
            "an unhandled error occurred: program exited with non-zero exit code: 1",
        )
        errors = [without_code(line.removeprefix("error: ")) for line in lines if line.startswith("error: ")]
        return [line for line in errors if line not in own]

    @property
    def summary(self) -> dict[str, int]:
        """`{"created": 2, "unchanged": 1}`: how many resources, by what happened to them (or would)."""
        _, _, lines = self.text.partition("Duration:")[0].rpartition("Resources:")
        counts = {word: int(n) for n, word in re.findall(r"(\d+) (?:to )?([a-z]+)", lines)}
        counts.pop("changes", None)
        return counts


@dataclass
class Project:
    """A project with one stack `test`.

    The engine and the provider's host are the real ones in any case. Spared is what costs most and says nothing: the
    program runs in this process (`tests/support/inline.py`), Python's start (`forks.py`), and the computation of a key
    from the passphrase (`keys.py`).

    Attributes:
        config: settings by their short names.
        inline: the program runs in this process; else in one of its own, which the language host starts.
        adapter: what serves the program's groups: the dynamic provider, or the native plugin.
        as_users_run_it: nothing but pip is spared, and what is secret is encrypted by an empty passphrase, as on the
            dev stack.
    """

    folder: Path
    config: Mapping[str, str]
    environment: dict[str, str] = field(default_factory=lambda: {"LOX24_TOKEN": TOKEN})
    stack: str = "test"
    inline: bool = True
    as_users_run_it: bool = False
    adapter: str = "dynamic"

    def __post_init__(self) -> None:
        self.config = {**self.config, **({"native": "true"} if self.is_native else {})}
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "state").mkdir(exist_ok=True)
        (self.folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\n" + self._plugins())
        self.configure(**self.config)
        if self.as_users_run_it or "PULUMI_BACKEND_URL" in self.environment:
            assert self.pulumi("stack", "init", self.stack, "--no-select").code == 0
            return
        made_stack(self.folder / "state", project="lists", stack=self.stack)

    @property
    def is_native(self) -> bool:
        return self.adapter == "native"

    @property
    def group_type(self) -> str:
        """The type of a group in the state."""
        return NATIVE_GROUP_TYPE if self.is_native else GROUP_TYPE

    def _plugins(self) -> str:
        """The part of Pulumi.yaml that says where the native plugin is."""
        if not self.is_native:
            return ""
        folder = SCRIPT.parent if self.as_users_run_it else _forked_plugin()
        return f"plugins:\n  providers:\n    - name: lox24\n      path: {folder}\n"

    def configure(self, **config: str) -> None:
        """Write the stack's settings again."""
        settings = {f"lox24:{key}": value for key, value in config.items()}
        file = {"config": settings, **({} if self.as_users_run_it else keys.STACK_KEYS)}
        (self.folder / f"Pulumi.{self.stack}.yaml").write_text(json.dumps(file))

    def program(self, text: str) -> None:
        """The program, with what every one imports."""
        head = "import pulumi\nfrom pulumi import ResourceOptions\nfrom lox24_provider import *\n"
        (self.folder / "__main__.py").write_text(head + text)

    def up(self, *arguments: str) -> Run:
        return self.pulumi("up", "-s", self.stack, "--yes", "--skip-preview", *arguments)

    def preview(self, *arguments: str) -> Run:
        return self.pulumi("preview", "-s", self.stack, *arguments)

    def refresh(self, *arguments: str) -> Run:
        return self.pulumi("refresh", "-s", self.stack, "--yes", "--skip-preview", *arguments)

    def destroy(self, *arguments: str) -> Run:
        return self.pulumi("destroy", "-s", self.stack, "--yes", "--skip-preview", *arguments)

    def killed(self, verb: str, *arguments: str, once: Callable[[], object]) -> None:
        """Run a command and kill it, plugins and all, as soon as `once` is true; then free the stack."""
        running = self._running(verb, *arguments, until=once)
        for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
            with suppress(ProcessLookupError):  # plugins have process groups of their own, in the CLI's session
                if os.getsid(pid) == running.pid:
                    os.kill(pid, signal.SIGKILL)
        running.communicate()
        assert self.pulumi("cancel", "--yes", "-s", self.stack).code == 0

    def interrupted(self, verb: str, *, once: Callable[[], object]) -> Run:
        """Run a command, send SIGINT to the CLI alone as soon as `once` is true, and wait for its end."""
        running = self._running(verb, until=once)
        os.kill(running.pid, signal.SIGINT)
        text, _ = running.communicate(timeout=300)
        return Run(code=running.returncode, text=text)

    def _running(self, verb: str, *arguments: str, until: Callable[[], object]) -> subprocess.Popen[str]:
        """A command in a session of its own, at the moment when `until` is true."""
        command = ["pulumi", verb, "-s", self.stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"]
        running = subprocess.Popen(
            [*command, *arguments],
            cwd=self.folder,
            env={name: value for name, value in self.variables().items() if name != "PULUMI_PYTHON_CMD"},
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while not until():
            with suppress(subprocess.TimeoutExpired):
                running.wait(timeout=0.02)
                raise AssertionError("the command ended before what was waited for")
        return running

    def pulumi(self, *arguments: str) -> Run:
        if self.inline and not self.as_users_run_it and arguments[0] in ("up", "preview", "refresh", "destroy"):
            with served(self.folder, environment=self.variables()) as options:
                return self._pulumi(*arguments, *options)
        return self._pulumi(*arguments)

    def _pulumi(self, *arguments: str) -> Run:
        command = ["pulumi", *arguments, "--non-interactive", "--color", "never"]
        environment = {**self.variables(), **({} if self.as_users_run_it else HASTY)}
        ended = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        told = re.sub(r"^@ .*\n", "", ended.stdout, flags=re.MULTILINE)  # where nothing happens for a while
        return Run(code=ended.returncode, text=told + ended.stderr)

    def variables(self) -> dict[str, str]:
        """The environment of a command."""
        return {
            **os.environ,
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder}/state?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PYTHONPATH": os.pathsep.join([str(LISTING), *filter(None, [os.environ.get("PYTHONPATH")])]),
            **({} if self.as_users_run_it else _spared()),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **self.environment,
        }

    def groups(self) -> dict[str, dict[str, Any]]:
        """The groups in the state, by resource name."""
        return {one["urn"].rsplit("::", 1)[1]: one for one in self.resources() if one["type"] in GROUP_TYPES}

    def resources(self) -> list[dict[str, Any]]:
        """All that is in the state; from its file if there is one, as the CLI is slow to start."""
        file = self.folder / "state" / ".pulumi" / "stacks" / "lists" / f"{self.stack}.json"
        if file.exists():
            deployment = json.loads(file.read_bytes())["checkpoint"].get("latest") or {}
        else:
            deployment = json.loads(self.pulumi("stack", "export", "-s", self.stack).text)["deployment"]
        return deployment.get("resources") or []

    def outputs(self) -> Any:
        """What the stack exports."""
        return json.loads(self.pulumi("stack", "output", "--json", "-s", self.stack).text)

    def everything(self) -> str:
        """All text that this project's folder holds: state, backups, history, logs."""
        return "\n".join(self.files().values())

    def files(self) -> dict[str, str]:
        """The same by file."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes().decode("utf-8", "replace") for path in files}
