"""A stack file changed by its text, so that comments, order and quoting stay as people wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from lox24_provider.errors import StackFileError
from lox24_provider.safe_io.yaml_reading import OutOfBounds, composed

__all__ = ["Noted", "in_lines", "inserted", "line_end", "quoted_text"]

STEP = 2  # blanks a level, where the file shows no other

_PLAIN = re.compile(r"[^\W\d_](?:[\w .,&/()'-]|:(?=\w))*")
"""A text that needs no quotes: nothing in it means something to YAML."""

_SHORT = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}

_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""What some YAML takes for something else than text."""


class Noted(NamedTuple):
    """A value with a comment: at the end of its line, or above a mapping."""

    value: Any
    note: str


def inserted(text: str, *, way: Sequence[str], values: Mapping[str, Any]) -> str:
    """The file with `values` added at the end of the mapping that `way` leads to; missing mappings are made.

    Args:
        text: the file.
        way: keys from the top, `("config", "lists:groups")`.
        values: what to write by its key: texts, booleans, nulls, mappings of these, any of them `Noted`.

    Raises:
        Lox24Error: the file has something else there than keys in lines of their own.
    """
    text, at, column, rest = _place(text, way)
    for step in reversed(rest):
        values = {step: values}
    head = text[:at]
    lines = "".join(" " * column + line + "\n" for line in _lines_of(values))
    return head + ("\n" if head and not head.endswith("\n") else "") + lines + text[at:]


def _lines_of(values: Mapping[str, Any]) -> Iterator[str]:
    """`values` as lines of YAML."""
    for key, given in values.items():
        value, note = given if isinstance(given, Noted) else (given, "")
        if isinstance(value, Mapping):
            if note:
                yield f"# {note}"
            yield f"{_scalar(key)}:"
            yield from (" " * STEP + line for line in _lines_of(value))
        else:
            yield f"{_scalar(key)}: {_value(value)}" + (f" # {note}" if note else "")


def quoted_text(text: str) -> str:
    """A text in double quotes, as YAML and Python both read it; what cannot be seen is spelled out."""
    return '"' + "".join(map(_character, text)) + '"'


def line_end(text: str, node: yaml.Node) -> int:
    """Where the line that a value ends in is over, comment and line feed included."""
    found = text.find("\n", len(text[: _end(node)].rstrip()))
    return len(text) if found < 0 else found + 1


def in_lines(node: yaml.Node | None, *, otherwise: str) -> yaml.MappingNode:
    """A mapping that is written in lines, without braces; no other can be edited by line.

    Raises:
        StackFileError: it is none; `otherwise` says what that means.
    """
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return node
    raise StackFileError(f"{otherwise}; nothing was written")


def _end(node: yaml.Node) -> int:
    """Where a value ends; a mapping in lines says that it ends where the next thing begins, comments between."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return max(_end(value) for _, value in node.value)
    return int(node.end_mark.index)


def _place(text: str, way: Sequence[str]) -> tuple[str, int, int, list[str]]:
    """The text, where to insert, how many blanks to begin with, and which keys of `way` are still to be made."""
    try:
        node = composed(text)
    except OutOfBounds as error:
        raise StackFileError(f"the stack file would be too much to be read ({error}); nothing was written") from None
    if node is None:  # nothing but comments
        return text, len(text), 0, list(way)
    for depth, step in enumerate(way):
        mapping = in_lines(node, otherwise=_nothing_to_add_to(node))
        column = mapping.value[0][0].start_mark.column
        pair = next(((key, value) for key, value in mapping.value if key.value == step), None)
        if pair is None:
            return text, line_end(text, mapping), column, list(way[depth:])
        key, node = pair
        if node.value == [] or (node.value == "" and node.tag.endswith(":null")):
            text = text[: node.start_mark.index].rstrip(" ") + text[node.end_mark.index :]  # the braces of `{}`
            return text, line_end(text, key), column + STEP, list(way[depth + 1 :])
    mapping = in_lines(node, otherwise=_nothing_to_add_to(node))
    return text, line_end(text, mapping), mapping.value[0][0].start_mark.column, []


def _nothing_to_add_to(node: yaml.Node) -> str:
    line = node.start_mark.line + 1
    return f"line {line} of the stack file has no keys in lines of their own, so nothing can be added there"


def _value(value: str | bool | None) -> str:  # noqa: FBT001 a value of the file
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _scalar(value)


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text[-1] != " " and text.casefold() not in _WORDS
    return text if is_plain and " #" not in text else quoted_text(text)


def _character(one: str) -> str:
    if one in _SHORT:
        return _SHORT[one]
    if unicodedata.category(one)[0] in "CZ" and one != " ":
        return f"\\U{ord(one):08x}" if ord(one) > 0xFFFF else f"\\u{ord(one):04x}"  # noqa: PLR2004 the longest \u
    return one
