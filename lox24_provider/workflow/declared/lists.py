"""Lists that two programs declare, compared by who is on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lox24_provider.config.settings import limits_of, list_bytes_of
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import behind
from lox24_provider.errors import FilesUnreadable, ListUnknown
from lox24_provider.rules import group_phones
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.list_file.digests import canonical, fingerprint
from lox24_provider.rules.list_file.table import Table, told
from lox24_provider.workflow.declared.people import table_of
from lox24_provider.workflow.declared.running import Registration
from lox24_provider.workflow.declared.values import is_known, plain
from lox24_provider.workflow.declared.version import Version, key_of
from lox24_provider.workflow.kinds.step import Step
from lox24_provider.workflow.review.change import ListChange

__all__ = ["with_people"]


def with_people(step: Step, raw: dict[str, Any], old: Version, new: Version) -> Step:
    """A list with who is on it in both versions."""
    one, other = raw["registrations"]
    after = None if other is None else _limited(step.wanted or {}, other, new)
    before = None if one is None else _limited(step.before or {}, one, old)
    step = replace(step, wanted=after, before=before, applied=before, now=before, old={**step.old, **(before or {})})
    try:
        now = None if other is None else _table(other, new)
    except ListUnknown as unknown:
        if one is None or raw["detailedDiff"] or _is_readable(one, old):
            return _without_people(step, why=str(unknown), which="now")
        raw["blind"] += 1
        return replace(step, counts=Counts())
    try:
        was = None if one is None else _table(one, old)
    except FilesUnreadable as unknown:
        return step if now is None else _without_people(step, why=str(unknown), which="before")
    had, has = was.entries if was else (), now.entries if now else ()
    if was is not None and now is not None and had == has:
        return replace(step, counts=Counts(), removable=len(had), notes=tuple(map(str, now.as_applied)))
    change = ListChange.between(had, has)
    before, after = (
        None if values is None or table is None else {**values, **_told(table)}
        for values, table in ((before, was), (after, now))
    )
    counts = change.counts
    if (after or {}).get("mode") == "additive" and before is None:
        counts = counts._replace(removed=0)
    return replace(
        step,
        wanted=after,
        before=before,
        applied=before,
        now=before,
        counts=counts if step.op != "delete" else None,
        removable=len(had),
        notes=_judged(now, before, after, change),
    )


def _limited(shown: Mapping[str, Any], one: Registration, version: Version) -> dict[str, Any]:
    """A list's inputs with the limits in force, those of its `Account` if it has one."""
    settings: Mapping[str, Any] = version.configuration.plain
    if one.provider:
        owner = version.resources.get(key_of(behind(one.provider)))
        settings = {key: value for key, value in (owner.inputs if owner else {}).items() if is_known(value)}
    return group_phones.limited(shown, stack=limits_of({key: str(value) for key, value in settings.items()}))


def _table(one: Registration, version: Version) -> Table:
    inputs = plain(one.inputs)
    most = list_bytes_of(version.configuration.plain)
    return table_of(inputs, folder=version.folder, most=most)


def _is_readable(one: Registration, version: Version) -> bool:
    try:
        _table(one, version)
    except FilesUnreadable:
        return False
    return True


def _told(table: Table) -> dict[str, Any]:
    return {"count": len(table.entries), "digest": fingerprint(canonical(table.entries)), **table.left_out}


def _judged(
    table: Table | None, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, change: ListChange
) -> tuple[str, ...]:
    """What is told of a list that is another one now.

    Raises:
        FilesUnreadable: it holds what a list may not.
    """
    if table is None or after is None:
        return ()
    from lox24_provider.rules.list_file.judging import judged, unreachable  # noqa: PLC0415 phonenumbers

    was = str((before or {}).get("digest") or "")
    if faults := judged(table, applied=was, region=after.get("default_region")).faults:
        raise FilesUnreadable(told(faults, where=one_line(str(after.get("source") or "entries"))))
    return tuple(map(str, filter(None, (*table.notices, unreachable(table, new=change.new)))))


def _without_people(step: Step, *, why: str, which: str) -> Step:
    """A list of which nobody can say here who is, or was, on it."""
    said = f"who {'is' if which == 'now' else 'was'} on the list {which} is not known: {why}"
    return replace(step, counts=None, notes=(*step.notes, said))
