"""What holds for a stack and its account whatever happened, and what a person does about an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.sandbox import Sandbox
from tests.support.small_engine import Declared, Ended, Engine, Resource

__all__ = ["Command", "Moment", "mended", "seen"]

FIELDS = ("name", "description")

Groups = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Account (groups by id) and state at one time."""

    groups: Groups
    state: list[Resource]

    @property
    def held(self) -> dict[str, list[Resource]]:
        """The state's resources by id."""
        return {one.id: [other for other in self.state if other.id == one.id] for one in self.state}

    @property
    def live(self) -> dict[str, Resource]:
        """The state's resources by name, without condemned copies."""
        return {one.name: one for one in self.state if not one.condemned}


def seen(sandbox: Sandbox, engine: Engine, *, token: str) -> Moment:
    """This moment; the account may hold 30 groups, which is one page."""
    groups = {str(group["id"]): group for group in sandbox.api("GET", "/groups", token=token)}
    assert len(groups) < 30
    return Moment(groups=groups, state=list(engine.state))


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command with the moments around it; `broken` tells which laws it broke.

    Attributes:
        replacing: the resource of `--replace`.
        touched: ids that a person edited or deleted since the state last looked at the account.
    """

    verb: str
    program: Mapping[str, Declared]
    on_existing: str
    before: Moment
    ended: Ended
    after: Moment
    replacing: str = ""
    touched: set[str] = field(default_factory=set)

    def broken(self) -> Iterator[str]:
        yield from (f"not one line: {error}" for error in self.ended.errors if "\n" in error)
        if self.after.groups != self.before.groups and self.verb in ("preview", "refresh"):
            yield "what only looks has written"
        # Of what is created a preview may look what it will meet.
        creates = [name for name, one in self.program.items() if not {name, one.alias} & self.before.live.keys()]
        if self.ended.requests and self.verb == "preview" and not creates:
            yield "a preview sent something"
        for id in self.before.groups.keys() | self.after.groups.keys():
            yield from self._wronged(id)
        for id in (self.before.held.keys() - self.after.held.keys()) & self.after.groups.keys():
            yield f"{id} was forgotten and is there"
        if self.ended.ok and self.verb.startswith("up"):
            yield from self._unlike_the_program()
        if self.ended.ok and self.verb in ("refresh", "up --refresh"):
            yield from self._unlike_the_account()

    def _wronged(self, id: str) -> Iterator[str]:
        old, new = self.before.groups.get(id), self.after.groups.get(id)
        if old is None and new is not None:
            yield from self._made_wrongly(id, new)
        elif old is not None and new is None:
            yield from self._deleted_wrongly(id, old)
        elif old is not None and new is not None and old != new:
            adopted = self.on_existing == "adopt" and old["name"] in self._wanted()
            by_id = id in {declared.inputs.get("adopt") for declared in self.program.values()}
            if old["count_items"] != new["count_items"] or not (id in self.before.held or adopted or by_id):
                yield f"{id} was changed from {old} to {new}"

    def _made_wrongly(self, id: str, new: Mapping[str, Any]) -> Iterator[str]:
        if new["name"] not in self._wanted():
            yield f"{id} was made, and nobody declares {new['name']}"
        doubles = [key for key, group in self.after.groups.items() if group["name"] == new["name"] and key != id]
        if doubles and self.on_existing != "create":
            yield f"{id} doubles {doubles}"
        in_doubt = any("may or may not have happened" in error for error in self.ended.errors)
        if not self.ended.killed and id not in self.after.held and not in_doubt:
            yield f"{id} was made and is not in the state"

    def _deleted_wrongly(self, id: str, old: Mapping[str, Any]) -> Iterator[str]:
        held, live = self.before.held.get(id, []), self.before.live
        # The name that each resource has in the state: its own, else its alias.
        kept = {name if name in live else one.alias for name, one in self.program.items() if name != self.replacing}
        if not held or (old["count_items"] and not any(one.outputs.get("force_destroy") for one in held)):
            yield f"{id} was deleted: {old}, {held}"
        elif any(f"group {id} " in error or f" {id}," in error for error in self.ended.errors):
            yield f"{id} was deleted though an error of the run names it: {self.ended.errors}"
        elif self.verb != "destroy" and any(not one.condemned and one.name in kept for one in held):
            yield f"{id} was deleted and is declared: {held}"

    def _unlike_the_program(self) -> Iterator[str]:
        live = self.after.live
        if live.keys() != self.program.keys() or len(self.after.held) != len(self.program):
            yield f"the state does not hold what is declared, each once: {self.after.state}"
            return
        for name, declared in self.program.items():
            group = self.after.groups.get(live[name].id, {})
            differs = [key for key in FIELDS if group.get(key) != declared.inputs.get(key)]
            if live[name].incomplete or (differs and live[name].id not in self.touched):
                yield f"{name} is not as declared: {declared}, {live[name]}, {group}"

    def _unlike_the_account(self) -> Iterator[str]:
        for one in self.after.state:
            group = self.after.groups.get(one.id, {})
            if any(group.get(key) != one.inputs.get(key) for key in FIELDS) and not one.incomplete:
                yield f"state and account differ after a refresh: {one}, {group}"

    def _wanted(self) -> set[str]:
        return {declared.inputs["name"] for declared in self.program.values()}


def mended(sandbox: Sandbox, engine: Engine, ended: Ended) -> bool:
    """Do what the first error's line says, as a person would; False if it says nothing that can be done."""
    line = ended.errors[0]
    ids = re.findall(r"\b[1-9]\d{4,}\b", line)
    adopting = [name for name, declared in engine.program.items() if "adopt" in declared.inputs]
    if "the name" in line and ("already" in line or "share" in line):  # choose other names for these
        for id in ids[1 if "share" in line else 0 :]:
            sandbox.by_hand(id, name=f"formerly {id}")
    elif adopting and ("is owned by" in line or "there is no group" in line or line.startswith("adopt:")):
        for name in adopting:  # remove the argument
            inputs = {key: value for key, value in engine.program[name].inputs.items() if key != "adopt"}
            engine.program[name] = replace(engine.program[name], inputs=inputs)
    elif "is owned by" in line:  # remove one of the two
        alike = [one for one in engine.state if one.id == ids[0]]
        engine.forget(next((one for one in alike if one.name not in engine.program), alike[-1]).name)
    elif "entries" in line or "1 entry" in line:  # remove them; here with their group
        sandbox.drop(ids[0])
    elif "groups looked for so far are missing" in line:
        engine.state.clear()
    else:
        return False
    return True
