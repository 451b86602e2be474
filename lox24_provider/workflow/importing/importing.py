"""What a program declares and the account has already, brought into the state: what `lox24 import` does."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import GROUP_TYPE, NATIVE_GROUP_TYPE, PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.display.urns import name_of
from lox24_provider.errors import StackFileError, Undecided
from lox24_provider.files.list_file import Lists, ListUnreadError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.operations import phones_lifecycle
from lox24_provider.operations.connection import Connection, SilentReport
from lox24_provider.operations.group_state import as_held
from lox24_provider.rules import group as group_rules
from lox24_provider.rules import group_phones as phones_rules
from lox24_provider.rules.entry_plan.counts import Drift
from lox24_provider.rules.group_phones import DRIFT
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.importing.identifying import Identifying
from lox24_provider.workflow.importing.skeleton import Known, Resource, Skeleton
from lox24_provider.workflow.kinds.group import GROUP
from lox24_provider.workflow.kinds.group_phones import GROUP_PHONES
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["Import", "ids_file", "import_file", "managed", "prepare"]


@dataclass(frozen=True, kw_only=True)
class Import:
    """What is to be brought into the state.

    Attributes:
        groups: the groups' numbers, by resource name.
        lists: likewise those of the lists.
        new: declared groups that the account does not have; the next `up` makes them.
        elsewhere: declared groups of an `Account` of their own, which is not asked.
        later: lists that the next `up` has to meet, and why.
        below: groups and lists that stand below what the state does not hold, and its name.
    """

    groups: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)
    below: dict[str, str] = field(default_factory=dict)
    _skeleton: Skeleton
    _known: Mapping[str, Known]

    def bring(self, engine: Engine) -> None:
        """Bring it there. Neither the provider nor LOX24 is asked.

        Raises:
            EngineError: the engine failed.
        """
        self._skeleton.bring(engine, self._known)


def managed(deployment: Mapping[str, Any], *, account: str) -> dict[str, str]:
    """The groups of the account that a state holds, looked-up ones too: URNs by id."""
    return {
        str(one.get("id")): str(one.get("urn"))
        for one in deployment.get("resources") or []
        if one.get("type") in GROUP.types and (one.get("outputs") or {}).get("account") in (None, account)
    }


def ids_file(engine: Engine) -> Path:
    """Where an export leaves the ids of what it declared; `pulumi import --file` understands it too."""
    stack = engine.stack.rsplit("/", 1)[-1]
    return engine.project.folder / f"import.{stack}.json"


def import_file(ids: Mapping[str, str], *, native: bool = False) -> dict[str, Any]:
    """An import file of the engine for groups by resource name.

    The native plugin is asked for them as any other is. Of the dynamic provider the engine knows nothing, so it
    believes the file, and needs a refresh after it.
    """
    if native:
        return {"resources": [{"type": NATIVE_GROUP_TYPE, "name": name, "id": id} for name, id in ids.items()]}
    reference = {PROVIDER_KEY: PROVIDER_REFERENCE}
    return {
        "resources": [
            {"type": GROUP_TYPE, "name": name, "id": id, "inputs": reference, "outputs": reference}
            for name, id in ids.items()
        ]
    }


def prepare(engine: Engine, connection: Connection, *, held: Mapping[str, str], mapped: Mapping[str, str]) -> Import:
    """Find out which groups of the account the program's new resources are.

    An id comes from `mapped`, from the resource's `adopt`, from what an export left, or from a name that only one
    group has which no resource holds.

    Args:
        held: the groups of the account that the state holds: URNs by id.
        mapped: ids by resource name, as a person gave them.

    Raises:
        EngineError: the preview failed.
        Undecided: with every id that is wrong and every name that is not unique.
    """
    skeleton = Skeleton.of(engine)
    client = connection.operation(urn="", seconds=None, report=SilentReport()).client
    there = {group.id: group for group in connection.snapshot.whole(client)}
    declared = sorted((one for one in skeleton.resources if one.type in GROUP.types), key=lambda one: one.urn)
    groups = [one for one in declared if not one.has_own_provider]
    identifying = Identifying(
        groups=groups,
        held={id: name_of(urn) for id, urn in held.items()},
        account={id: group.name for id, group in there.items()},
        mapped=mapped,
        exported=_exported(ids_file(engine)),
    )
    ids = identifying.ids()
    if identifying.problems:
        raise Undecided(identifying.problems)
    known: dict[str, Known] = {}
    for one in groups:
        if one.urn in ids:
            state = as_held(there[ids[one.urn]], inputs=group_rules.normalised(one.inputs), account=connection.account)
            known[one.urn] = Known(state.id, state.inputs, state.outputs)
    lists = [one for one in skeleton.resources if one.type in GROUP_PHONES.types and not one.has_own_provider]
    groups_of = {one.urn: ids.get(one.group) or str(one.inputs.get("group")) for one in lists}
    lists = [one for one in lists if groups_of[one.urn] in there]  # any other's group is new
    later: dict[str, str] = {}
    with ThreadPoolExecutor(connection.settings.parallel) as workers:
        base = engine.project.base
        found = workers.map(lambda one: _list(connection, one, group=groups_of[one.urn], base=base), lists)
        for one, list_ in zip(lists, found, strict=True):
            if isinstance(list_, Known):
                known[one.urn] = list_
            else:
                later[one.shown] = list_
    below = skeleton.stranded(known)
    below |= {one.urn: below[one.group] for one in lists if one.group in below}
    known = {urn: one for urn, one in known.items() if urn not in below}
    return Import(
        groups={one.shown: ids[one.urn] for one in groups if one.urn in known},
        lists={one.shown: groups_of[one.urn] for one in lists if one.urn in known},
        new=[one.shown for one in groups if one.urn not in ids],
        elsewhere=[one.shown for one in declared if one.has_own_provider],
        later=later,
        below={one.shown: below[one.urn] for one in (*groups, *lists) if one.urn in below},
        _skeleton=skeleton,
        _known=known,
    )


def _list(connection: Connection, one: Resource, *, group: str, base: ProjectFolder) -> Known | str:
    """A list whose group holds just the people that it names; else why the next `up` has to meet it.

    The first reconciliation has guards of its own, which an import must not get around.
    """
    if "source" not in one.inputs:
        return "its people stand in the program, encrypted"
    inputs = {**phones_rules.normalised(one.inputs), "group": group}
    files = Lists()
    files.base = base
    try:
        table, digest, _ = files.read(inputs, before={})
    except ListUnreadError:
        return "its file has just changed"
    if table.problems or digest != inputs.get("digest"):
        return "its file has just changed"
    operation = connection.operation(urn=one.urn, seconds=None, report=SilentReport())
    read = phones_lifecycle.read(operation, id=group, state={"group": group}, inputs=inputs, table=table)
    if read is None:
        return "its group is gone"
    if read.inputs["digest"] != digest:
        return f"the account differs from the list: {Drift.read(read.outputs.get(DRIFT))}"
    return Known(group, read.inputs, read.outputs)


def _exported(file: Path) -> dict[str, str]:
    """What an export left: ids of groups by resource name."""
    try:
        resources = json_of(file.read_bytes())["resources"]
        return {str(one["name"]): str(one["id"]) for one in resources if one["type"] in GROUP.types}
    except FileNotFoundError:
        return {}
    except (ValueError, LookupError, TypeError):
        raise StackFileError(f"{file.name} is no import file: move it away") from None
