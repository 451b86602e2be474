"""Texts that are encrypted in a stack file: where they stand, which may be secrets, and what stands for them.

The engine decrypts them for the program, and calls all of `groups` a secret as soon as one of them is. Which ones are
is only told by the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from lox24_provider.display.text import HIDDEN
from lox24_provider.errors import StackFileError
from lox24_provider.fields import group
from lox24_provider.fields.field import names
from lox24_provider.rules.problem import Problem

__all__ = [
    "SECRETS",
    "Encrypted",
    "agree",
    "ciphertexts",
    "concealed",
    "is_ciphertext",
    "key_path",
    "merged_ways",
    "problems",
]

Way = tuple[str, ...]

SECRETS = names(field for field in group.DECLARED if field.secrecy == "anywhere")
"""What may be a secret of a group. By its labels list files are read, and the rest decides what is done."""


class Encrypted(str):
    """Stands for a text of which only the ciphertext is known; equal to another one of the same ciphertext."""

    __slots__ = ("_ciphertext",)

    _ciphertext: str

    @classmethod
    def of(cls, ciphertext: str) -> Encrypted:
        """What stands for the text of a ciphertext."""
        made = cls(HIDDEN)
        made._ciphertext = ciphertext
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Encrypted) and self._ciphertext == other._ciphertext

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._ciphertext)


def ciphertexts(value: object, way: Way = ()) -> dict[Way, Encrypted]:
    """What is encrypted in a value of a stack file, by the keys and positions that lead there."""
    return dict(_ciphertexts(value, way))


def _ciphertexts(value: Any, way: Way) -> Iterator[tuple[Way, Encrypted]]:  # noqa: ANN401 JSON
    if is_ciphertext(value):
        yield way, Encrypted.of(value["secure"])
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _ciphertexts(below, (*way, str(key)))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _ciphertexts(below, (*way, str(index)))


def concealed(value: Any) -> Any:  # noqa: ANN401 JSON
    """A value of a stack file with a stand-in for each text that is encrypted in it."""
    if is_ciphertext(value):
        return Encrypted.of(value["secure"])
    if isinstance(value, Mapping):
        return {key: concealed(below) for key, below in value.items()}
    return [*map(concealed, value)] if isinstance(value, list) else value


def is_ciphertext(value: object) -> TypeGuard[Mapping[str, str]]:
    """Whether the engine has encrypted a value of a stack file, as far as its form tells."""
    return isinstance(value, Mapping) and list(value) == ["secure"] and isinstance(value["secure"], str)


def agree(said: object, known: object) -> bool:
    """Whether a value of a file is the one that the engine has read, as far as it is readable there."""
    if is_ciphertext(said):
        return True
    if isinstance(said, Mapping) and isinstance(known, Mapping):
        return {*map(str, said)} == {*known} and all(agree(below, known[str(key)]) for key, below in said.items())
    if isinstance(said, list) and isinstance(known, list):
        return len(said) == len(known) and all(map(agree, said, known))
    return said == known or str(said) == str(known)


def merged_ways(secrets: Mapping[Way, Any], *, groups: object) -> dict[Way, Any]:
    """What is secret of groups whose defaults are filled in; a default that a group does not take is none of it."""
    given = groups if isinstance(groups, Mapping) else {}
    found = {}
    for way, stand_in in secrets.items():
        top, key, field = (*way, "", "")[:3]
        if top != "defaults" or not key:
            found[way] = stand_in
        elif key in given and not (isinstance(own := given[key], Mapping) and field in own):
            below: Way = ("groups", *way[1:])
            found[below] = stand_in
    return found


def problems(ways: Collection[Way]) -> Iterator[Problem]:
    """What may be no secret. What is wrong with it besides, only some could tell."""
    for way in ways:
        if len(way) != 3 or way[0] != "groups" or way[2] not in SECRETS:  # noqa: PLR2004 groups, key, field
            reason = f"is encrypted, and of a group only {' and '.join(SECRETS)} may be: write it in plain text"
            yield Problem(".".join(way), reason, StackFileError)


def key_path(key: str, way: Iterable[str | int]) -> str:
    """A place of the configuration as `pulumi config set --path` takes it: `lists:groups.clients.description`."""
    return key + "".join(map(_step, way))


def _step(one: str | int) -> str:
    if isinstance(one, int):
        return f"[{one}]"
    return f".{one}" if one.replace("-", "").replace("_", "").isalnum() else f'["{one}"]'
