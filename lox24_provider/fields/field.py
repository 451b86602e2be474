"""What can be said of one field; everything else is made from it, or held against it by a test."""

import inspect
from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args

__all__ = ["Field", "fields_of", "names"]

Where = Literal["lox24", "here", "counted", "told"]
"""Who has it: LOX24 stores it; only this provider; check adds it, so that a change is seen; only LOX24 sets it."""

Change = Literal["sent", "kept", "none"]
"""What another value is: something to do at LOX24; something to keep in the state; nothing by itself."""

Secrecy = Literal["never", "program", "anywhere", "always"]
"""Whether a value may be a secret: not; an Output of a program; encrypted in a stack file too; it is one."""


class Field(NamedTuple):
    """A field: what stands in the annotation of an attribute of that name, and what `fields_of` adds of its own.

    Attributes:
        name: what it is called; the attribute's name.
        type: what its value is; the attribute's type without None.
        is_required: whether there is always one; None is not among the attribute's types.
        description: what it is, in sentences, for whoever writes a stack file or a program in any language.
        where: who has it.
        change: what another value means.
        secrecy: whether it may be one.
        least: the smallest number.
        most: the largest number, or the most characters.
        usual: what holds where nothing says it.
        is_reading: whether it says how a list file is read.
        has_lines: whether the text may have several lines.
        hint: more for editors, as JSON Schema has it.
        kind: what the documentation says of its type; made from `type` if empty.
        about: what the documentation says of it; `description` if None.
        in_file: what follows the description where somebody writes a stack file.
        deprecated: what to write instead, where the field is on its way out.
        on_change: what the documentation says of a change.
    """

    name: str = ""
    type: Any = None
    is_required: bool = False
    description: str = ""
    where: Where = "here"
    change: Change = "none"
    secrecy: Secrecy = "never"
    least: int | None = None
    most: int | None = None
    usual: int | str | None = None
    is_reading: bool = False
    has_lines: bool = False
    hint: Mapping[str, Any] | None = None
    kind: str = ""
    about: str | None = None
    in_file: str = ""
    deprecated: str = ""
    on_change: str = ""


def fields_of(kind: type) -> tuple[Field, ...]:
    """The fields that stand in a class as its annotated attributes, in their order, those of its bases first."""
    found = []
    for one in reversed(kind.__mro__):
        for name, said in inspect.get_annotations(one).items():
            types = get_args(said.__origin__) if NoneType in get_args(said.__origin__) else (said.__origin__, ...)
            (one_field,) = said.__metadata__
            found.append(one_field._replace(name=name, type=types[0], is_required=NoneType not in types))
    return tuple(found)


def names(fields: Iterable[Field]) -> tuple[str, ...]:
    """What the fields are called, in their order."""
    return tuple(one.name for one in fields)
