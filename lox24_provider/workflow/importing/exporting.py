"""An account's groups and people, as declarations: what `lox24 export` writes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from lox24_provider.api.models import GroupOut
from lox24_provider.display.invisible import appearances
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.display.urns import has_parent, name_of
from lox24_provider.errors import StackFileError
from lox24_provider.operations.connection import Connection, SilentReport
from lox24_provider.rules import group as rules
from lox24_provider.rules.entry import Entry, problems_of
from lox24_provider.rules.entry_plan.plan import Held, Policy, plan
from lox24_provider.rules.list_file.digests import canonical
from lox24_provider.rules.list_file.table import read_table
from lox24_provider.rules.naming import LONGEST, resource_names, slug
from lox24_provider.rules.number.numbers import person
from lox24_provider.stack_files.editing import Noted
from lox24_provider.stack_files.files import is_encrypted

__all__ = ["LISTS", "Export", "People", "export", "source_of"]

LISTS = "lists"
"""Where the list files go where nobody says otherwise."""


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is on one list, as far as a file may say it.

    Attributes:
        text: the file.
        count: how many people it has.
        opted_out: how many are left out because they opted out.
        joined: how many are left out because they joined by a subscription link.
        undeclarable: how many entries no file can declare: doubles, national numbers, values that no file may have.
        mode: `additive` where some are undeclarable, as else they would be removed; None for the default.
    """

    text: str = field(repr=False)
    count: int
    opted_out: int
    joined: int
    undeclarable: int
    mode: str | None

    @property
    def note(self) -> str:
        """The comment beside the list."""
        parts = [
            (self.opted_out, "opted out"),
            (self.joined, "joined by a link"),
            (self.undeclarable, "cannot be declared (doubles, numbers without a country), so nobody is removed"),
        ]
        left_out = ", ".join(f"{count:,} {what}" for count, what in parts if count)
        return f"{self.count:,} people" + (f"; left out: {left_out}" if left_out else "")


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is to be written.

    Attributes:
        groups: new entries of a stack file by resource name, with comments.
        phones: what is new in entries that are there already: their lists, likewise.
        ids: the groups' numbers by resource name, of declared ones too that are not in the state yet.
        lists: the people's files by resource name.
        left_out: groups that cannot be declared, and why; a line each.
    """

    groups: Mapping[str, Any]
    phones: Mapping[str, Any]
    ids: Mapping[str, str]
    lists: Mapping[str, People]
    left_out: Sequence[str]


def export(
    connection: Connection,
    *,
    managed: Mapping[str, str],
    declared: Mapping[str, Mapping[str, Any]],
    defaults: Mapping[str, Any],
    with_phones: bool,
    folder: str = LISTS,
) -> Export:
    """Everything in the account that nobody declares yet. One listing, and one more a list with `with_phones`.

    Args:
        managed: the groups that the state holds: URNs by id.
        declared: the groups that are declared already, by resource name.
        defaults: what a group of a name has without saying it.
        folder: where the list files go, from the project's folder.

    Raises:
        Lox24Error: a group is declared by a name that nobody can read here.
    """
    client = connection.operation(urn="", seconds=None, report=SilentReport()).client
    groups = {group.id: group for group in connection.snapshot.whole(client)}
    alike = _by_name(groups.values())
    looking = Counter(look for group in groups.values() for look in appearances(group.name))
    named = {name_of(urn): id for id, urn in managed.items() if not has_parent(urn)}
    known = {key: named.get(key) or _id_of(entry, alike) for key, entry in declared.items()}
    if hidden := [key for key, id in known.items() if not id and is_encrypted(declared[key].get("name"))]:
        raise StackFileError(
            f"groups.{one_line(hidden[0])}.name: is encrypted, so which group of the account it is cannot be told: run "
            "`pulumi up` of that stack first, or say its number with `adopt`"
        )
    known = {key: id for key, id in known.items() if id in groups}
    free = {id: group for id, group in groups.items() if id not in {*managed, *known.values()}}
    problems = {id: problem for id, group in free.items() if (problem := _problem(group))}
    left_out = [f"group {id} {quoted(masked(free[id].name))}: {problem}" for id, problem in sorted(problems.items())]
    new = {id: group.name for id, group in free.items() if id not in problems}
    ids = {name: id for id, name in resource_names(new, taken={*declared, *map(name_of, managed.values())}).items()}
    listless = {key: id for key, id in known.items() if not declared[key].get("phones")}
    lists = _lists(connection, {**listless, **ids}, groups) if with_phones else {}
    phones = {
        key: _phones(source_of(key, folder=folder), people, default=defaults.get(key)) for key, people in lists.items()
    }
    return Export(
        groups={
            name: _entry(groups[id], name, shared=_is_shared(groups[id], looking), phones=phones, defaults=defaults)
            for name, id in ids.items()
        },
        phones={key: {"phones": phones[key]} for key in listless if key in phones},
        ids={**{key: id for key, id in known.items() if id not in managed}, **ids},
        lists=lists,
        left_out=left_out,
    )


def _lists(connection: Connection, ids: Mapping[str, str], groups: Mapping[str, GroupOut]) -> dict[str, People]:
    """The people of those groups that have any whom a file may declare."""
    asked = [name for name, id in ids.items() if groups[id].count_items != 0]
    with ThreadPoolExecutor(connection.settings.parallel) as workers:
        found = zip(asked, workers.map(lambda name: _people(connection, ids[name]), asked), strict=True)
        return {name: people for name, people in found if people.count}


def _by_name(groups: Iterable[GroupOut]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in groups:
        found.setdefault(group.name, []).append(group.id)
    return found


def _is_shared(group: GroupOut, looking: Mapping[str, int]) -> bool:
    """Whether another group's name is the same, or looks the same."""
    return any(looking[look] > 1 for look in appearances(group.name))


def _id_of(entry: Mapping[str, Any], alike: Mapping[str, list[str]]) -> str:
    """Which group an entry is about; empty where its name does not tell."""
    ids = alike.get(str(entry.get("name")), [])
    return str(entry.get("adopt") or (ids[0] if len(ids) == 1 else ""))


def _problem(group: GroupOut) -> str:
    """Why the group cannot be declared as it is; empty if it can."""
    return "; ".join(f"{field} {reason}" for field, reason, _ in rules.validate(group.model_dump()))


def _entry(
    group: GroupOut, key: str, *, shared: bool, phones: Mapping[str, Noted], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """The group as an entry of a stack file. What it has not, a default must not give it."""
    default = defaults.get(key)
    given = default if isinstance(default, Mapping) else ()
    entry: dict[str, Any] = {field: None for field in given if field in (*rules.FIELDS, "phones")}
    entry |= rules.normalised(group.model_dump())
    if shared:
        entry["adopt"] = Noted(group.id, "its name is not the only one of its kind")
    if key in phones:
        entry["phones"] = phones[key]
    return entry


def source_of(key: str, *, folder: str = LISTS) -> str:
    """The list file of a group, by its key: a key may be any text, and a file's name is no way to another folder."""
    written = key.encode(errors="surrogatepass")
    if re.fullmatch(r"[^\W_][\w.-]*", key) and len(written) <= LONGEST:
        name = key
    else:
        name = f"{slug(key)[:50] or 'list'}-{hashlib.sha256(written).hexdigest()[:8]}"
    return f"{folder}/{name}.csv" if folder != "." else f"{name}.csv"


def _phones(source: str, people: People, *, default: object) -> Noted:
    """The list of a group, without what the defaults' list would ask of its file."""
    usual = default.get("phones") if isinstance(default, Mapping) else None
    asked = usual if isinstance(usual, Mapping) else {}
    nobody = {name: None for name in ("consent", "suppression_files") if asked.get(name) is not None}
    said = {**({"mode": people.mode} if people.mode else {}), **nobody}
    return Noted({"source": source, **said} if said else source, people.note)


def _people(connection: Connection, group: str) -> People:
    """The people of a group whom a file may declare, checked by the plan that it would make."""
    client = connection.operation(urn="", seconds=None, report=SilentReport()).client
    held = connection.entries.read_now(client, group)
    entries: dict[str, Entry] = {}
    for one in held:
        entry = one.as_of(person(one.phone) or "")
        if not (one.opted_out or one.joined or any(problems_of(entry))):
            entries.setdefault(entry.phone, entry)
    desired = _readable([entries[phone] for phone in sorted(entries)])
    opted_out, joined = sum(one.opted_out for one in held), sum(one.joined for one in held)
    return People(
        text=canonical(desired),
        count=len(desired),
        opted_out=opted_out,
        joined=joined,
        undeclarable=len(held) - len(desired) - opted_out - joined,
        mode=None if _is_as_held(desired, held) else "additive",
    )


def _readable(entries: list[Entry]) -> list[Entry]:
    """Those that a file brings back as they are."""
    read, declared = read_table(canonical(entries).encode("utf-8", "replace")), set(entries)
    return [entry for entry in read.entries if entry in declared]


def _is_as_held(desired: Sequence[Entry], held: Iterable[Held]) -> bool:
    made = plan(desired=desired, actual=held, owned=set(), policy=Policy())
    return made.is_empty and not made.ambiguous
