"""A project's stack files as they are there: every value, the place where it is said, and what the file declares.

Only reads files. What is wrong with the YAML itself is kept as findings, so that every file is told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lox24_provider.config.settings import SANDBOX, SANDBOX_TOKEN, VENDOR_URL, list_bytes_of
from lox24_provider.display.addresses import shown_address
from lox24_provider.files.list_file import MOST_BYTES, read_inside, table_of
from lox24_provider.rules.problem import Problem
from lox24_provider.stack_files.encrypted import ciphertexts, concealed, is_ciphertext
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.model import Stack, merged, parse
from lox24_provider.stack_files.places import Place, Places
from lox24_provider.stack_files.reading import Finding, read_config

__all__ = ["ConfigFile", "Finding", "StackFile", "is_encrypted", "list_sizes", "read_shared", "read_stack"]

Way = tuple[str, ...]

_TYPED = frozenset(("value", "default", "type", "description", "secret", "items"))
"""What the engine knows beneath a key of `Pulumi.yaml`'s `config:`."""


@dataclass(frozen=True, kw_only=True)
class ConfigFile:
    """The `config:` of one file.

    Attributes:
        file: its path, as a person writes it.
        project: the project's name, which is the namespace of its own keys.
        values: every value, by its full key (`lox24:clientId`).
        ways: where in the file each of them is.
        places: the line and column of every key.
        faults: what is wrong with the YAML.
        readable: whether it is YAML at all; if not, there are no values.
    """

    file: str
    project: str
    values: Mapping[str, Any]
    ways: Mapping[str, Way]
    places: Places
    faults: tuple[Finding, ...] = ()
    readable: bool = True


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """One stack: its own file, and what `Pulumi.yaml` says for all stacks.

    Attributes:
        stack: its name.
        own: its file.
        shared: the project's file.
        declared: what it declares; None if it has problems.
        problems: what keeps it from being declared.
    """

    stack: str
    own: ConfigFile
    shared: ConfigFile
    declared: Stack | None
    problems: tuple[Problem, ...]

    @property
    def config(self) -> dict[str, Any]:
        """Every value in force, by its full key: what the stack's own file says wins."""
        return {**self.shared.values, **self.own.values}

    @cached_property
    def keys(self) -> Keys:
        """The keys under which its groups and their defaults stand."""
        return Keys.of(self.config, project=self.own.project)

    @property
    def declarations(self) -> dict[str, Any]:
        """Its `groups` and `defaults`, unchecked, whatever their keys are."""
        return self.keys.declarations(self.config)

    @property
    def groups(self) -> dict[str, Mapping[str, Any]]:
        """The stack's groups with their defaults, unchecked; whatever is no group is left out."""
        groups = merged(self.declarations).get("groups")
        return {k: v for k, v in groups.items() if isinstance(v, Mapping)} if isinstance(groups, Mapping) else {}

    @property
    def settings(self) -> dict[str, Any]:
        """The settings in force by their full keys, unchecked."""
        return {key: value for key, value in self.config.items() if key.startswith("lox24:")}

    @property
    def account(self) -> str | None:
        """Client id and host of the stack's account; None where only its token knows."""
        settings = self.settings
        url, client = settings.get("lox24:baseUrl") or VENDOR_URL, settings.get("lox24:clientId")
        if not isinstance(url, str) or not isinstance(client, str | int | None):
            return None
        is_sandbox = url.rstrip("/") == SANDBOX
        if not client and is_sandbox and "lox24:token" not in settings:
            client = SANDBOX_TOKEN.partition(":")[0]
        try:
            host = SANDBOX if is_sandbox else urlsplit(shown_address(url).lower()).netloc
        except ValueError:
            return None
        return f"{client}@{host}" if client else None

    def place(self, key: str, *below: str) -> Place:
        """Where the value of a full key is said, or what is `below` it."""
        part = self._part(key)
        return part.places.nearest((*part.ways.get(key, ("config",)), *below))

    def place_of(self, field: str) -> Place:
        """Where the field of a `Problem` is said: in this file, or in the defaults that it comes from."""
        if field in self.config:
            return self.place(field)
        top, *below = _way(field, self._said)
        groups, defaults = self.keys.groups, self.keys.defaults
        if top == "groups" and below[1:]:
            entry = tuple(below[:2])
            said = (*self._part(groups).ways.get(groups, ()), *entry) in self._part(groups).places.of
            part = self._part(defaults)
            if not said and (*part.ways.get(defaults, ()), *entry) in part.places.of:
                return self.place(defaults, *below)
        return self.place(self.keys.full(top), *below)

    def told(self, problem: Problem) -> Problem:
        """A problem as it is told: with the file's own key."""
        return self.keys.told(problem)

    @cached_property
    def _said(self) -> dict[str, Any]:
        """What a problem's field may lead into; made once, as a file may have thousands of problems."""
        return {**self.declarations, **merged(self.declarations)}

    def _part(self, key: str) -> ConfigFile:
        return self.shared if key in self.shared.values and key not in self.own.values else self.own


def read_shared(source: Path | bytes, *, file: str, project: str) -> ConfigFile:
    """What `Pulumi.yaml` says for all stacks; `source` is where it is, or what it holds, `file` its path as shown."""
    config, places, faults, readable = read_config(source, file=file)
    values: dict[str, Any] = {}
    ways: dict[str, Way] = {}
    for short, given in config.items():
        key, value = short if ":" in short else f"{project}:{short}", given
        way: Way = ("config", short)
        if isinstance(given, Mapping):
            if given.keys() - _TYPED:
                text = f"{short}: in this file a value that is a mapping stands beneath `value:`"
                faults.append(Finding(places.nearest(way), text))
                continue
            word = "value" if "value" in given else "default"
            if word not in given:
                continue  # only its type is declared
            way, value = (*way, word), given[word]
        values[key], ways[key] = value, way
    return ConfigFile(
        file=file, project=project, values=values, ways=ways, places=places, faults=tuple(faults), readable=readable
    )


def read_stack(source: Path | bytes, *, file: str, stack: str, shared: ConfigFile, folder: Path | None) -> StackFile:
    """The stack in a file, whatever is wrong with it.

    Args:
        source: where the file is, or what it holds.
        file: its path as it is shown.
        stack: the stack's name.
        shared: what the project's file says.
        folder: the project's folder, which the people's files are relative to; None if nobody is to look into these.
    """
    config, places, faults, readable = read_config(source, file=file)
    values: dict[str, Any] = {}
    ways: dict[str, Way] = {}
    for short, value in config.items():  # without a namespace, a key is the project's, as for the engine
        key = short if ":" in short else f"{shared.project}:{short}"
        if key in values:
            text = f"{short}: is here twice, with and without {shared.project}:"
            faults.append(Finding(places.nearest(("config", short)), text))
        values[key], ways[key] = value, ("config", short)
    own = ConfigFile(
        file=file,
        project=shared.project,
        values=values,
        ways=ways,
        places=places,
        faults=tuple(faults),
        readable=readable,
    )
    declared, problems = None, list[Problem]()
    if readable:
        config = {**shared.values, **values}
        keys = Keys.of(config, project=shared.project)
        declarations = keys.declarations(config)
        declared, problems = parse(
            {"groups": {}, **concealed(declarations)},
            folder=folder,
            people=folder is not None,
            most_bytes=list_bytes_of(config),
            secrets=ciphertexts(declarations),
        )
        if misspelt := list(keys.problems(config)):
            declared, problems = None, [*misspelt, *problems]
    return StackFile(stack=stack, own=own, shared=shared, declared=declared, problems=tuple(problems))


def list_sizes(declared: Stack, *, folder: Path, most_bytes: int = MOST_BYTES) -> dict[str, int]:
    """How many entries the list files of a stack have, by the groups' keys."""

    def read(path: str) -> bytes:
        return read_inside(folder, path, most=most_bytes)

    counts = {}
    for key, entry in declared.groups.items():
        if entry.phones is not None:
            table = table_of(entry.phones.source, options=entry.read_options, read=read)
            counts[key] = len(table.entries)
    return counts


def is_encrypted(value: object) -> bool:
    """Whether a value is the engine's ciphertext; a token that somebody wrote there by hand is none."""
    if not is_ciphertext(value):
        return False
    client, colon, _ = value["secure"].partition(":")
    return not (colon and client.isdecimal())


def _way(field: str, value: object) -> Way:
    """The keys in a problem's dotted field; keys may have dots themselves, so the longest known one counts."""
    if not isinstance(value, Mapping):
        return (field,)
    ends = [len(field), *(at for at in range(len(field) - 1, 0, -1) if field[at] == ".")]
    key = next((field[:end] for end in ends if field[:end] in value), None)
    if key is None:
        return (field,)
    below = value[key]
    return (key, *_way(field[len(key) + 1 :], below)) if len(field) > len(key) else (key,)
