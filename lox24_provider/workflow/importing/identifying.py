"""Which group of the account a declared group is. It never guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.display.urns import name_of
from lox24_provider.rules.group import is_id
from lox24_provider.workflow.importing.skeleton import Resource
from lox24_provider.workflow.kinds.step import SECRET

__all__ = ["Identifying"]


@dataclass(kw_only=True)
class Identifying:
    """The way from declared groups to those of the account.

    Args:
        groups: the declared ones that the state does not hold.
        held: those of the account that the state holds: resource names by id.
        account: the names of all groups of the account, by id.
        mapped: ids by resource name or URN, as a person gave them.
        exported: ids by resource name, as an export found them.

    Attributes:
        problems: everything that is wrong, a line each.
    """

    groups: Sequence[Resource]
    held: Mapping[str, str]
    account: Mapping[str, str]
    mapped: Mapping[str, str]
    exported: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def ids(self) -> dict[str, str]:
        """Ids by URN, of the declared groups that the account has."""
        self._judge_mapped()
        found = {one.urn: id for one in self.groups if (id := self._said(one))}
        taken = {*self.held, *found.values()}
        free: dict[str, list[str]] = {}
        for id, name in self.account.items():
            if id not in taken:
                free.setdefault(name, []).append(id)
        for one in self.groups:
            alike = free.get(str(one.inputs.get("name")), []) if one.urn not in found else []
            if len(alike) == 1:
                found[one.urn] = alike[0]
            elif alike:
                self.problems.append(
                    f"{one.shown}: groups {', '.join(sorted(alike, key=int))} are all called "
                    f"{quoted(masked(str(one.inputs['name'])))}; say which one is meant with --map {one.shown}=ID"
                )
        self._judge(found)
        return found

    def _said(self, one: Resource) -> str:
        """The id that somebody said, or that an export found."""
        mapped = self.mapped.get(one.urn) or self.mapped.get(one.name) or ""
        adopt = str(one.inputs.get("adopt") or "")
        if mapped and adopt and mapped != adopt:
            self.problems.append(f"{one.shown}: --map says group {one_line(mapped)}, its `adopt` {one_line(adopt)}")
        exported = self.exported.get(one.name, "")
        return mapped or adopt or (exported if exported in self.account else "")

    def _judge_mapped(self) -> None:
        names, urns = [one.name for one in self.groups], {one.urn for one in self.groups}
        for key, id in self.mapped.items():
            what = f"--map {one_line(key)}"
            if not is_id(id):
                self.problems.append(f"{what}: needs a group's number at LOX24, digits only")
            if key in urns or names.count(key) == 1:
                continue
            if key in names:
                self.problems.append(f"{what}: several resources have this name; give the URN instead")
            elif self.held.get(id) == name_of(key):
                continue  # an earlier import did it
            elif name_of(key) in self.held.values():
                self.problems.append(f"{what}: this resource is in the state already, as another group")
            else:
                self.problems.append(f"{what}: the program declares no such group")

    def _judge(self, found: Mapping[str, str]) -> None:
        owners: dict[str, str] = {}
        for one in self.groups:
            id = found.get(one.urn)
            if id is None:
                continue
            if not is_id(id):
                continue  # which was told
            if id not in self.account:
                self.problems.append(f"{one.shown}: the account has no group {one_line(id)}")
            elif id in self.held:
                self.problems.append(f"{one.shown}: group {id} is in the state already, as {quoted(self.held[id])}")
            elif id in owners:
                self.problems.append(f"{one.shown}: group {id} is {quoted(owners[id])}; one group, one resource")
            elif SECRET in one.inputs.values():
                self.problems.append(f"{one.shown}: has a secret argument; take its group over with `adopt`")
            owners[id] = one.name
