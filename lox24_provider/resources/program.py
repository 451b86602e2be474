"""The program's side of stack files: the current stack's declarations, checked before anything is registered.

The engine shows the problems of one resource a run. A stack file is looked at all at once: an unknown key, a wrong
value and two groups of one name come out together, each with its place in the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pulumi
from pulumi import Output

from lox24_provider.config.settings import Settings, list_bytes_of
from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error, SettingsError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.resources import inline_program
from lox24_provider.resources.account import plain_token_problem
from lox24_provider.stack_files.encrypted import SECRETS, agree, ciphertexts
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.model import GroupEntry, PhonesEntry, Stack, parse

__all__ = ["GroupEntry", "PhonesEntry", "Stack", "declared", "load", "parse"]

Way = tuple[str, ...]

TOLD = 32  # tells Pulumi's language host that the user has read what was wrong (`pulumi-language-python-exec`)


def load() -> Stack:
    """The current stack's declarations; a stack without groups is a mistake. Keys of the program's own are ignored.

    Problems end the program, each with a line of its own. (A `pulumi.RunError` would take all problems for one, and add
    the line that the program exited with a non-zero exit code; only an inline program knows nothing better.)

    Raises:
        SystemExit: there were problems, and they have been told.
        pulumi.RunError: likewise in an inline program (Automation API), with all of them.
    """
    return declared(required=True)


def declared(*, required: bool) -> Stack:
    """As `load`; unless they are `required`, a stack may have no groups.

    Raises:
        SystemExit, pulumi.RunError: as for `load`.
    """
    everything = pulumi.runtime.config.CONFIG.get()
    keys = Keys.of(everything, project=pulumi.get_project())
    work = inline_program.work_folder()
    base = ProjectFolder.running(project=pulumi.get_project()) if work is None else ProjectFolder.declared(work)
    values = keys.declarations({key: _value(key) for key in (keys.groups, keys.defaults) if key in everything})
    stack, found = parse(
        values if required else {"groups": {}, **values},
        folder=base.folder,
        most_bytes=list_bytes_of(everything),
        locate=lambda source: str(base.path(source)),
        secrets=_secrets(values, keys=keys, base=base),
    )
    problems: list[tuple[type[Lox24Error], object]] = [
        *((SettingsError, problem) for problem in _problems_of_settings(everything)),
        *((problem.kind, keys.told(problem)) for problem in (*keys.problems(everything), *found)),
    ]
    if stack is None or problems:
        file = f"Pulumi.{pulumi.get_stack()}.yaml"
        lines = [kind.coded(one_line(f"{file}: {problem}", limit=2000)) for kind, problem in problems]
        if work is not None:
            raise pulumi.RunError("\n".join(lines))
        for line in lines:
            pulumi.log.error(line)
        raise SystemExit(TOLD)
    return stack


def _problems_of_settings(config: Mapping[str, str]) -> Iterator[str]:
    if problem := plain_token_problem():
        yield problem
    try:
        Settings.check(config=config, environment=inline_program.environment())
    except SettingsError as error:
        yield from error.problems


def _secrets(values: Mapping[str, Any], *, keys: Keys, base: ProjectFolder) -> dict[Way, Output[Any]]:
    """What is a secret in these values: what the stack's file has encrypted; everything that may be one if in doubt.

    In doubt it is where the values are not those of the file: another one was named to the engine, or they come from an
    environment of Pulumi ESC.
    """
    hidden = [top for top in ("groups", "defaults") if pulumi.runtime.is_config_secret(keys.full(top))]
    said = _said(base) if hidden else {}
    secrets: dict[Way, Output[Any]] = {}
    for key in hidden:
        ways: Collection[Way] = ciphertexts(said.get(key), (key,))
        if not ways or not agree(said[key], values.get(key)):
            groups = values[key] if isinstance(values.get(key), Mapping) else {}
            ways = [(key, group, field) for group in groups for field in SECRETS]
        secrets |= {way: Output.secret(text) for way in ways if (text := _at(values, way)) is not None}
    return secrets


def _said(base: ProjectFolder) -> dict[str, Any]:
    """What the stack's own file declares, as it stands there."""
    from lox24_provider.stack_files.files import read_shared, read_stack  # noqa: PLC0415 for encrypted values only

    main, stack, project = base.project_file, pulumi.get_stack(), pulumi.get_project()
    shared = read_shared(main if main is not None else b"", file="Pulumi.yaml", project=project)
    return read_stack(base.stack_file(stack), file="", stack=stack, shared=shared, folder=None).declarations


def _at(values: Any, way: Way) -> Any:  # noqa: ANN401 JSON
    for key in way:
        if isinstance(values, list):
            values = values[int(key)]
        else:
            values = values.get(key) if isinstance(values, Mapping) else None
    return values


def _value(key: str) -> Any:  # noqa: ANN401 JSON
    namespace, _, name = key.partition(":")
    config = pulumi.Config(namespace)
    try:
        return config.get_object(name)
    except pulumi.ConfigTypeError:
        return config.get(name)  # a plain value, which `parse` has a word for
