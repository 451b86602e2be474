"""What a command prints for machines: every field of its JSON, with the types that it may have."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from tools.surface.facts import Things

__all__ = ["ABSENT", "KINDS", "printed"]

ABSENT = "absent"
"""The type of a field that is not always there."""

KINDS: Mapping[object, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    NoneType: "null",
    None: "null",
}
"""What JSON calls a type of Python."""


def printed(where: str, forms: Sequence[type]) -> Things:
    """Every field of one or several forms of a document; one that not each form has may be absent."""
    found = [_fields(form, where=f"{where} ", within=()) for form in forms]
    names = {name for one in found for name in one}
    return {name: {"gives": sorted({kind for one in found for kind in one.get(name, [ABSENT])})} for name in names}


def _fields(form: type, *, where: str, within: tuple[type, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, annotation in _hints(form).items():
        kinds, below = _kinds(annotation)
        found[f"{where}{name}"] = [*kinds, *(() if _is_required(form, name) else [ABSENT])]
        found |= _below(below, where=f"{where}{name}", within=(*within, form))
    return found


def _below(below: Sequence[tuple[str, Any]], *, where: str, within: tuple[type, ...]) -> dict[str, list[str]]:
    """What is in a list, under a key, or in an object; one that is in itself is described once."""
    found: dict[str, list[str]] = {}
    for sign, one in below:
        if sign == ".":
            found |= _fields(one, where=f"{where}.", within=within) if one not in within else {}
        else:
            found[f"{where}{sign}"], deeper = _kinds(one)
            found |= _below(deeper, where=f"{where}{sign}", within=within)
    return found


def _hints(form: type) -> Mapping[str, Any]:
    hints = get_type_hints(form)
    names = getattr(form, "model_fields", None) or hints  # a model has more annotations than fields
    return {name: kind for name, kind in hints.items() if name in names}


def _is_required(form: type, name: str) -> bool:
    """Whether a field is always there: those of a dataclass are."""
    if is_typeddict(form):
        return name in form.__required_keys__  # type: ignore[attr-defined] # of every such class
    if dataclasses.is_dataclass(form):
        return True
    return bool(form.model_fields[name].is_required())  # type: ignore[attr-defined] # of pydantic's


def _kinds(annotation: Any) -> tuple[list[str], list[tuple[str, Any]]]:  # noqa: ANN401 a type, or what typing has instead
    """The types in JSON of one in Python, and what is in those that hold others, each with its sign."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in KINDS:
        return [KINDS[annotation]], []
    if origin in (Union, UnionType):
        parts = [_kinds(one) for one in arguments]
        return [kind for kinds, _ in parts for kind in kinds], [one for _, below in parts for one in below]
    if origin is Literal:
        return [KINDS[type(arguments[0])]], []
    if origin in (list, tuple, Sequence):
        return ["array"], [("[]", arguments[0])]
    if origin in (dict, Mapping):
        return ["object"], [(".*", arguments[1])]
    if isinstance(annotation, type) and (is_typeddict(annotation) or get_type_hints(annotation)):
        return ["object"], [(".", annotation)]
    raise TypeError(f"{annotation} is no type of JSON: give what is printed a type that is")
