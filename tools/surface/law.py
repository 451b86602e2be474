"""What a release may change of what the last one promised; semantic versioning, said for machines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tools.surface.facts import Surface, Things

__all__ = ["FOREVER", "may_add", "may_break", "violations"]

FOREVER = frozenset(("state", "codes"))
"""What no release may break, whatever its number: a stack cannot be left behind, and a code keeps its meaning."""

_ADVICE = "keep it, mark it as deprecated in tools/surface/deprecated.py, or raise the {number} number of the version"
_ADVICE_FOREVER = "keep it: no release may change this"
_ADVICE_ADDED = "raise the minor number of the version: a patch only corrects mistakes"


def violations(*, last: Surface, now: Surface, version: str, last_version: str) -> list[str]:
    """A sentence for each thing that the version may not change.

    Where the version allows to break things, one may be changed, and one that the last release had marked as
    deprecated may be removed. What was added breaks nothing, unless it has to be given where nothing was before; but
    it needs a minor number. A version that is not released yet may add to its own files.
    """
    is_free = may_break(version, last=last_version)
    number = "minor" if last_version.startswith("0.") else "major"
    found = []
    broken = set[tuple[str, str]]()
    for surface, things in last.items():
        is_forever = surface in FOREVER
        advice = _ADVICE_FOREVER if is_forever else _ADVICE.format(number=number)
        for name, what, is_gone in _broken(things, now.get(surface, {})):
            broken.add((surface, name))
            if is_forever or not is_free:
                found.append(f"{surface}: {name} {what}: {advice}")
            elif is_gone and not _is_told(name, things):
                found.append(
                    f"{surface}: {name} {what}, and {last_version} did not say that it was deprecated: keep it for a "
                    "release that does (tools/surface/deprecated.py)"
                )
    if version != last_version and not may_add(version, last=last_version):
        found += [
            f"{surface}: {name} {what}: {_ADVICE_ADDED}"
            for surface, things in now.items()
            for name, what in _more(last.get(surface, {}), things)
            if (surface, name) not in broken
        ]
    return found


def may_add(version: str, *, last: str) -> bool:
    """Whether the version's number says that things may be added: the minor one is higher, or the major one."""
    return _major_and_minor(version) > _major_and_minor(last)


def may_break(version: str, *, last: str) -> bool:
    """Whether the version's number says that things may be broken: the major one is higher, of 0.x the minor one."""
    (major, _), (last_major, _) = _major_and_minor(version), _major_and_minor(last)
    return major > last_major or (last_major == 0 and may_add(version, last=last))


def _major_and_minor(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


def _is_told(name: str, things: Things) -> bool:
    """Whether it was marked as deprecated: itself, or what it is a part of."""
    return bool(name) and (bool(things.get(name, {}).get("deprecated")) or _is_told(_owner(name), things))


def _more(last: Things, now: Things) -> Iterator[tuple[str, str]]:
    for name, facts in sorted(now.items()):
        if name not in last:
            yield name, "is new"
        elif facts != last[name]:
            yield name, "promises something else or more"


def _broken(last: Things, now: Things) -> Iterator[tuple[str, str, bool]]:
    for name, facts in last.items():
        if name not in now:
            yield name, "is gone", True
        else:
            for what in _changes(facts, now[name]):
                yield name, what, False
    for name in now.keys() - last.keys():
        if now[name].get("required") and (owner := _owner(name)) in {"", *last}:
            yield name, f"is new in {owner} and required" if owner else "is new and required", False


def _changes(last: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for fact in sorted((last.keys() | now.keys()) - {"deprecated"}):
        before, after = last.get(fact), now.get(fact)
        is_said_first = fact == "default" and fact not in last  # it had to be given before
        if before != after and not is_said_first and (what := _judged(fact, before, after)):
            yield what


def _judged(fact: str, before: Any, after: Any) -> str:  # noqa: ANN401 JSON
    """What is broken by the change of a fact; empty if nothing is."""
    match fact:
        case "takes":
            said = _fewer("no longer takes", before, after)
        case "gives":
            said = _fewer("may now give", after, before)
        case "required":
            said = "is required now" if after else ""
        case "least" | "most":
            is_wider = after is None or (before is not None and (after < before) == (fact == "least"))
            said = "" if is_wider else f"must now be at {fact} {after}"
        case "default":
            said = f"has another default, {after} instead of {before}"
        case _:
            said = f"has another {fact!r}, {after!r} instead of {before!r}"
    return said


def _fewer(what: str, of: Collection[str] | None, than: Collection[str] | None) -> str:
    gone = sorted({*(of or ())} - {*(than or ())})
    return f"{what} {', '.join(gone)}" if gone else ""


def _owner(name: str) -> str:
    """What a parameter, an input, an option, a key or a field belongs to."""
    for sign in ("(", "[", " input ", " output "):
        if sign in name:
            return name.rpartition(sign)[0]
    return max(name.rpartition(" ")[0], name.rpartition(".")[0], key=len)
