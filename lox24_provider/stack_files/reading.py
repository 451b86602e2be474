"""The YAML of a stack file: its `config:`, the place of everything in it, and what is wrong with it as YAML."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error, StackFileError
from lox24_provider.safe_io.yaml_reading import Loader, OutOfBounds, read_text, text_of
from lox24_provider.stack_files.places import Place, Places

__all__ = ["Finding", "read_config"]

Way = tuple[str, ...]

_NO_KEY = "a key must be text"


class Finding(NamedTuple):
    """One thing that is wrong, and where; `str()` is its line, which gets the code of its kind where it is shown."""

    place: Place
    text: str
    kind: type[Lox24Error] = StackFileError

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class _Loader(Loader):
    """Keys are text whatever they look like, as in the JSON that the engine makes of them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 as PyYAML has it
        self.flatten_mapping(node)
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, _NO_KEY, key.start_mark)
        return {str(key.value): self.construct_object(value, deep=deep) for key, value in node.value}


def read_config(source: Path | bytes, *, file: str) -> tuple[dict[str, Any], Places, list[Finding], bool]:
    """The `config:` of a file, all places in it, what is wrong with its YAML, and whether it is any."""
    nowhere = Places(file=file, of={})
    try:
        text = text_of(source) if isinstance(source, bytes) else read_text(source)
        loader = _Loader(text)
        node = loader.get_single_node()
        places = Places.below(node, file=file)  # before what is merged is made part of the nodes
        faults = list(_repeated(node, file)) if node is not None else []
        content = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        return {}, nowhere, [_no_yaml(error, file=file)], False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return {}, nowhere, [Finding(Place(file, 1), f"cannot be read ({reason})")], False
    config = content.get("config") if isinstance(content, dict) else content
    if isinstance(config, dict):
        return config, places, faults, True
    if config is not None and not (isinstance(config, str) and isinstance(content, dict) and "name" in content):
        faults.append(Finding(places.nearest(("config",)), "config: must be a mapping"))
    return {}, places, faults, True


def _no_yaml(error: yaml.YAMLError, *, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
    if isinstance(error, OutOfBounds):
        return Finding(place, f"cannot be read: {error.problem}")
    reason = str(getattr(error, "problem", None) or "a character that YAML does not allow")
    # Only the parser's own words. Others repeat names out of the file, and what looks like one may be a token.
    own_words = isinstance(error, yaml.scanner.ScannerError | yaml.parser.ParserError) and "handle" not in reason
    if mark and not own_words and reason != _NO_KEY:
        reason = "a tag, an alias or a second document that cannot be here; perhaps a text needs quotes"
    return Finding(place, f"is no YAML: {one_line(reason)}")


def _repeated(node: yaml.Node, file: str, way: Way = ()) -> Iterator[Finding]:
    """Keys that a mapping has twice: YAML forbids them, and PyYAML keeps the last one without a word."""
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            below = (*way, name)
            if name in first and name != "<<":
                place = Place(file, line, key.start_mark.column + 1)
                yield Finding(place, f"{_dotted(below)}: is here twice; the first one is in line {first[name]}")
            first.setdefault(name, line)
            yield from _repeated(value, file, below)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _repeated(value, file, (*way, str(index)))


def _dotted(way: Way) -> str:
    return one_line(".".join(way[1:] if way[:1] == ("config",) and way[1:] else way))
