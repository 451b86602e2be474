"""A stack file copied for a new stack: by its text, so that comments stay."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import yaml

from lox24_provider.errors import StackFileError
from lox24_provider.safe_io.yaml_reading import composed
from lox24_provider.stack_files.editing import in_lines, line_end
from lox24_provider.stack_files.encrypted import key_path

__all__ = ["copied"]

Edit = tuple[int, int, str]
Way = tuple[str | int, ...]

_NO_LINES = "the file that is copied has no `config:` with its keys in lines of their own"


def copied(text: str, *, client_id: str | None, keep_client_id: bool) -> tuple[str, list[str]]:
    """A stack file for a new stack, with its comments, and what `config set` is to make again: the encrypted values.

    Values that another stack encrypted are of no use to the new one, so they go, and so does what they were encrypted
    with.

    Args:
        text: the other stack's file.
        client_id: the new account; replaces the other one's.
        keep_client_id: without a new account, whether the other one's stays.

    Raises:
        Lox24Error: the file has no `config:` written in lines, or the copy would be no YAML.
    """
    root = in_lines(composed(text), otherwise=_NO_LINES)
    config = in_lines(next((value for key, value in root.value if key.value == "config"), None), otherwise=_NO_LINES)
    edits: list[Edit] = []
    encrypted = []
    engines = ("encryptionsalt", "secretsprovider", "encryptedkey")
    edits += [_without(text, key, value) for key, value in root.value if key.value in engines]
    has_client_id = False
    for key, value in config.value:
        if _is_ciphertext(value) or key.value == "lox24:token":
            encrypted.append(shlex.quote(str(key.value)))
            edits.append(_without(text, key, value))
        elif key.value == "lox24:clientId":
            has_client_id = True
            if client_id:
                edits.append((value.start_mark.index, value.end_mark.index, f'"{client_id}"'))
            elif not keep_client_id:
                edits.append(_without(text, key, value))
        else:
            for way, edit in _below(text, value):
                encrypted.append(f"--path {shlex.quote(key_path(str(key.value), way))}")
                edits.append(edit)
    if client_id and not has_client_id:
        first = config.value[0][0].start_mark
        line = f'{" " * first.column}lox24:clientId: "{client_id}"\n'
        edits.append((first.index - first.column, first.index - first.column, line))
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    _readable(text)
    return text, encrypted


def _below(text: str, node: yaml.Node, way: Way = ()) -> Iterator[tuple[Way, Edit]]:
    """The edits that take out what is encrypted beneath a value, and where it stands."""
    for step, key, value in _steps(node):
        here = (*way, step)
        if not _is_ciphertext(value):
            yield from _below(text, value, here)
        elif key is None or _is_flow(node) or any(isinstance(one, int) for one in way):
            yield here, _to_null(text, value)
        else:
            yield here, _without(text, key, value)


def _steps(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node | None, yaml.Node]]:
    """What stands right beneath a mapping or a list: the key or position, the key's node, and the value's."""
    if isinstance(node, yaml.SequenceNode):
        yield from ((index, None, value) for index, value in enumerate(node.value))
    elif isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), key, value) for key, value in node.value)


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _to_null(text: str, value: yaml.Node) -> Edit:
    """The edit that leaves a value's place in a list or within braces; what comes after it stays where it is."""
    end = value.start_mark.index + len(text[value.start_mark.index : value.end_mark.index].rstrip())
    return value.start_mark.index, end, "null"


def _is_ciphertext(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and [one.value for one, _ in node.value] == ["secure"]


def _without(text: str, key: yaml.Node, value: yaml.Node) -> Edit:
    """The edit that removes a key's lines; comments above them stay."""
    return key.start_mark.index - key.start_mark.column, line_end(text, value), ""


def _readable(text: str) -> None:
    try:
        composed(text)
    except yaml.YAMLError:
        raise StackFileError(
            "the copy would be no YAML (does something refer to what is left out?); nothing was written"
        ) from None
