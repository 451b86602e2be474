"""What happens to one resource, before anybody judges it: the common ground of an engine's preview and of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lox24_provider.display.text import one_line
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Op

__all__ = ["OPS", "SECRET", "UNKNOWN", "Policy", "Step", "Values", "position", "whole"]

Values = Mapping[str, Any]

OPS: dict[str, Op] = {
    "create": "create",
    "import": "create",
    "update": "change",
    "delete": "delete",
    "replace": "replace",
}
"""What does something; a read (`Group.get`) does not, and is a step of every run."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a text that is not known yet (`plugin.UnknownStringValue`)."""

SECRET = "[secret]"  # noqa: S105
"""How the engine shows a secret, in the inputs of a step and in a stack's configuration."""


class Policy(NamedTuple):
    """What happens where a group of the name exists, and the setting that says so; "" if it is the group's own."""

    word: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One resource's way.

    Attributes:
        kind: the name of its kind.
        applied: the inputs that were applied last; None if it was never applied.
        before: the inputs that the state holds now: those, or what a refresh made of them; None if there are none.
        now: what the account holds, as far as is known, without a number in a group's texts; None if nothing.
        wanted: the declared inputs; None if it goes.
        protect: whether the engine protects it, before and after.
        retain_on_delete: whether it stays at LOX24 when it goes from the stack, before and after.
        gone: whether the account has lost it since it was applied.
        counts: what happens to the entries of a list, or of a group that is deleted; None if that is not known.
        removable: how many entries the list had where only files are compared; None where the provider has judged.
        moved: what a refresh found of a list, in its own words.
        adapters: what has it before and after, where it moves from the dynamic provider to the native plugin, or back.
        changed: of another kind of resource, the properties that change.
        is_fresh: whether the account was asked for what it holds now.
        account: which account it is in, `1234567@api.lox24.eu`, if that is known.
        served_by: the `Account` of the program that it works by; "" for the stack's own.
        settings: what that `Account` says, by its arguments; None if that is not known.
        policy: of a group that is created: what happens where one of its name exists, and by whose word.
        found: the groups that it would adopt now; None if that is not known.
        old: the outputs that the state keeps.
    """

    kind: str
    op: Op
    name: str
    urn: str = ""
    id: str = ""
    applied: Values | None = None
    before: Values | None = None
    now: Values | None = None
    wanted: Values | None = None
    protect: tuple[bool, bool] = (False, False)
    retain_on_delete: tuple[bool, bool] = (False, False)
    gone: bool = False
    counts: Counts | None = None
    removable: int | None = None
    moved: str = ""
    notes: tuple[str, ...] = ()
    adapters: tuple[str, str] = ("", "")
    changed: tuple[str, ...] = ()
    place: Place | None = None
    is_fresh: bool = False
    account: str = ""
    served_by: str = ""
    settings: Values | None = None
    policy: Policy | None = None
    found: tuple[ExistingGroup, ...] | None = None
    old: Values = field(default_factory=dict)

    @property
    def shown(self) -> Values:
        """What is declared, or else what the account holds."""
        return self.wanted if self.wanted is not None else self.now or {}


def position(state: Mapping[str, Any]) -> Place | None:
    """The program's line, if it is in the project: `project:///__main__.py#10`."""
    path, _, line = str(state.get("sourcePosition") or "").removeprefix("project:///").partition("#")
    if not path or path.startswith((".", "/")) or "://" in path or not line.split(",")[0].isdecimal():
        return None
    return Place(one_line(path), int(line.split(",")[0]))


def whole(value: object) -> str:
    """A number as a person writes it; the engine knows no whole ones."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value))
