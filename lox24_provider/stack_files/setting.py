"""One setting of a stack file changed by the file's text, so that all else stays as people wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from lox24_provider.errors import StackFileError
from lox24_provider.safe_io.yaml_reading import composed, reason_of, yaml_of
from lox24_provider.stack_files.editing import inserted, line_end, quoted_text

__all__ = ["with_setting"]


def with_setting(text: str, key: str, value: str | None) -> str:
    """The file with a setting in its `config:`; without it, where `value` is None.

    Raises:
        StackFileError: it is no YAML, or written so that this one setting cannot be changed alone.
    """
    by_hand = f"{key} cannot be changed there alone, so do it by hand; nothing was written"
    try:
        before = yaml_of(text)
        after = _edited(text, key, value, is_there=key in _config_of(before))
        same = yaml_of(after) == _meant(before, key, value)  # not where an anchor or a merge is behind it
    except (yaml.YAMLError, ValueError) as error:
        raise StackFileError(f"the stack file {reason_of(error)}; nothing was written") from None
    if not same:
        raise StackFileError(by_hand)
    return after


def _edited(text: str, key: str, value: str | None, *, is_there: bool) -> str:
    mapping = _mapping_of(composed(text))
    place = next((at for at, (one, _) in enumerate(mapping.value) if one.value == key), None) if mapping else None
    if place is None or mapping is None:
        if value is None or is_there:
            return text
        if mapping is not None and mapping.flow_style and mapping.value:
            end = mapping.value[-1][1].end_mark.index
            return f"{text[:end]}, {quoted_text(key)}: {quoted_text(value)}{text[end:]}"
        return inserted(text, way=("config",), values={key: value})
    name, node = mapping.value[place]
    if value is not None:
        return f"{text[: node.start_mark.index]}{quoted_text(value)}{text[node.end_mark.index :]}"
    if not mapping.flow_style:
        without = text[: name.start_mark.index - name.start_mark.column] + text[line_end(text, node) :]
        return without if len(mapping.value) > 1 else _emptied(text, name, node)
    start, end = name.start_mark.index, node.end_mark.index
    if place + 1 < len(mapping.value):
        end = mapping.value[place + 1][0].start_mark.index
    elif place:
        start = mapping.value[place - 1][1].end_mark.index
    return text[:start] + text[end:]


def _emptied(text: str, name: yaml.Node, node: yaml.Node) -> str:
    """The only setting of `config:` taken out, whose value is then an empty mapping."""
    return f"{text[: name.start_mark.index]}{{}}{text[node.end_mark.index :]}"


def _mapping_of(root: yaml.Node | None) -> yaml.MappingNode | None:
    """The mapping of `config:`."""
    if not isinstance(root, yaml.MappingNode):
        return None
    found = next((value for key, value in root.value if key.value == "config"), None)
    return found if isinstance(found, yaml.MappingNode) else None


def _config_of(content: Any) -> Mapping[str, Any]:  # noqa: ANN401 YAML
    config = content.get("config") if isinstance(content, Mapping) else None
    return config if isinstance(config, Mapping) else {}


def _meant(before: Any, key: str, value: str | None) -> Any:  # noqa: ANN401 YAML
    """What the file is to say then."""
    if value is None and key not in _config_of(before):
        return before
    config = {name: one for name, one in _config_of(before).items() if name != key}
    if value is not None:
        config[key] = value
    return {**(before if isinstance(before, Mapping) else {}), "config": config}
