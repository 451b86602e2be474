"""Who is compared: this provider, what people would use instead, and a provider that does nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import neighbour, yaml
from tests.support.engine import Project

__all__ = [
    "BARE",
    "CHANGE",
    "COLUMNS",
    "DESTROY",
    "FAST",
    "FIRST",
    "NAIVE",
    "NATIVE",
    "NEIGHBOUR",
    "OURS",
    "STEPS",
    "YAML",
    "Column",
    "Entrant",
]

FIRST, PREVIEW, SAME, REFRESH, CHANGE, DESTROY = STEPS = (
    "first up",
    "no-change preview",
    "no-change up",
    "refresh",
    "one change",
    "destroy",
)

PARALLEL = 32  # requests in flight; `lox24:parallel`, and the engine's own number
OURS, FAST, BARE, NAIVE, NEIGHBOUR = "ours", "ours, fast", "bare floor", "naive", "restapi"
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


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A column ready to run in a folder of its own, against an account of its own.

    Attributes:
        is_yaml: its program can read no variable, and is written before each command.
    """

    folder: Path
    environment: Mapping[str, str]
    commands: Mapping[str, tuple[str, ...]]
    is_yaml: bool = False

    def environment_of(self, step: str, *, size: int) -> dict[str, str]:
        """The variables of a command on `size` groups; one of them is described again from the one change on."""
        words = "changed" if step in (CHANGE, DESTROY) else "first"
        if self.is_yaml:
            (self.folder / "Main.yaml").write_text(yaml.program(size=size, words=words))
        return {**self.environment, "SIZE": str(size), "TF_VAR_size": str(size), "WORDS": words, "TF_VAR_words": words}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One way to manage the groups.

    Args:
        program: its folder in `programs`; empty where there is none.
        adapter: what serves our groups.
        config: settings of the stack by their short names.
        variables: what its commands' environment has besides.
        steps: what is measured of it.
        most: groups in one stack beyond which it is not run, and why.
    """

    name: str
    program: str
    account: int
    config: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = STEPS
    most: int | None = None
    adapter: str = "dynamic"

    @property
    def absent(self) -> str:
        """Why it cannot run on this machine; empty if it can."""
        if self.name == YAML:
            return yaml.absent()
        return neighbour.absent() if self.name == NEIGHBOUR else ""

    def entrant(self, *, folder: Path, url: str) -> Entrant:
        """The column in `folder`, ready to talk to `url`."""
        token = f"{self.account}:benchmark"
        variables = {"URL": url, "LOX24_TOKEN": token, **self.variables}
        if self.name == NEIGHBOUR:
            folder.mkdir(parents=True)
            shutil.copy(_PROGRAMS / self.program / "main.tf", folder)
            known = {"TF_VAR_url": url, "TF_VAR_token": token, **neighbour.environment(folder)}
            commands = {
                step: (neighbour.command(), *words, "-no-color", "-input=false") for step, words in _TERRAFORM.items()
            }
            return Entrant(folder=folder, environment=_plain({**os.environ, **known}), commands=commands)
        config = {key: value.format(url=url) for key, value in self.config.items()}
        is_yaml = self.name == YAML
        project = Project(
            folder=folder,
            config=config,
            environment={**variables, **(yaml.variables() if is_yaml else {})},
            as_users_run_it=True,
            adapter=self.adapter,
        )
        if is_yaml:
            file = folder / "Pulumi.yaml"
            file.write_text(file.read_text().replace("runtime: python", "runtime: yaml"))
        for file in (_PROGRAMS / self.program).glob("*.py") if self.program else ():
            shutil.copy(file, folder)
        commands = {
            step: ("pulumi", *words, "-s", project.stack, "--non-interactive", "--color", "never")
            for step, words in _PULUMI.items()
        }
        return Entrant(folder=folder, environment=_plain(project.variables()), commands=commands, is_yaml=is_yaml)


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """As on a user's machine: Python keeps what it compiles, and the language host lists packages by pip."""
    spared = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    return {name: value for name, value in environment.items() if name not in spared}


_WIDE = {"PULUMI_PARALLEL": str(PARALLEL)}
_CONFIG = {"baseUrl": "{url}", "parallel": str(PARALLEL)}

COLUMNS = (
    Column(name=OURS, program="ours", account=1000001, config=_CONFIG, variables=_WIDE),
    Column(
        name=FAST,
        program="ours",
        account=1000002,
        config={**_CONFIG, "onExisting": "adopt"},
        variables={**_WIDE, "PULUMI_SKIP_CHECKPOINTS": "true"},
        steps=(FIRST, DESTROY),
    ),
    Column(name=NATIVE, program="ours", account=1000006, config=_CONFIG, variables=_WIDE, adapter="native"),
    Column(name=YAML, program="", account=1000007, config=_CONFIG, variables=_WIDE, adapter="native"),
    Column(name=BARE, program="bare", account=1000003, variables=_WIDE),
    Column(name=NEIGHBOUR, program="restapi", account=1000004),
    # Each pickling by value leaves the SDK's pickler one call deeper: with 233 of this program it has a RecursionError.
    Column(name=NAIVE, program="naive", account=1000005, most=200),
)
