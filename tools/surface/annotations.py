"""What a type annotation allows, as a list of words; the same in every Python and with every SDK."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, ForwardRef, Literal, Union, get_args, get_origin

__all__ = ["members"]


def members(annotation: Any, *, names: Mapping[str, object]) -> list[str]:  # noqa: ANN401 whatever stands there
    """The parts of a union, each as text; the words of a `Literal` one by one.

    Args:
        annotation: a text, or a type.
        names: what the names in a text mean: the attributes of its module.
    """
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return sorted(set(_of_text(ast.parse(annotation, mode="eval").body, names=names)))
    return sorted(set(_of_type(annotation)))


def _of_text(node: ast.expr, *, names: Mapping[str, object]) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _of_text(node.left, names=names)
        yield from _of_text(node.right, names=names)
    elif isinstance(node, ast.Name) and get_origin(names.get(node.id)) is Literal:
        yield from _of_type(names[node.id])
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("Input", "Output"):  # each part by itself
        yield from (f"{ast.unparse(node.value)}[{one}]" for one in _of_text(node.slice, names=names))
    else:
        yield ast.unparse(node)


def _of_type(kind: Any) -> Iterator[str]:  # noqa: ANN401 a type, or what typing has instead
    origin, within = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        for one in within:
            yield from _of_type(one)
    elif origin is Literal:
        yield from map(repr, within)
    elif origin is Annotated:
        yield from _of_type(within[0])
    elif kind in (None, NoneType):
        yield "None"
    elif within:
        yield f"{origin.__name__}[{', '.join(' | '.join(_of_type(one)) for one in within)}]"
    else:
        yield getattr(kind, "__name__", str(kind))
