"""A review of what two versions of a program declare: in an engine's own form, so that it is judged as a preview is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import GROUP_TYPES, PHONES_TYPES
from lox24_provider.config.settings import Settings
from lox24_provider.display.text import masked, one_line
from lox24_provider.display.urns import behind, name_of, type_of
from lox24_provider.errors import ProgramError, SettingsError
from lox24_provider.rules import group, group_phones
from lox24_provider.workflow.declared.lists import with_people
from lox24_provider.workflow.declared.running import Registration
from lox24_provider.workflow.declared.values import is_known, plain
from lox24_provider.workflow.declared.version import Version, key_of
from lox24_provider.workflow.kinds.group_phones import GROUP_PHONES
from lox24_provider.workflow.kinds.item import LATER, Item
from lox24_provider.workflow.kinds.registry import kind_of, named, order_of
from lox24_provider.workflow.kinds.step import UNKNOWN, Step
from lox24_provider.workflow.review.accounts import Accounts
from lox24_provider.workflow.review.adoptions import unseen_lists
from lox24_provider.workflow.review.dangers import dangers_of
from lox24_provider.workflow.review.items import item_of
from lox24_provider.workflow.review.model import Danger, Review
from lox24_provider.workflow.review.stack_settings import stack_settings
from lox24_provider.workflow.review.steps import Locate, run_step, with_adoption

__all__ = ["compare"]

_UNKNOWN = "(unknown)"
_PLACEHOLDER = re.compile(rf"'?{UNKNOWN}(?:-[0-9a-f]{{8}})?'?")
_FUNCTIONS = 5  # that are named


def compare(*, stack: str, against: str, old: Version, new: Version, locate: Locate) -> Review:
    """What the way from one version to the other does, as far as their programs tell without an engine.

    Raises:
        ProgramError, FilesUnreadable: what the new version declares is not valid; one line a problem.
    """
    try:
        if problems := [*_problems(new)]:
            raise ProgramError("\n".join(f"{new.what}: {problem}" for problem in problems))
        return _compared(stack=stack, against=against, old=old, new=new, locate=locate)
    except (LookupError, TypeError, AttributeError, ValueError) as error:  # programs of others say what they like
        raise ProgramError(f"what the programs declare cannot be compared ({type(error).__name__})") from None


def _compared(*, stack: str, against: str, old: Version, new: Version, locate: Locate) -> Review:
    before = _renamed(old.resources, new.resources)
    raw = [_raw(before.get(key), new.resources.get(key), old, new) for key in sorted({*before, *new.resources})]
    accounts, config = Accounts(raw), new.configuration.plain
    steps, blind = list[Step](), 0
    for one in raw:
        step = _step(one, old, new, accounts=accounts, locate=locate)
        blind += one["blind"]
        step = with_adoption(step, config=config, look=lambda: None)
        if one["unseen"]:
            note = f"{', '.join(one['unseen'])}: made of something else than before, and known in neither version"
            step = replace(step, notes=(*step.notes, note))
        if _happens(step, one):
            steps.append(step)
    steps.sort(key=lambda step: (order_of(step.kind), step.name))
    items = [_unsaid(item_of(step)) for step in steps]
    touched = {step.urn for step in steps}
    of_the_stack = stack_settings(before=old.configuration.plain, after=config, is_shared=_share_groups(old, new))
    return Review(
        stack=stack,
        account=new.configuration.account,
        against=against,
        is_declared=True,
        unknown=blind,
        items=tuple(items),
        dangers=tuple(
            replace(danger, text=_PLACEHOLDER.sub(_UNKNOWN, danger.text))
            for danger in (
                *(Danger(item="", text=text) for text in (*of_the_stack, *_asked(old, new))),
                *dangers_of(steps, config=config),
                *unseen_lists(items, raw),
            )
        ),
        unchanged=sum(urn not in touched and kind_of(urn).is_counted for urn in (one["urn"] for one in raw)),
    )


def _problems(new: Version) -> Iterator[str]:
    """What the engine or the provider would refuse, as far as it is known."""
    try:
        Settings.check(config=new.configuration.plain, environment={})
    except SettingsError as error:
        yield from error.problems
    for key, number in Counter(key_of(one.urn) for one in new.declarations.resources).items():
        if number > 1:
            yield f"{one_line(masked(key))} is declared {number} times"
    for one in new.declarations.resources:
        inputs, kind = plain(one.inputs), type_of(one.urn)
        unknown = [name for name, value in inputs.items() if not is_known(value)]
        rules: Any = group if kind in GROUP_TYPES else group_phones if kind in PHONES_TYPES else None
        if rules is not None:
            label = named(kind_of(one.urn).name).resource.rpartition(".")[2]
            for problem in rules.validate(inputs, unknown=unknown):
                yield f"{label} '{one_line(name_of(one.urn), limit=80)}': {problem}"


def _renamed(before: Mapping[str, Registration], after: Mapping[str, Registration]) -> dict[str, Registration]:
    """The old resources by the keys that they have now, as aliases say."""
    found = dict(before)
    for key, one in after.items():
        if key not in before:
            was = next((old for alias in one.aliases if (old := key_of(alias)) in found and old not in after), None)
            if was is not None:
                found[key] = found.pop(was)
    return found


def _raw(one: Registration | None, other: Registration | None, old: Version, new: Version) -> dict[str, Any]:
    """One resource's step, as a preview has it."""
    known = other or one
    assert known is not None  # noqa: S101 for the types
    states = [_state(one, old), _state(other, new)]
    changed, unseen, blind = list[str](), list[str](), 0
    if one is not None and other is not None:
        was, now = old.properties(one), new.properties(other)
        names = sorted({*was.given, *now.given} - {key for key in {**was.given, **now.given} if key.startswith("__")})
        changed = [name for name in names if was.shape(name) != now.shape(name)]
        fields = [name for name in names if name in (kind_of(known.urn).fields or ())]
        unknown = [name for name in fields if not is_known(was.given.get(name)) and not is_known(now.given.get(name))]
        unseen = [name for name in unknown if name in changed]
        blind = len(unknown) - len(unseen)
    op = "delete" if other is None else "create" if one is None else "update"
    if type_of(known.urn) in PHONES_TYPES and "group" in changed:
        op = "replace"
    return {
        "urn": known.urn,
        "op": op,
        "oldState": states[0],
        "newState": states[1],
        "detailedDiff": {name: {} for name in changed},
        "blind": blind,
        "unseen": unseen,
        "registrations": (one, other),
    }


def _state(one: Registration | None, version: Version) -> dict[str, Any] | None:
    if one is None:
        return None
    properties = version.properties(one)
    inputs = {name: properties.shown(name) for name in properties.given}
    if kind_of(one.urn).fields is None:  # of what is not ours, values are nobody's business
        inputs = {"name": type_of(one.urn)}
    account = {} if one.provider else {"account": version.configuration.account or None}
    place = Path(one.file)
    inside = place.relative_to(version.folder).as_posix() if place.is_relative_to(version.folder) else ""
    return {
        "type": type_of(one.urn),
        "inputs": inputs,
        "outputs": {**inputs, **account},
        "protect": one.protect,
        "retainOnDelete": one.retain,
        "provider": one.provider,
        "propertyDependencies": one.needs,
        "sourcePosition": f"project:///{inside}#{one.line}" if inside else "",
    }


def _step(one: dict[str, Any], old: Version, new: Version, *, accounts: Accounts, locate: Locate) -> Step:
    if (own := kind_of(one["urn"]).step) is not None:
        return own(one)
    step = run_step(one, before=None, diagnostics=[], locate=locate, accounts=accounts, counts=None)
    if step.kind == GROUP_PHONES.name:
        return with_people(step, one, old, new)
    was, now = (state.get("provider") for state in (one["oldState"] or {}, one["newState"] or {}))
    if was is not None and now is not None and behind(was) != behind(now):
        return replace(step, notes=(*step.notes, "works by another provider than before"))
    return step


def _happens(step: Step, one: Mapping[str, Any]) -> bool:
    """Whether a step is more than a resource that stays as it is."""
    if one["op"] != "update":
        return True
    moved = one["oldState"].get("provider") != one["newState"].get("provider")
    is_list = step.kind == GROUP_PHONES.name
    is_counted = is_list and (step.counts is None or any(step.counts))
    kind = named(step.kind)
    is_told = kind.fields is None or kind.step is not None
    fields = bool(one["detailedDiff"]) if is_told else bool(item_of(step).fields)
    is_elsewhere = (
        kind.step is None and kind.is_ours and step.old.get("account") != (one["newState"]["outputs"].get("account"))
    )
    settled = step.protect[0] != step.protect[1] or step.retain_on_delete[0] != step.retain_on_delete[1]
    return fields or bool(one["unseen"]) or moved or is_counted or is_elsewhere or settled


def _unsaid(item: Item) -> Item:
    """An item whose values that nobody knows here are called so: whether a run would know them is another matter."""
    fields = tuple(
        replace(
            field,
            now=_UNKNOWN if field.now == LATER else field.now,
            after=_UNKNOWN if field.after == LATER else field.after,
            is_drift=False,
        )
        for field in item.fields
    )
    return replace(item, fields=fields, title=_UNKNOWN if UNKNOWN in item.title else item.title)


def _asked(old: Version, new: Version) -> Iterator[str]:
    """What the programs would have asked others, who are not asked here."""
    asked = sorted({*old.declarations.asked, *new.declarations.asked})
    if asked:
        names = ", ".join(one_line(masked(name), limit=80) for name in asked[:_FUNCTIONS])
        more = f" and {len(asked) - _FUNCTIONS} more" if len(asked) > _FUNCTIONS else ""
        yield f"the program asks others ({names}{more}), and nobody answers here: what hangs on that is not known"


def _share_groups(old: Version, new: Version) -> bool:
    return any(type_of(one.urn) in GROUP_TYPES and key in new.resources for key, one in old.resources.items())
