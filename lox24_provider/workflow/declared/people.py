"""Who is on the lists that a version's program declares: its files are read here, or what it has written inline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.errors import FilesUnreadable, ListUnknown
from lox24_provider.files import list_file
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.list_file.options import NAMES, ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table, told
from lox24_provider.rules.secrecy import names
from lox24_provider.workflow.declared.values import is_known

__all__ = ["from_folder", "table_of"]


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

    def read(path: str) -> bytes:
        found = ProjectFolder.declared(folder).path(path)
        return list_file.read_inside(folder, os.path.relpath(found, folder), most=most)

    what = one_line(list_file.described({**inputs, "source": from_folder(inputs.get("source"), folder=folder)}))
    if not all(is_known(inputs.get(name)) for name in ("source", "entries", "labels", *NAMES)):
        raise ListUnknown(f"{what} is known only during the run" if is_known(inputs.get("source")) else "its file is")
    options = ReadOptions.of(inputs)
    try:
        if isinstance(inputs.get("source"), str):
            is_hidden = "suppression_files" in names(inputs)
            table = list_file.table_of(inputs["source"], options=options, read=read, is_hidden=is_hidden)
        else:
            table = read_table(str(inputs.get("entries") or "").encode(), options=options)
    except list_file.ListUnreadError as error:
        file = what if error.field == "source" else error.called(inputs)
        if isinstance(error.error, FileNotFoundError):
            raise FilesUnreadable(f"{file} is not there (looked for in the project's folder)") from None
        raise ListUnknown(f"{file} cannot be read ({error.strerror})") from None
    if table.problems:
        raise FilesUnreadable(told(table.faults, where=what))
    return table


def from_folder(value: Any, *, folder: Path) -> Any:  # noqa: ANN401 JSON
    """A list's file, or several, as named from the project's folder, however the program has put the path together."""
    if isinstance(value, list):
        return [from_folder(one, folder=folder) for one in value]
    if isinstance(value, str) and Path(value).is_absolute():
        return Path(os.path.relpath(value, folder)).as_posix()
    return value
