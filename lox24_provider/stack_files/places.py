"""Where in a YAML file something is said: the line and column of every key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from lox24_provider.display.text import one_line
from lox24_provider.safe_io.yaml_reading import composed

__all__ = ["Place", "Places"]

Path = tuple[str, ...]


class Place(NamedTuple):
    """A place in a file of the project; `str()` is how editors and terminals write it, harmless."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The places of one file's keys, by the way of keys (and positions in lists) that leads there."""

    file: str
    of: Mapping[Path, Place]

    @classmethod
    def read(cls, text: str, *, file: str) -> Places:
        """The places in `text`.

        Raises:
            yaml.YAMLError: it is no YAML.
        """
        return cls.below(composed(text), file=file)

    @classmethod
    def below(cls, root: yaml.Node | None, *, file: str) -> Places:
        """The places in what was read already."""
        return cls(file=file, of=dict(_places(root, (), file)) if root is not None else {})

    def nearest(self, path: Path) -> Place:
        """Where `path` is said, or else whatever contains it; the file's first line at last."""
        for length in range(len(path), 0, -1):
            if place := self.of.get(path[:length]):
                return place
        return Place(self.file, 1)


def _places(node: yaml.Node, path: Path, file: str) -> Iterator[tuple[Path, Place]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            yield below, Place(file, key.start_mark.line + 1, key.start_mark.column + 1)
            yield from _places(value, below, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            below = (*path, str(index))
            yield below, Place(file, value.start_mark.line + 1, value.start_mark.column + 1)
            yield from _places(value, below, file)
