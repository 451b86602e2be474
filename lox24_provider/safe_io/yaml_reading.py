"""YAML of others, within bounds: 600 bytes of references to references are gigabytes, and every level is a call.

Whatever reads YAML here reads it by this module. 2,000 groups that say all they can need less than half of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.safe_io.reading import read_regular

__all__ = ["Loader", "OutOfBounds", "composed", "read_text", "reason_of", "text_of", "yaml_of"]

MOST_BYTES = 4 * 2**20
MOST_NODES = 200_000
"""Keys, values and lists, each as often as it is referred to."""

DEEPEST = 50
LONGEST_KEY = 1_000
LONGEST_NUMBER = 200
"""Characters of a number or a date: some of their forms take time by the square of their length."""

_NOT_TEXT = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "timestamp", "bool", "null"))


class OutOfBounds(yaml.MarkedYAMLError):
    """What is YAML and still is not read; `problem` says why, without a word out of the file."""

    def __init__(self, problem: str, mark: Any = None) -> None:  # noqa: ANN401 PyYAML has two classes of it
        super().__init__(problem=problem, problem_mark=mark)

    def __str__(self) -> str:
        where = f" (line {self.problem_mark.line + 1})" if self.problem_mark else ""
        return f"{self.problem}{where}"


class Loader(yaml.SafeLoader):
    """The safe loader, which stops as soon as something is out of bounds."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_BYTES:
            raise OutOfBounds(f"it has more than {MOST_BYTES // 2**20} MiB")
        super().__init__(text)
        self._count = self._depth = 0
        self._reached = [0]  # the deepest level beneath each node that is being read
        self._anchored: dict[str, tuple[int, int]] = {}  # how many nodes an anchor stands for, and on how many levels

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401 as PyYAML has it
        """One node and all beneath it, or `OutOfBounds`."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        before, is_key = self._count, isinstance(parent, yaml.MappingNode) and index is None
        self._reached.append(self._depth)
        if isinstance(event, yaml.AliasEvent):
            node = super().compose_node(parent, index)
            if event.anchor not in self._anchored:
                raise OutOfBounds("something refers to itself", event.start_mark)
            count, levels = self._anchored[event.anchor]
            self._count += count
            self._reached[-1] += levels
        else:
            self._count += 1
            self._depth += 1
            self._refuse(event.start_mark)
            node = super().compose_node(parent, index)
            self._depth -= 1
            if event.anchor:
                self._anchored[event.anchor] = (self._count - before, self._reached[-1] - self._depth)
        deepest = self._reached.pop()
        self._reached[-1] = max(self._reached[-1], deepest)
        self._refuse(event.start_mark, deepest)
        if isinstance(node, yaml.ScalarNode):
            if is_key and len(node.value) > LONGEST_KEY:
                raise OutOfBounds(f"a key has more than {LONGEST_KEY:,} characters", event.start_mark)
            if node.tag in _NOT_TEXT and len(node.value) > LONGEST_NUMBER:
                raise OutOfBounds(f"a number has more than {LONGEST_NUMBER} characters", event.start_mark)
        return node

    def construct_document(self, node: yaml.Node) -> Any:  # noqa: ANN401 YAML
        """What the nodes say, or `OutOfBounds`."""
        try:
            return super().construct_document(node)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
            # PyYAML believes a tag: `!!int x`, `!!bool x` and `!!timestamp x` end in errors of Python.
            raise OutOfBounds("a number or date that there is not, or a tag that its value does not fit") from None

    def _refuse(self, mark: Any, level: int | None = None) -> None:  # noqa: ANN401 as above
        if self._count > MOST_NODES:
            raise OutOfBounds(f"it has more than {MOST_NODES:,} keys and values, what is referred to included", mark)
        if max(self._depth, level or 0) > DEEPEST:
            raise OutOfBounds(f"it is nested more than {DEEPEST} levels deep", mark)


@contextmanager
def _loading(text: str, loader: type[Loader]) -> Iterator[Loader]:
    made = loader(text)
    try:
        yield made
    finally:
        made.dispose()


def composed(text: str) -> yaml.Node | None:
    """The nodes of a text, each with its place; None if there are none.

    Raises:
        yaml.YAMLError: it is no YAML, or (`OutOfBounds`) too much.
    """
    with _loading(text, Loader) as loader:
        return loader.get_single_node()


def yaml_of(text: str) -> Any:  # noqa: ANN401 YAML
    """What a text says, as YAML's safe types.

    Raises:
        yaml.YAMLError: as for `composed`.
    """
    with _loading(text, Loader) as loader:
        return loader.get_single_data()


def text_of(content: bytes) -> str:
    """The text of a file.

    Raises:
        ValueError: it is not in UTF-8.
    """
    return content.decode("utf-8-sig")


def read_text(file: Path) -> str:
    """The text of a YAML file, a regular one.

    Raises:
        OSError: it cannot be read, or is too large.
        ValueError: it is not in UTF-8.
    """
    return text_of(read_regular(file, most=MOST_BYTES))


def reason_of(error: Exception) -> str:
    """Why a file could not be read, without a word out of it: what looks like YAML gone wrong may be a token."""
    if isinstance(error, OutOfBounds):
        return f"cannot be read: {error}"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or type(error).__name__})"
    mark = getattr(error, "problem_mark", None)
    return f"is no YAML (line {mark.line + 1})" if mark else "is no YAML in UTF-8"
