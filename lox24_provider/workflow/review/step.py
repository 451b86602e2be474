"""What happens to one resource, before anybody judges it: the common ground of an engine's preview and of files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lox24_provider.config.settings import KNOWN, argument_of
from lox24_provider.display.text import HIDDEN, one_line
from lox24_provider.fields import group, group_phones
from lox24_provider.fields.field import names
from lox24_provider.rules.adoption import Existing
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.ids import expanded
from lox24_provider.rules.list_file.options import NAMES as READING
from lox24_provider.stack_files.encrypted import Encrypted
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.review.model import LATER, Field, Item, Kind, Op

__all__ = ["LIST_FIELDS", "UNKNOWN", "Policy", "Step", "item_of", "whole"]

Values = Mapping[str, Any]

GROUP_FIELDS = names(group.DECLARED)

ACCOUNT_FIELDS = tuple(argument_of(key) for key in KNOWN if key != "token")
"""What a reviewer sees of an `Account` of the program."""

LIST_FIELDS = (
    "group",
    "source",
    "count",
    "mode",
    *READING,
    "merged",
    "skipped",
    *names(field for field in group_phones.IN_STACK_FILE if field.type in (int, bool) and not field.is_reading),
)
"""What a reviewer sees of a list besides the numbers of entries."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a text that is not known yet (`plugin.UnknownStringValue`)."""


class Policy(NamedTuple):
    """What happens where a group of the name exists, and the setting that says so; "" if it is the group's own."""

    word: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One resource's way.

    Attributes:
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
        changed: of another kind of resource, the properties that change.
        is_fresh: whether the account was asked for what it holds now.
        account: which account it is in, `1234567@api.lox24.eu`, if that is known.
        served_by: the `Account` of the program that it works by; "" for the stack's own.
        settings: what that `Account` says, by its arguments; None if that is not known.
        policy: of a group that is created: what happens where one of its name exists, and by whose word.
        found: the groups that it would adopt now; None if that is not known.
        old: the outputs that the state keeps.
    """

    kind: Kind
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
    changed: tuple[str, ...] = ()
    place: Place | None = None
    is_fresh: bool = False
    account: str = ""
    served_by: str = ""
    settings: Values | None = None
    policy: Policy | None = None
    found: tuple[Existing, ...] | None = None
    old: Values = field(default_factory=dict)


def item_of(step: Step) -> Item:
    """What a reviewer sees of a step."""
    shown = step.wanted if step.wanted is not None else step.now or {}
    title = shown.get("source") or "written inline" if step.kind == "list" else shown.get("name")
    if step.kind == "account":
        title = step.account
    counts = step.counts
    if step.kind == "list" and step.op == "delete":
        goes = bool(step.old.get("remove_on_delete")) and not step.retain_on_delete[0]
        counts = Counts(removed=len(expanded(str(step.old.get("owned") or ""))) if goes else 0)
    return Item(
        kind=step.kind,
        op=step.op,
        name=step.name,
        urn=step.urn,
        title=str(title or ""),
        id=step.id,
        fields=tuple(_fields(step)),
        counts=counts if step.kind == "list" else None,
        held=_held(step),
        gone=step.gone,
        moved=step.moved,
        notes=step.notes,
        place=step.place,
        account=step.account,
        served_by=step.served_by,
        adopts=_adopts(step),
    )


def _adopts(step: Step) -> Existing | None:
    """The one group that a creation takes over, as far as is known."""
    if step.kind != "group" or step.op != "create":
        return None
    if step.found is not None:
        return step.found[0] if len(step.found) == 1 else None
    number = (step.wanted or {}).get("adopt")
    return Existing(str(number), "", None) if number and number != UNKNOWN else None


def _held(step: Step) -> int | None:
    """How many entries die with a group; without force_destroy nobody does."""
    if step.kind != "group" or step.op not in ("delete", "replace") or not step.old.get("force_destroy"):
        return 0
    if step.retain_on_delete[0]:
        return 0
    if step.counts is not None:
        return step.counts.removed
    count = step.old.get("count_items")
    return int(count) if step.is_fresh and isinstance(count, int | float) else None


def _fields(step: Step) -> list[Field]:
    if step.kind == "other":
        return [Field(name=name, now=None, after=None) for name in step.changed]
    names = {"list": (*LIST_FIELDS, "digest"), "account": ACCOUNT_FIELDS}.get(step.kind, GROUP_FIELDS)
    rows = []
    for name, (one, other) in (("protect", step.protect), ("retain_on_delete", step.retain_on_delete)):
        if step.op == "change" and one != other:
            rows.append(Field(name=name, now=_text(one), after=_text(other)))
    for name in names:
        now, after = (_text(values.get(name)) if values else None for values in (step.now, step.wanted))
        applied = _text(step.applied.get(name)) if step.applied is not None else None
        is_hidden = after is HIDDEN and name in step.changed  # nobody can see whether two secrets are equal
        if (now == after and not is_hidden) or (step.op == "delete" and now is None):
            continue
        is_drift = step.op == "change" and step.applied is not None and applied == after
        is_drift = is_drift and not (is_hidden and step.applied is not step.wanted)
        now, after = (HIDDEN if isinstance(text, Encrypted) else text for text in (now, after))
        if name == "digest":
            now, after = _version(now), _version(after)
        rows.append(Field(name="version" if name == "digest" else name, now=now, after=after, is_drift=is_drift))
    return rows


def _version(digest: str | None) -> str | None:
    """A list's fingerprint, short enough to be compared by eye."""
    return None if digest is None else digest.removeprefix("scrypt:")[:10] if digest.startswith("scrypt:") else digest


def whole(value: object) -> str:
    """A number as a person writes it; the engine knows no whole ones."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value))


def _text(value: Any) -> str | None:  # noqa: ANN401 JSON
    """A value as a person writes it; nothing, false and empty text are the same."""
    if value is None or value is False or value == "":
        return None
    if value is True:
        return "true"
    if value == UNKNOWN:
        return LATER
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False) if value else None
    return value if isinstance(value, Encrypted) or value is HIDDEN else str(value)
