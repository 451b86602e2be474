"""The steps of an engine's preview or refresh, each read into what happens to one resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lox24_provider.display.text import HIDDEN, masked, one_line
from lox24_provider.display.urns import name_of, path_of, type_of
from lox24_provider.rules.entry_plan.counts import Counts, counts_of
from lox24_provider.rules.group import FIELDS
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.account import account_in, is_account
from lox24_provider.workflow.kinds.registry import kind_of, named
from lox24_provider.workflow.kinds.step import OPS, SECRET, Step, position
from lox24_provider.workflow.review.accounts import Accounts
from lox24_provider.workflow.review.adoptions import Look, found_for, policy_in_force

__all__ = [
    "Locate",
    "drift_step",
    "has_own_provider",
    "is_internal",
    "run_step",
    "said",
    "with_adoption",
]

Locate = Callable[[str], Place | None]


def drift_step(one: Any, *, locate: Locate) -> Step | None:  # noqa: ANN401 JSON
    """What a refresh found of a resource; None if it is as it was."""
    if one["op"] not in ("update", "delete"):
        return None
    urn, old, new = one["urn"], _readable(one.get("oldState")), _readable(one.get("newState"))
    outputs, name, gone = new.get("outputs") or {}, name_of(urn), one["op"] == "delete"
    kind = kind_of(urn)
    served_by, _ = Accounts(()).of(old)
    return Step(
        kind=kind.name,
        op="create" if gone else "change",
        name=one_line(name),
        urn=urn,
        id=str(old.get("id") or ""),
        applied=old.get("inputs"),
        now=None if gone else _held({**(new.get("inputs") or {}), **outputs}, declared=old.get("inputs") or {}),
        wanted=old.get("inputs"),
        gone=gone,
        counts=Counts(),
        moved=kind.moved(outputs),
        changed=tuple(one_line(masked(str(path))) for path in one.get("detailedDiff") or ()),
        place=locate(name) or position(old),
        account=one_line(str((old.get("outputs") or {}).get("account") or "")) if served_by else "",
        served_by=served_by,
        old=old.get("outputs") or {},
    )


def _held(values: Mapping[str, Any], *, declared: Mapping[str, Any]) -> dict[str, Any]:
    """What a group is at LOX24, where anybody may have written a number into a name: masked for all that a review says.

    What the program says too is its own and stays.
    """
    texts = {key: values[key] for key in FIELDS if isinstance(values.get(key), str)}
    foreign = {key: masked(text) for key, text in texts.items() if text != declared.get(key)}
    return {**values, **{key: text for key, text in foreign.items() if text != " ".join(texts[key].split())}}


def with_adoption(step: Step, *, config: Mapping[str, str], look: Look) -> Step:
    """A group's creation with what is known of the one that it may take over; of an `Account`'s nothing is."""
    if named(step.kind).adopts is None or step.op != "create" or step.wanted is None:
        return step
    policy = policy_in_force(step.wanted, served_by=step.served_by, settings=step.settings, config=config)
    found = None if step.served_by else found_for(step.wanted, policy=policy, look=look)
    return replace(step, policy=policy, found=found)


def run_step(
    one: Any,  # noqa: ANN401 JSON
    *,
    before: Any,  # noqa: ANN401 JSON
    diagnostics: list[Any],
    locate: Locate,
    accounts: Accounts,
    counts: Counts | None,
) -> Step:
    """What a run would do to a resource.

    Args:
        one: the step.
        before: the refresh's step of the same resource, if there was one.
        locate: where stack data declares the resource of a name; None if it does not.
        counts: how many entries it would touch; None if only its row tells.
    """
    urn, old, new = one["urn"], _readable(one.get("oldState")), _readable(one.get("newState"))
    kind = kind_of(urn)
    op = OPS[one["op"]]
    outputs = old.get("outputs") or {}
    texts = [str(told.get("message", "")) for told in diagnostics if told.get("urn") == urn]
    name = name_of(urn)
    served_by, settings = accounts.of(new if new.get("provider") else old)
    where = outputs.get("account") or (account_in(settings) if settings else "")
    return Step(
        kind=kind.name,
        op=op,
        name=one_line(name),
        urn=urn,
        id=str(old.get("id") or ""),
        applied=(_readable(before["oldState"]) if before else old).get("inputs") if old or before else None,
        before=old.get("inputs"),
        now=_held({**(old.get("inputs") or {}), **outputs}, declared=new.get("inputs") or {}) if old else None,
        wanted=None if op == "delete" else new.get("inputs") or {},
        protect=(bool(old.get("protect")), bool(new.get("protect"))),
        retain_on_delete=(bool(old.get("retainOnDelete")), bool(new.get("retainOnDelete"))),
        gone=bool(before) and op == "create",
        counts=counts or next((found for text in reversed(texts) if (found := counts_of(text)) is not None), None),
        moved=kind.moved(outputs),
        adapters=kind.adapters(old, new),
        notes=tuple(said(told) for told in diagnostics if told.get("urn") == urn and told.get("severity") == "warning"),
        changed=tuple(one_line(masked(str(path))) for path in one.get("detailedDiff") or one.get("diffReasons") or ()),
        place=locate(name) or position(new) or position(old),
        is_fresh=before is not None,
        account=one_line(str(where)) if served_by else "",
        served_by=served_by,
        settings=settings,
        old=outputs,
    )


def _readable(state: Any) -> dict[str, Any]:  # noqa: ANN401 JSON
    """A resource's state with our own word for what the engine hides."""
    if not state:
        return {}
    return {**state, **{part: _said(state.get(part)) for part in ("inputs", "outputs")}}


def _said(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {key: HIDDEN if value == SECRET else value for key, value in values.items()}


def has_own_provider(state: Mapping[str, Any]) -> bool:
    """Whether a resource works by an explicit provider: the engine calls its own `default`, with a version at times."""
    provider = state.get("provider")
    return provider is not None and re.search(r"::default(_\d[\w.-]*)?::", str(provider)) is None


def is_internal(one: Any) -> bool:  # noqa: ANN401 JSON
    """Whether a step is about the stack itself or a provider that the engine made."""
    urn = str(one["urn"])
    if not path_of(urn):
        raise ValueError("no URN")
    if is_account(urn):
        return False
    if type_of(urn).startswith("pulumi:providers:"):
        return re.fullmatch(r"default(_.*)?", name_of(urn)) is not None
    return path_of(urn) == "pulumi:pulumi:Stack"


def said(diagnostic: Mapping[str, Any]) -> str:
    """A message of the engine or a provider, as one harmless line."""
    text = masked(str(diagnostic.get("message", "")))
    for prefix in ("error: ", "warning: "):
        text = text.removeprefix(prefix)
    return one_line(text, limit=500)
