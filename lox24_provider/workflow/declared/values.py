"""Values as a program registers them: what of them is unknown or a secret, and whether two versions say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lox24_provider.display.text import HIDDEN
from lox24_provider.workflow.kinds.step import UNKNOWN

__all__ = ["Properties", "is_known", "plain"]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 how the SDK marks one


@dataclass(frozen=True, kw_only=True)
class Properties:
    """The inputs of one resource in one version.

    Attributes:
        given: as the engine would get them.
        needs: by property, the URNs of what its value comes from.
        here: the folder that this version's files are in, and `there`, where they are in the other one: a path in one
            is the same in the other.
    """

    given: Mapping[str, Any]
    needs: Mapping[str, list[str]] = field(default_factory=dict)
    here: str = ""
    there: str = ""

    def shown(self, name: str) -> Any:  # noqa: ANN401 JSON
        """A property as a reviewer sees it: our own words for what is a secret, or not known."""
        value = self.given.get(name)
        if _is_secret(value):
            return HIDDEN
        return self._moved(value) if is_known(value) else UNKNOWN

    def shape(self, name: str) -> str:
        """What stands for a property's value when it is compared, the sources of what is not known in it included."""
        value = self._moved(self.given.get(name))
        return json.dumps([value, [] if is_known(value) else self.needs.get(name)], sort_keys=True)

    def _moved(self, value: Any) -> Any:  # noqa: ANN401 JSON
        if isinstance(value, str):
            return value.replace(self.here, self.there) if self.here else value
        if isinstance(value, Mapping):
            # sorted, as protobuf hands the same mapping over in another order in each process
            return {key: self._moved(value[key]) for key in sorted(value)}
        return [*map(self._moved, value)] if isinstance(value, list) else value


def is_known(value: object) -> bool:
    """Whether nothing in a value is a placeholder."""
    if isinstance(value, str):
        return UNKNOWN not in value
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return all(map(is_known, below))


def plain(value: Any) -> Any:  # noqa: ANN401 JSON
    """A value without what marks secrets in it; for rules that judge it, and never for anybody's eyes."""
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return plain(value.get("value"))
        return {key: plain(below) for key, below in value.items()}
    return [*map(plain, value)] if isinstance(value, list) else value


def _is_secret(value: object) -> bool:
    """Whether a value is a secret, or has one in it."""
    if isinstance(value, Mapping):
        return value.get(_SIGNATURE) == _SECRET or any(map(_is_secret, value.values()))
    return isinstance(value, list) and any(map(_is_secret, value))
