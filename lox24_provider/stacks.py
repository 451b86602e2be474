"""The program's side of stack files: the current stack's declarations, checked before anything is registered.

The engine shows the problems of one resource a run. A stack file is looked at all at once: an unknown key, a wrong
value and two groups of one name come out together, each with its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from lox24_provider import inline
from lox24_provider.base import Base
from lox24_provider.declarations.model import GroupEntry, PhonesEntry, Stack, parse
from lox24_provider.errors import SettingsError
from lox24_provider.group import plain_token_problem
from lox24_provider.settings import Settings, list_bytes_of
from lox24_provider.text import one_line

__all__ = ["GroupEntry", "PhonesEntry", "Stack", "load", "parse"]

TOLD = 32  # tells Pulumi's language host that the user has read what was wrong (`pulumi-language-python-exec`)


def load() -> Stack:
    """The current stack's declarations.

    Problems end the program, each with a line of its own. (A `pulumi.RunError` would take all problems for one, and add
    the line that the program exited with a non-zero exit code.)

    Raises:
        SystemExit: there were problems, and they have been told.
    """
    config, everything = pulumi.Config(), pulumi.runtime.config.CONFIG.get()
    prefix = f"{config.name}:"
    keys = [key.removeprefix(prefix) for key in everything if key.startswith(prefix)]
    work = inline.work_folder()
    base = Base.running(project=pulumi.get_project()) if work is None else Base.declared(work)
    stack, found = parse(
        {key: _value(config, key) for key in keys},
        folder=base.folder,
        most_bytes=list_bytes_of(everything),
        locate=lambda source: str(base.path(source)),
    )
    problems = [*_problems_of_settings(everything), *map(str, found)]
    if stack is None or problems:
        for problem in problems:
            pulumi.log.error(one_line(f"Pulumi.{pulumi.get_stack()}.yaml: {problem}", limit=2000))
        raise SystemExit(TOLD)
    return stack


def _problems_of_settings(config: Mapping[str, str]) -> Iterator[str]:
    if problem := plain_token_problem():
        yield problem
    try:
        Settings.check(config=config, environment=inline.environment())
    except SettingsError as error:
        yield from error.problems


def _value(config: pulumi.Config, key: str) -> Any:  # noqa: ANN401 JSON
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)  # a plain value, which `parse` has a word for
