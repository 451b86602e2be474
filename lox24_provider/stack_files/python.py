"""Groups and their lists as a module of Python, for programs that declare them there."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.stack_files.editing import Noted, quoted_text

__all__ = ["module_of"]


def module_of(groups: Mapping[str, Any], *, title: str) -> str:
    """A module that declares `groups`: by resource name the fields of a stack file's entry, `Noted` or not.

    Args:
        title: its docstring.
    """
    names = ["Group", "GroupPhones"] if any("phones" in _plain(entry)[0] for entry in groups.values()) else ["Group"]
    lines = [f'"""{title}"""', "", f"from lox24_provider import {', '.join(names)}", ""]
    for key, given in groups.items():
        lines += _declaration(key, given)
    return "\n".join(lines) + "\n"


def _declaration(key: str, given: Any) -> Iterator[str]:  # noqa: ANN401 an entry, Noted or not
    entry, note = _plain(given)
    variable = _variable(key)
    fields = {field: _plain(value)[0] for field, value in entry.items() if field != "phones"}
    if note:
        yield f"# {note}"
    yield f"{variable} = Group("
    yield f"    {quoted_text(key)},"
    yield from (f"    {field}={_literal(value)}," for field, value in fields.items())
    yield ")"
    if "phones" in entry:
        phones, note = _plain(entry["phones"])
        phones = {"source": phones} if isinstance(phones, str) else phones
        if note:
            yield f"# {note}"
        yield "GroupPhones("
        yield f"    {quoted_text(key)},"
        yield f"    group={variable},"
        yield from (f"    {field}={_literal(value)}," for field, value in phones.items())
        yield ")"


def _variable(key: str) -> str:
    """A variable for a resource. Its list follows at once, so two that come out alike do no harm."""
    name = "".join(one if f"a{one}".isidentifier() else "_" for one in key)
    if not name.isidentifier():
        name = f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def _plain(given: Any) -> tuple[Any, str]:  # noqa: ANN401 as it comes
    return (given.value, given.note) if isinstance(given, Noted) else (given, "")


def _literal(value: str | bool | None) -> str:  # noqa: FBT001 a value of the program
    return quoted_text(value) if isinstance(value, str) else repr(value)
