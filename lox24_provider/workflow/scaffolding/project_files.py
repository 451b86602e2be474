"""The files of a new project, by their paths in its folder: texts of `project/`, filled in."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from lox24_provider.config.groups_key import SETTING
from lox24_provider.safe_io.yaml_reading import yaml_of
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema
from lox24_provider.version import __version__

__all__ = [
    "DEV",
    "LIST",
    "TODO",
    "Names",
    "dependency",
    "lock",
    "project_files",
    "set_up",
    "stack_lines",
    "template_files",
    "text",
]

DEV = "dev"  # the stack that works on the sandbox
LIST = "lists/on-call.csv"
TODO = "TODO"  # in the place of an account's number: no number, so `lox24 stacks check` finds it

_SET_UP = {
    "pip": "python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt",
    "uv": "uv sync && . .venv/bin/activate",
    "poetry": "poetry install && . .venv/bin/activate",
}
_SET_UP_FROM = {  # a place that no index has: what is locked is not enough
    "pip": "python3 -m venv .venv && . .venv/bin/activate && pip install {wanted} -r requirements.txt",
    "uv": "uv add {wanted} && . .venv/bin/activate",
    "poetry": "poetry add {wanted} && . .venv/bin/activate",
}
_LOCK = {
    "pip": "pip install pip-tools && pip-compile --generate-hashes requirements.in",
    "uv": "uv lock",
    "poetry": "poetry lock",
}
_TEMPLATE_KEY = "sms:lists"  # the engine writes a line break behind each name that it fills in: no key can have one
_TEMPLATE = f"""\
config:
  lox24:groupsKey:
    value: {_TEMPLATE_KEY}
template:
  description: SMS mailing lists at LOX24, tried on a sandbox and applied to an account
"""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What is filled in.

    Attributes:
        project: the project's name, which is the namespace of its configuration.
        key: the full key of the groups in stack files.
        stack: the stack that works on the account.
        runner: what installs packages, one of `installers.RUNNERS`.
        client_id: the account's number.
    """

    project: str
    key: str
    stack: str
    runner: str
    client_id: str = TODO
    description: str = "SMS mailing lists at LOX24"


def project_files(names: Names) -> dict[str, str]:
    """Every file of a project of its own; pipelines are not among them."""
    keys = Keys.of({SETTING: names.key}, project=names.project)
    return {
        "Pulumi.yaml": _project(names),
        "__main__.py": text("program.txt"),
        f"Pulumi.{DEV}.yaml": text("Pulumi.dev.yaml", names),
        f"Pulumi.{names.stack}.yaml": text("Pulumi.prod.yaml", names),
        "schema.json": json.dumps(schema([keys]), indent=2) + "\n",
        LIST: text("on-call.csv"),
        ".gitignore": text("gitignore"),
        "README.md": text("README.md", names),
        **_packages(names),
    }


def template_files() -> dict[str, str]:
    """The same as a template of `pulumi new`, which fills in names itself."""
    names = Names(project="${PROJECT}", description="${DESCRIPTION}", stack="prod", runner="pip", key=_TEMPLATE_KEY)
    files = project_files(names)
    return {**files, "Pulumi.yaml": files["Pulumi.yaml"] + _TEMPLATE}


def set_up(runner: str, *, environment: str = ".venv", wanted: str = "") -> str:
    """The line that makes the virtual environment, which is where the project's file says, and enters it.

    Args:
        wanted: the requirement of this package, where an index does not have it.
    """
    line = (_SET_UP_FROM if wanted else _SET_UP)[runner].replace(".venv", shlex.quote(environment))
    return line.replace("{wanted}", shlex.quote(wanted))


def lock(runner: str) -> str:
    """The line that makes the lock, without which no pipeline installs anything."""
    return _LOCK[runner]


def dependency() -> str:
    """What a program needs, as installers write it: this very release, as what reviews a plan also applies it."""
    return f"lox24-provider[sandbox]=={__version__}"


def stack_lines(names: Names, *, stack: str) -> list[str]:
    """What an existing stack file gets beneath its `config:`."""
    _, _, lines = text("Pulumi.dev.yaml" if stack == DEV else "Pulumi.prod.yaml", names).partition("config:\n")
    return lines.splitlines()


def text(name: str, names: Names | None = None) -> str:
    """One text of `project/`, filled in."""
    found = (resources.files(__package__) / "project" / name).read_text(encoding="utf-8")
    return found if names is None else _filled(found, names)


def _project(names: Names) -> str:
    made = text("Pulumi.yaml", names)
    # Poetry says itself where its environment is, and the engine asks it.
    return made.replace("    virtualenv: .venv\n", "") if names.runner == "poetry" else made


def _packages(names: Names) -> Mapping[str, str]:
    if names.runner == "pip":
        return {name: text(name, names) for name in ("requirements.in", "requirements.txt")}
    own = {"pyproject.toml": text(f"pyproject.{names.runner}.toml", names)}
    return own | ({"poetry.toml": text("poetry.toml")} if names.runner == "poetry" else {})


def _filled(found: str, names: Names) -> str:
    is_plain = names.project.startswith("${") or yaml_of(names.project) == names.project
    values = {
        "name: ${PROJECT}": f"name: {names.project}" if is_plain else f'name: "{names.project}"',  # as `on`, or `1.0`
        "${PROJECT}": names.project,
        "${KEY}": names.key,
        "${DESCRIPTION}": names.description,
        # Of its own, as no project may need what is called as itself.
        "${DISTRIBUTION}": f"{re.sub('[^a-z0-9]+', '-', names.project.lower()).strip('-')}-program".lstrip("-"),
        "${STACK}": names.stack,
        "${CLIENT_ID}": names.client_id,
        "${TOOLCHAIN}": names.runner,
        "${SETUP}": set_up(names.runner),
        "${VERSION}": __version__,
    }
    for placeholder, value in values.items():
        found = found.replace(placeholder, value)
    return found
