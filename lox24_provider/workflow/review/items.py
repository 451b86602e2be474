"""What a reviewer sees of a step: the same for every kind of resource, with what its description says."""

from __future__ import annotations

import json
import re
from typing import Any

from lox24_provider.display.text import HIDDEN
from lox24_provider.stack_files.encrypted import Encrypted
from lox24_provider.workflow.kinds.item import LATER, Field, Item
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.kinds.step import UNKNOWN, Step

__all__ = ["is_only_move", "item_of"]

_ADAPTER = "adapter"


def item_of(step: Step) -> Item:
    """What a reviewer sees of a step."""
    kind, fields = named(step.kind), tuple(_fields(step))
    return Item(
        kind=kind.name,
        op=step.op,
        name=step.name,
        urn=step.urn,
        title=str(kind.title(step) or ""),
        id=step.id,
        fields=fields,
        counts=kind.counts(step) if kind.counts else None,
        held=kind.held(step),
        gone=step.gone,
        moved=step.moved,
        notes=step.notes,
        place=step.place,
        account=step.account,
        served_by=step.served_by,
        adopts=kind.adopts(step) if kind.adopts and step.op == "create" else None,
        is_ours=kind.is_ours,
        is_placed=not any(field.after == LATER for field in fields if field.name in kind.known_before),
    )


def is_only_move(item: Item) -> bool:
    """Whether all that happens is that another adapter has it from then on, for which nothing is sent."""
    is_moved = item.op == "change" and [field.name for field in item.fields] == [_ADAPTER]
    sends_nothing = named(item.kind).counts is None or (item.counts is not None and not any(item.counts))
    return is_moved and sends_nothing and not (item.gone or item.moved or item.notes)


def _fields(step: Step) -> list[Field]:
    names = named(step.kind).fields
    if names is None:
        return [_named_only(step, name) for name in step.changed]
    rows = []
    if step.op == "change" and any(step.adapters):
        rows.append(Field(name=_ADAPTER, now=step.adapters[0], after=step.adapters[1]))
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


def _named_only(step: Step, name: str) -> Field:
    """A property of anybody's resource: its name, whether it is secret and whether only a refresh moved it."""
    top = re.split(r"[.\[]", name, maxsplit=1)[0]
    then, wanted = ((values or {}).get(top) for values in (step.applied, step.wanted))
    value = HIDDEN if HIDDEN in (then, wanted) else None
    is_refreshed = step.applied is step.wanted or (step.is_fresh and value is None and top in (step.wanted or ()))
    return Field(name=name, now=value, after=value, is_drift=step.op == "change" and is_refreshed and then == wanted)


def _version(digest: str | None) -> str | None:
    """A list's fingerprint, short enough to be compared by eye."""
    return None if digest is None else digest.removeprefix("scrypt:")[:10] if digest.startswith("scrypt:") else digest


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
