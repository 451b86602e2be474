"""Who is on the lists that a version's program declares: its files are read here, or what it has written inline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.errors import FilesUnreadable, ListUnknown
from lox24_provider.files.list_file import described, read_inside
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.list_file.options import NAMES, ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table, told
from lox24_provider.workflow.declared.values import is_known

__all__ = ["source_of", "table_of"]


def table_of(inputs: Mapping[str, Any], *, folder: Path, most: int) -> Table:
    """The list of a `GroupPhones`.

    Args:
        inputs: as the engine would get them, secrets as they are.
        folder: of the project, in this version.
        most: the most bytes of a list file.

    Raises:
        ListUnknown: nobody can say here who is on it.
        FilesUnreadable: it is not there, or has problems.
    """
    what = one_line(described({**inputs, "source": source_of(inputs, folder=folder)}))
    if not all(is_known(inputs.get(name)) for name in ("source", "entries", "labels", *NAMES)):
        raise ListUnknown(f"{what} is known only during the run" if is_known(inputs.get("source")) else "its file is")
    content = str(inputs.get("entries") or "").encode()
    if isinstance(inputs.get("source"), str):
        try:
            path = ProjectFolder.declared(folder).path(str(inputs["source"]))
            content = read_inside(folder, os.path.relpath(path, folder), most=most)
        except FileNotFoundError:
            raise FilesUnreadable(f"{what} is not there (looked for in the project's folder)") from None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise ListUnknown(f"{what} cannot be read ({why})") from None
    table = read_table(content, options=ReadOptions.of(inputs))
    if table.problems:
        raise FilesUnreadable(told(table.problems, where=what))
    return table


def source_of(inputs: Mapping[str, Any], *, folder: Path) -> Any:  # noqa: ANN401 JSON
    """A list's file as it is named from the project's folder, however the program has put its path together."""
    source = inputs.get("source")
    if isinstance(source, str) and Path(source).is_absolute():
        return Path(os.path.relpath(source, folder)).as_posix()
    return source
