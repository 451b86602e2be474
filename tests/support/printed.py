"""What a command has printed for machines, held against what its manual says that it prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from docs.generate.commands import below
from lox24_provider.cli import whole_parser
from lox24_provider.commands.common import Failed
from lox24_provider.commands.manual import manual_of
from tools.surface.facts import Things
from tools.surface.printed import ABSENT, KINDS, printed

__all__ = ["as_told", "unlike"]


@cache
def _forms() -> Mapping[str, Sequence[type]]:
    found = [(name, manual_of(parser)) for name, _, parser in below(whole_parser())]
    return {name: manual.prints for name, manual in found if manual}


def as_told(text: str, *words: str) -> Any:
    """The document in what a command has printed; the command is the first of the words of its call.

    It has every field that the manual tells, and no other, each of a type that is told.
    """
    document = json.loads(text)
    (name,) = {name for name in _forms() if name.split() == list(words[: len(name.split())])}
    forms = [Failed] if document.keys() == Failed.__required_keys__ else _forms()[name]
    told = list(unlike(document, printed("", forms)))
    assert not told, told
    return document


def unlike(document: object, things: Things, *, where: str = " ") -> Iterator[str]:
    """A sentence for each field that is missing, not told, or of another type than is told."""
    if isinstance(document, list):
        for one in document:
            yield from _of_value(one, things, name=f"{where}[]")
    elif isinstance(document, Mapping) and f"{where}.*" in things:
        for one in document.values():
            yield from _of_value(one, things, name=f"{where}.*")
    elif isinstance(document, Mapping):
        start = where if where == " " else f"{where}."
        for key, one in document.items():
            yield from _of_value(one, things, name=f"{start}{key}")
        rest = {name.removeprefix(start): facts for name, facts in things.items() if name.startswith(start)}
        for name, facts in rest.items():
            is_own = not {".", "["} & set(name)
            if is_own and name not in document and ABSENT not in facts["gives"]:
                yield f"{start}{name} is missing"


def _of_value(value: object, things: Things, *, name: str) -> Iterator[str]:
    kind = "object" if isinstance(value, Mapping) else "array" if isinstance(value, list) else KINDS[type(value)]
    if name not in things:
        yield f"{name} is not told"
    elif kind not in things[name]["gives"] and not (kind == "integer" and "number" in things[name]["gives"]):
        yield f"{name} is {kind}, where {things[name]['gives']} is told"
    else:
        yield from unlike(value, things, where=name)
