"""What a file that is there lacks: lines that a person adds, as `lox24 init` changes no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lox24_provider.workflow.scaffolding.project_files import DEV, Names, dependency, stack_lines

__all__ = ["Missing", "missing"]


_CONFIG = re.compile(r"^config[ \t]*:[ \t]*(?P<rest>[^\s#][^\n#]*?)?[ \t]*(?=\r?$|#)", re.MULTILINE)
_EMPTY = ("{}", "null", "~")


class Missing(NamedTuple):
    """Lines, and where in the file they go."""

    where: str
    lines: Sequence[str]


def missing(path: str, *, names: Names, made: str, held: str) -> Missing | None:
    """What is missing in a file of an existing project; None if nothing is, or nobody could say.

    Args:
        path: which one it is, as a new project has it.
        names: what is filled in.
        made: what a new project's holds.
        held: what this one holds.
    """
    stacks = {f"Pulumi.{stack}.yaml": _of_stack for stack in (DEV, names.stack)}
    found = (_OF | stacks).get(path, _of_nothing)(path, names, made, held)
    return found if found and found.lines else None


def _of_stack(path: str, names: Names, _made: str, held: str) -> Missing | None:
    stack = path.removeprefix("Pulumi.").removesuffix(".yaml")
    if names.key in held:
        return None
    lines = stack_lines(names, stack=stack)
    found = _CONFIG.search(held)
    if found is None:  # as `pulumi stack init` leaves it: with the key of its secrets, or empty
        return Missing("add", ["config:", *lines])
    if not found["rest"]:
        return Missing("add beneath `config:`", lines)
    if found["rest"] in _EMPTY:
        return Missing(f"instead of the line `config: {found['rest']}`", ["config:", *lines])
    # What stands there is not shown: a token may.
    return Missing("write each key of `config` on a line of its own, and add beneath `config:`", lines)


def _of_project(_path: str, _names: Names, made: str, held: str) -> Missing | None:
    if "runtime: python" not in held:
        return None  # it says by itself which environment it has
    lines = made.partition("runtime:\n")[2].partition("requiredPulumiVersion")[0].splitlines()
    return Missing("instead of the line `runtime: python`", ["runtime:", *lines])


def _of_program(_path: str, _names: Names, made: str, held: str) -> Missing | None:
    lines = [line for line in made.splitlines() if line and not line.startswith('"""')]
    return None if "lox24_provider" in held else Missing("add", lines)


def _of_ignored(_path: str, _names: Names, made: str, held: str) -> Missing:
    has = {line.strip().strip("/") for line in held.splitlines()}
    lines = [line for line in made.splitlines() if not line.startswith("#") and line.strip("/") not in has]
    return Missing("add", lines)


def _of_packages(_path: str, names: Names, _made: str, held: str) -> Missing | None:
    if "lox24-provider" in held:
        return None
    if "--hash=" in held:  # one line without any, and pip refuses all of them
        return Missing("add to what it is made of, and make it again", [dependency()])
    if names.runner == "pip":
        return Missing("add", [dependency()])
    return Missing("run, in its folder", [f"{names.runner} add '{dependency()}'"])


def _of_schema(_path: str, _names: Names, _made: str, held: str) -> Missing | None:
    is_ours = '"Stack file of ' in held  # of another release
    return Missing("run, in the project's folder", ["lox24 stacks schema --write"]) if is_ours else None


def _of_nothing(_path: str, _names: Names, _made: str, _held: str) -> None:
    return None


_OF: dict[str, Callable[[str, Names, str, str], Missing | None]] = {
    "Pulumi.yaml": _of_project,
    "__main__.py": _of_program,
    ".gitignore": _of_ignored,
    "requirements.in": _of_packages,
    "requirements.txt": _of_packages,
    "pyproject.toml": _of_packages,
    "schema.json": _of_schema,
}
