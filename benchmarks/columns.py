"""Who is compared: this provider, what people would use instead, and a provider that does nothing.

Nothing is set where a column does not say so: neither `lox24:parallel` nor the engine's own number of steps at once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from benchmarks import neighbour, yaml
from lox24_provider.commands.plan import add_apply_arguments
from lox24_provider.config.settings import parallel_of
from tests.support.engine import Project

__all__ = [
    "BARE",
    "BY_NAME",
    "CHANGE",
    "COLUMNS",
    "DESTROY",
    "FAST",
    "FIRST",
    "NAIVE",
    "NATIVE",
    "NEIGHBOUR",
    "OURS",
    "PARALLEL",
    "PREVIEW",
    "REFRESH",
    "SAME",
    "SKIP",
    "STEPS",
    "WIDE",
    "YAML",
    "Column",
    "Entrant",
    "width",
]

FIRST, PREVIEW, SAME, REFRESH, CHANGE, DESTROY = STEPS = (
    "first up",
    "no-change preview",
    "no-change up",
    "refresh",
    "one change",
    "destroy",
)

PARALLEL = 32  # of the column that sets it: requests in flight (`lox24:parallel`), and the engine's own number
OURS, WIDE, FAST, BARE, NAIVE, NEIGHBOUR = (
    "ours",
    f"ours, {PARALLEL} wide",
    "ours, skipped by hand",
    "bare floor",
    "naive",
    "restapi",
)
SKIP = "ours, apply --skip-checkpoints"
NATIVE, YAML = "native, Python", "native, YAML"

_PROGRAMS = Path(__file__).parent / "programs"

_PULUMI = {
    FIRST: ("up", "--yes", "--skip-preview"),
    PREVIEW: ("preview", "--expect-no-changes"),
    SAME: ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    REFRESH: ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    CHANGE: ("up", "--yes", "--skip-preview"),
    DESTROY: ("destroy", "--yes", "--skip-preview"),
}
_TERRAFORM = {
    FIRST: ("apply", "-auto-approve"),
    PREVIEW: ("plan",),
    SAME: ("apply", "-auto-approve"),
    REFRESH: ("apply", "-auto-approve", "-refresh-only"),
    CHANGE: ("apply", "-auto-approve"),
    DESTROY: ("apply", "-auto-approve", "-destroy"),
}


_LOX24 = str(Path(sys.executable).with_name("lox24"))
_SKIP = "--skip-checkpoints"
_APPROVED = {
    FIRST: (
        (_LOX24, "plan", "-s", "test", "--out", "plan", "--no-git"),
        (_LOX24, "apply", _SKIP, "plan"),
    )
}
"""What goes before is not measured, the last command is. `apply` previews once more, and that counts."""


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A column ready to run in a folder of its own, against an account of its own.

    Attributes:
        commands: by step; the last is measured, what stands before it is not.
        is_yaml: its program can read no variable, and is written before each command.
    """

    folder: Path
    environment: Mapping[str, str]
    commands: Mapping[str, Sequence[tuple[str, ...]]]
    is_yaml: bool = False

    def environment_of(self, step: str, *, size: int) -> dict[str, str]:
        """The variables of a command on `size` groups; one of them is described again from the one change on."""
        words = "changed" if step in (CHANGE, DESTROY) else "first"
        if self.is_yaml:
            (self.folder / "Main.yaml").write_text(yaml.program(size=size, words=words))
        return {**self.environment, "SIZE": str(size), "TF_VAR_size": str(size), "WORDS": words, "TF_VAR_words": words}

    @property
    def state(self) -> Path:
        """The file of the stack's state, where the engine keeps it."""
        return self.folder / "state" / ".pulumi" / "stacks" / "lists" / "test.json"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One way to manage the groups.

    Args:
        program: its folder in `programs`; empty where there is none.
        adapter: what serves our groups.
        config: settings of the stack by their short names.
        variables: what its commands' environment has besides.
        approved: a step runs as what was planned and approved before.
        most: groups in one stack beyond which it is not run, and why.
    """

    name: str
    program: str
    account: int
    config: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    approved: bool = False
    most: int | None = None
    adapter: str = "dynamic"

    def absent(self, *, size: int) -> str:
        """Why it cannot run with `size` groups on this machine; empty if it can."""
        if self.most is not None and size > self.most:
            return f"not possible with more than {self.most} groups"
        if self.name == YAML:
            return yaml.absent()
        if self.approved:
            return "" if _can_skip() else f"`lox24 apply` has no {_SKIP} here"
        return neighbour.absent() if self.name == NEIGHBOUR else ""

    def settings(self) -> dict[str, object]:
        """All that is set of it, as plain data: what was measured with others is measured again."""
        commands: Mapping[str, object] = _TERRAFORM if self.name == NEIGHBOUR else _PULUMI
        if self.approved:
            commands = {step: [words[1:] for words in each] for step, each in _APPROVED.items()}
        return {**asdict(self), "commands": commands}

    def entrant(self, *, folder: Path, url: str) -> Entrant:
        """The column in `folder`, ready to talk to `url`."""
        token = f"{self.account}:benchmark"
        variables = {"URL": url, "LOX24_TOKEN": token, **self.variables}
        if self.name == NEIGHBOUR:
            folder.mkdir(parents=True)
            shutil.copy(_PROGRAMS / self.program / "main.tf", folder)
            known = {"TF_VAR_url": url, "TF_VAR_token": token, **neighbour.environment(folder)}
            terraform = {
                step: ((neighbour.command(), *words, "-no-color", "-input=false"),)
                for step, words in _TERRAFORM.items()
            }
            return Entrant(folder=folder, environment=_plain({**os.environ, **known}), commands=terraform)
        config = {key: value.format(url=url) for key, value in self.config.items()}
        is_yaml = self.name == YAML
        project = Project(
            folder=folder,
            config=config,
            environment={**variables, **(yaml.variables() if is_yaml else {})},
            as_users_run_it=True,
            adapter=self.adapter,
        )
        environment = {**_plain(project.variables()), **self.variables}
        if project.is_native:
            _install(folder, environment=environment, runtime="yaml" if is_yaml else "python")
        for file in (_PROGRAMS / self.program).glob("*.py") if self.program else ():
            shutil.copy(file, folder)
        pulumi = {
            step: (("pulumi", *words, "-s", project.stack, "--non-interactive", "--color", "never"),)
            for step, words in _PULUMI.items()
        }
        commands = {**pulumi, **(_APPROVED if self.approved else {})}
        return Entrant(folder=folder, environment=environment, commands=commands, is_yaml=is_yaml)


def width(column: str) -> int:
    """How many requests a column of ours may have under way: the engine's number and ours, whichever is less."""
    return PARALLEL if column == WIDE else min(4 * (os.cpu_count() or 1), parallel_of({}))


@cache
def _can_skip() -> bool:
    parser = argparse.ArgumentParser()
    add_apply_arguments(parser)
    return _SKIP in parser.format_help()


def _install(folder: Path, *, environment: Mapping[str, str], runtime: str) -> None:
    """The plugin in the cache of this column's own CLI, as our pages say, instead of a line in Pulumi.yaml."""
    (folder / "Pulumi.yaml").write_text(f"name: lists\nruntime: {runtime}\n")
    subprocess.run([_LOX24, "plugin", "install"], cwd=folder, env=environment, capture_output=True, check=True)


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """As on a user's machine: Python keeps what it compiles, and the language host lists packages by pip.

    What a shell sets for the engine, such as a number of steps at once, counts for no column.
    """
    python = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    own = ("PULUMI_PARALLEL", "PULUMI_SKIP_CHECKPOINTS", "LOX24_FULL_TRACE", "LOX24_PLAN_KEY")
    return {name: value for name, value in environment.items() if name not in (*python, *own)}


_WIDE = {"PULUMI_PARALLEL": str(PARALLEL)}
_CONFIG = {"baseUrl": "{url}"}
_ADOPT = {**_CONFIG, "onExisting": "adopt"}

COLUMNS = (
    Column(name=OURS, program="ours", account=1000001, config=_CONFIG),
    Column(name=WIDE, program="ours", account=1000008, config={**_CONFIG, "parallel": str(PARALLEL)}, variables=_WIDE),
    Column(name=SKIP, program="ours", account=1000009, config=_ADOPT, approved=True),
    Column(
        name=FAST,
        program="ours",
        account=1000002,
        config=_ADOPT,
        variables={"PULUMI_SKIP_CHECKPOINTS": "true"},
    ),
    Column(name=NATIVE, program="ours", account=1000006, config=_CONFIG, adapter="native"),
    Column(name=YAML, program="", account=1000007, config=_CONFIG, adapter="native"),
    Column(name=BARE, program="bare", account=1000003),
    Column(name=NEIGHBOUR, program="restapi", account=1000004),
    # Each pickling by value leaves the SDK's pickler one call deeper: with 233 of this program it has a RecursionError.
    Column(name=NAIVE, program="naive", account=1000005, most=200),
)
BY_NAME = {column.name: column for column in COLUMNS}
