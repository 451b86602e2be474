"""Models of pydantic that have the fields of a list. Not loaded by programs that need no pydantic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr, create_model

from lox24_provider.fields import field as fields

__all__ = ["having", "in_stack_file"]

_STRICT: Final[Mapping[Any, Any]] = {str: StrictStr, bool: StrictBool, int: StrictInt}


def having(name: str, definitions: Mapping[str, Any]) -> type[BaseModel]:
    """A model to inherit from that has these fields, in their order, each a type or a type and a default."""
    given: dict[str, Any] = {key: one if isinstance(one, tuple) else (one, ...) for key, one in definitions.items()}
    return create_model(name, **given)


def in_stack_file(declared: Iterable[fields.Field]) -> dict[str, Any]:
    """How a stack file may say these fields: of their very type, or not at all; with what its schema says of them."""
    return {one.name: _said(one) for one in declared}


def _said(one: fields.Field) -> tuple[Any, Any]:
    kind = _strict(one.type)
    if one.type is int and (one.least is not None or one.most is not None):
        kind = Annotated[kind, Field(ge=one.least, le=one.most)]
    told = f"{one.description} {one.in_file}".rstrip()
    about = Field(... if one.is_required else None, description=told, json_schema_extra=_hints(one))
    return (kind if one.is_required else kind | None, about)


def _strict(kind: Any) -> Any:  # noqa: ANN401 a type
    """The type without pydantic's goodwill: text is no number, and a number no text."""
    if get_origin(kind) in (list, dict):
        return get_origin(kind)[tuple(map(_strict, get_args(kind)))]
    return _STRICT.get(kind, kind)


def _hints(one: fields.Field) -> dict[str, Any]:
    """What an editor can check as well. The check itself has words of its own for it."""
    if one.type is int:
        limits = {"minimum": one.least, "maximum": one.most}
    else:
        limits = {"minLength": 1 if one.is_required else None, "maxLength": one.most}
    return {**{key: limit for key, limit in limits.items() if limit is not None}, **(one.hint or {})}
