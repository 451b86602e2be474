"""One version of a project, by what its program declares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lox24_provider.adapter.state_format import PHONES_TYPES
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, path_of, type_of
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.people import from_folder
from lox24_provider.workflow.declared.running import Declarations, Registration
from lox24_provider.workflow.declared.values import Properties, is_known
from lox24_provider.workflow.kinds.group_phones import GROUP_PHONES

__all__ = ["Version", "key_of"]

_STACK = "::pulumi:pulumi:Stack$"


@dataclass(frozen=True, kw_only=True)
class Version:
    """What one version of the project declares.

    Attributes:
        what: names it in a message.
        folder: the project's, in this version's files.
        root: the top of these files; `there` is the top of the project's own.
    """

    what: str
    folder: Path
    root: Path
    there: Path
    configuration: Configuration
    declarations: Declarations

    @cached_property
    def resources(self) -> dict[str, Registration]:
        """The resources by the types and the name that a URN has of them."""
        return {key_of(one.urn): one for one in self.declarations.resources}

    def properties(self, one: Registration) -> Properties:
        """A resource's inputs."""
        given = dict(one.inputs)
        if type_of(one.urn) in PHONES_TYPES:
            given |= {name: from_folder(given.get(name), folder=self.folder) for name in GROUP_PHONES.files}
            owner = one.needs.get("group") or []
            if not is_known(given.get("group")) and len(owner) == 1:
                given["group"] = f"Group {one_line(name_of(owner[0]), limit=80)}"
        is_here = self.root == self.there
        return Properties(given=given, needs=one.needs, here="" if is_here else str(self.root), there=str(self.there))


def key_of(urn: str) -> str:
    """The types and the name of a URN: what it says of stack and project is another's matter."""
    return f"{path_of(urn.replace(_STACK, '::', 1))}::{name_of(urn)}"
