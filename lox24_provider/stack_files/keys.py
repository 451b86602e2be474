"""Which keys of a stack's configuration are this provider's, and which ones only look like it. All others are not ours.

A program has keys of its own beside the groups, and other providers have theirs. But a key that is misspelt would be
nobody's, and empty the stack without a word: where the groups are missing, what looks like them is a mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from lox24_provider.config.groups_key import SETTING, GroupsKey
from lox24_provider.errors import SettingsError, StackFileError
from lox24_provider.fields import group
from lox24_provider.fields.field import names
from lox24_provider.rules.problem import Problem
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.stack_files.encrypted import is_ciphertext

__all__ = ["Keys"]

_ALIKE = 0.8  # `gruops`, `group` and `Groups` are like `groups`; `userGroups` and `backups` are not

_COMMON = frozenset(("name", "description", "protect"))
"""Fields of a group that many other things have too."""

_FIELDS = _COMMON | {*names(group.DECLARED), "phones", "retain_on_delete"}


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The full keys under which a project's groups and their defaults stand."""

    project: str
    groups: str
    defaults: str

    @classmethod
    def of(cls, config: Mapping[str, Any], *, project: str) -> Keys:
        """Those in force with that configuration, by full key; its own `lox24:groupsKey` counts, if it is right."""
        groups, defaults = GroupsKey.of(config.get(SETTING), project=project)
        return cls(project=project, groups=groups, defaults=defaults)

    def full(self, top: str) -> str:
        """The full key of `groups` or `defaults`, as problems call them; any other key is one already."""
        return {"groups": self.groups, "defaults": self.defaults}.get(top, top)

    def told(self, problem: Problem) -> Problem:
        """A problem with the key that the file has, where that is not `groups` or `defaults`."""
        top, dot, below = problem.field.partition(".")
        return problem._replace(field=f"{self.full(top).removeprefix(f'{self.project}:')}{dot}{below}")

    def declarations(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """The `groups` and `defaults` of a configuration; what a program has at the usual place of these is its own."""
        found = {top: _decoded(config[key]) for top in ("groups", "defaults") if (key := self.full(top)) in config}
        is_usual = self.defaults == f"{self.project}:defaults"
        if is_usual and not _are_defaults(found.get("defaults"), groups=found.get("groups")):
            found.pop("defaults", None)
        return found

    def problems(self, config: Mapping[str, Any]) -> Iterator[Problem]:
        """What would change the stack without a word: keys that are probably meant to be these."""
        if reason := GroupsKey.problem(config.get(SETTING)):
            yield Problem(SETTING, reason.removeprefix(f"{SETTING} "), SettingsError)
        elif self.groups not in config:
            for key, value in config.items():
                if self._is_groups(key, value):
                    yield Problem(key, f"is this `{self.groups}`? {self._otherwise}", StackFileError)
                elif key.startswith(f"{self.project}:") and _plain(key) == _plain(SETTING):
                    yield Problem(key, f"is this `{SETTING}`? {self._otherwise}", StackFileError)
        elif self.defaults not in config:
            groups = _mapping(config[self.groups])
            for key, value in config.items():
                if _is_like(key, self.defaults, namespaces=self._own) and groups.keys() & _mapping(value).keys():
                    reason = f"is this `{self.defaults}`? Without that key the groups have no defaults"
                    yield Problem(key, reason, StackFileError)

    @property
    def _otherwise(self) -> str:
        return (
            f"Without groups the stack would lose those that it has: correct the key, or let `{SETTING}` name it; for "
            f"a stack without groups, write `{self.groups}: {{}}`"
        )

    @property
    def _own(self) -> Collection[str]:
        """Namespaces in which a misspelt key of ours would be: the project's, the groups', and the settings'."""
        return (self.project, self.groups.partition(":")[0], "lox24")

    def _is_groups(self, key: str, value: object) -> bool:
        """Whether a key is probably meant to be the groups': by its name, by what stands there, or by both."""
        entries = _mapping(value)
        if "default" in key.casefold():  # of some stack's groups, as it may be
            return False
        if not entries or not all(isinstance(one, Mapping | None) for one in entries.values()):
            return False
        if _is_like(key, self.groups, namespaces=self._own):
            return True
        said = {field for one in entries.values() for field in one or ()}
        is_named = any(_is_like(key, one, namespaces=None) for one in (self.groups, "groups"))
        return bool(said) and said <= _FIELDS and (is_named or not said <= _COMMON)


def _are_defaults(value: object, *, groups: object) -> bool:
    if not isinstance(value, Mapping) or not value or is_ciphertext(value):
        return isinstance(value, Mapping)
    said = {field for one in value.values() if isinstance(one, Mapping) for field in one}
    return bool(said & _FIELDS or (isinstance(groups, Mapping) and value.keys() & groups.keys()))


def _plain(key: str) -> str:
    """A key's name without its namespace, and without what people write in one way or another."""
    return key.rpartition(":")[2].replace("-", "").replace("_", "").casefold()


def _is_like(key: str, meant: str, *, namespaces: Collection[str] | None) -> bool:
    """Whether a full key is like another one by its name, in one of these namespaces; None: in any."""
    is_there = namespaces is None or key.rpartition(":")[0] in namespaces
    return is_there and key != meant and SequenceMatcher(None, _plain(key), _plain(meant)).ratio() >= _ALIKE


def _mapping(value: object) -> Mapping[str, Any]:
    """A value as a mapping, as which it may be written; empty if it is none."""
    value = _decoded(value)
    return value if isinstance(value, Mapping) else {}


def _decoded(value: Any) -> Any:  # noqa: ANN401 YAML or JSON
    """A value as the program has it: a mapping may be JSON in a text, as `pulumi config set KEY '{...}'` writes it."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json_of(value)
        except ValueError:
            return value
    return value
