"""A stack of a Python program moved from the dynamic provider to the native plugin, or back, by one setting.

Both know a group by the same inputs and outputs, and the program names the other's type as an alias
(`resources.adapter_choice`). So nothing is to change, which the engine's preview has to say before the setting stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import ACCOUNT_TYPES, GROUP_TYPES, PHONES_TYPES
from lox24_provider.config.native import SETTING, is_native
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, type_of
from lox24_provider.errors import PluginError, StackFileError, Undecided
from lox24_provider.safe_io.yaml_reading import read_text
from lox24_provider.stack_files.setting import with_setting
from lox24_provider.workflow.importing.writing import Written, write_all
from lox24_provider.workflow.native_plugin.asking import ask
from lox24_provider.workflow.native_plugin.finding import find
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.items import is_only_move
from lox24_provider.workflow.review.preview import read

__all__ = ["Moved", "alias_lines", "move"]

SHOWN = 20  # of what would change

_HARMLESS = ("same", "read", "discard")
"""What writes nothing at LOX24: a group that a program only looks up is read, and is no more in the state as before."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was done.

    Attributes:
        count: of the program's groups and lists, all of them unchanged.
        file: the stack's file as a person reads it.
        is_written: whether it was changed; else it said so already.
    """

    count: int
    file: str
    is_written: bool


def move(engine: Engine, *, native: bool) -> Moved:
    """Have the stack's file choose the native plugin or the dynamic provider, if then nothing is to change.

    Raises:
        EngineError: the preview failed; the file is as it was.
        PluginError: the engine would find no plugin that works.
        StackFileError: the file cannot be edited.
        Undecided: something would change, a line each; the file is as it was.
    """
    project, file = engine.project, engine.project.stack_file(engine.stack)
    if native:
        _look_for_plugin(project)
    before = read_text(file) if file.exists() else None
    shared = {key: _value(one) for key, one in project.config.items()}
    value = str(native).lower() if native or is_native(shared) else None
    after = with_setting(before or "", SETTING, value)
    written = Written(path=file, text=after, root=project.config_root, is_new=before is None)
    if after == (before or ""):
        return Moved(
            count=_unchanged(engine.preview(refresh=False), stack=engine.stack),
            file=project.shown(file),
            is_written=False,
        )
    write_all([written])
    try:
        count = _unchanged(engine.preview(refresh=False), stack=engine.stack)
    except BaseException:  # Ctrl-C too
        _put_back(written, before)
        raise
    return Moved(count=count, file=project.shown(file), is_written=True)


def alias_lines(language: str, *, stack: str, project: str) -> Iterator[str]:
    """What a program in another language has to say of each resource, so that the engine finds it in the state."""
    for native, dynamic in ((GROUP_TYPES[1], GROUP_TYPES[0]), (PHONES_TYPES[1], PHONES_TYPES[0])):
        said = _ALIASES.get(language, _ALIASES["nodejs"])
        yield f"  {native}: {said.format(type=dynamic, stack=one_line(stack), project=one_line(project))}"


_ALIASES = {
    "yaml": 'options: {{aliases: ["urn:pulumi:{stack}::{project}::{type}::NAME"]}}',  # it knows no other form
    "nodejs": '{{ aliases: [{{ type: "{type}" }}] }}',
    "go": 'pulumi.Aliases([]pulumi.Alias{{{{Type: pulumi.String("{type}")}}}})',
}


def _look_for_plugin(project: Project) -> None:
    """Raise unless the engine would find a plugin that works: a preview says that in many lines."""
    found = find(project, environment=os.environ)
    if found is None or not found.is_there:
        where = f"{found.place} has no plugin" if found else "the engine finds no plugin lox24"
        raise PluginError(
            f"{where}: run `lox24 plugin install`, or name the folder that `lox24 plugin path` prints under "
            "`plugins:` in Pulumi.yaml"
        )
    told = ask(found.place, folder=project.folder)
    if told.error:
        raise PluginError(f"{found.place} ({found.where}) does not serve: {told.reason}")


def _unchanged(document: Mapping[str, Any], *, stack: str) -> int:
    """How many groups and lists a preview leaves as they are.

    Raises:
        Undecided: something is to change.
    """
    steps = [one for one in document.get("steps") or [] if isinstance(one, Mapping)]
    moves = {
        item.urn for item in read({"changeSummary": {}, **document}, locate=lambda _: None).items if is_only_move(item)
    }
    rest = [one for one in steps if _urn(one) not in moves]  # back, outputs name their provider by an update only
    changes = [one for one in rest if one.get("op") not in _HARMLESS and _type(one) not in ACCOUNT_TYPES]
    if changes:
        lines = [one_line(f"{_type(one)} {name_of(_urn(one))}: {one.get('op')}") for one in changes[:SHOWN]]
        more = [f"and {len(changes) - SHOWN:,} more"] if len(changes) > SHOWN else []
        up = f"`pulumi up -s {one_line(stack)}`"
        end = f"the stack file is as it was: apply what is declared first ({up}), then move"
        raise Undecided([*lines, *more, f"{len(changes):,} of {len(steps):,} resources would change; {end}"])
    stays = [one for one in steps if one.get("op") == "same" or _urn(one) in moves]
    return sum(_type(one) in (*GROUP_TYPES, *PHONES_TYPES) for one in stays)


def _put_back(written: Written, before: str | None) -> None:
    """Leave the file as it was, unless somebody has changed it meanwhile."""
    file: Path = written.path
    if not file.exists() or read_text(file) != written.text:
        raise StackFileError(f"{file.name} was changed meanwhile, and stays as it is: see to {SETTING} in it")
    if before is None:
        file.unlink()
    else:
        write_all([Written(path=file, text=before, root=written.root)])


def _value(one: object) -> object:
    return one.get("value", one.get("default")) if isinstance(one, Mapping) else one


def _urn(step: Mapping[str, Any]) -> str:
    return str(step.get("urn") or "")


def _type(step: Mapping[str, Any]) -> str:
    return type_of(_urn(step))
