"""The configuration of a stack as its program gets it, made of files alone: what is encrypted stays unknown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lox24_provider.errors import FilesUnreadable
from lox24_provider.stack_files.encrypted import is_ciphertext
from lox24_provider.stack_files.files import StackFile, read_shared, read_stack
from lox24_provider.stack_files.reading import read_config
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.project import Project

__all__ = ["Configuration"]


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """One stack's configuration in one version.

    Attributes:
        values: every value by its full key, as the engine hands it over.
        secret: the keys of secrets.
        encrypted: those of them of which nothing but the ciphertext is known.
        account: client id and host of the stack's account; "" where only its token knows.
    """

    values: Mapping[str, str]
    secret: frozenset[str]
    encrypted: frozenset[str]
    account: str

    @property
    def plain(self) -> dict[str, str]:
        """What is no secret."""
        return {key: value for key, value in self.values.items() if key not in self.secret}

    @classmethod
    def of(cls, project: Project, *, stack: str, what: str) -> Configuration:
        """The one that the files of a project say.

        Args:
            what: names the version in a message.

        Raises:
            FilesUnreadable: they are no YAML; one line a fault.
        """
        file = project.stack_file(stack)
        shared = read_shared(project.file, file=project.shown(project.file), project=project.name)
        source = file if file.is_file() else b""
        own = read_stack(source, file=project.shown(file), stack=stack, shared=shared, folder=None)
        if faults := [*shared.faults, *own.own.faults]:
            raise FilesUnreadable("\n".join(f"{what}: {fault}" for fault in faults))
        return cls._of(own, project=project)

    @classmethod
    def _of(cls, file: StackFile, *, project: Project) -> Configuration:
        config = {key if ":" in key else f"{project.name}:{key}": value for key, value in file.config.items()}
        said, *_ = read_config(project.file, file="")
        called = {key for key, value in said.items() if isinstance(value, Mapping) and value.get("secret") is True}
        encrypted = {key for key, value in config.items() if _has_secret(value)}
        secret = encrypted | {key if ":" in key else f"{project.name}:{key}" for key in called}
        return cls(
            values={key: _text(value) for key, value in config.items()},
            secret=frozenset(secret & config.keys()),
            encrypted=frozenset(encrypted),
            account=file.account or "",
        )


def _has_secret(value: object) -> bool:
    if is_ciphertext(value):
        return True
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(map(_has_secret, below))


def _text(value: object) -> str:
    """A value as the engine has it: JSON for whatever is no single one."""
    known = _known(value)
    if isinstance(known, str):
        return known
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"), default=str)


def _known(value: Any) -> Any:  # noqa: ANN401 YAML
    """A value with a placeholder for each that is encrypted: the same one for the same ciphertext, and short enough."""
    if is_ciphertext(value):
        return f"{UNKNOWN}-{hashlib.sha256(value['secure'].encode()).hexdigest()[:8]}"
    if isinstance(value, Mapping):
        return {str(key): _known(below) for key, below in value.items()}
    return [_known(below) for below in value] if isinstance(value, list) else value
