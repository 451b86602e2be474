"""The steps of an engine's preview or refresh, each read into what happens to one resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.display.text import HIDDEN, masked, one_line
from lox24_provider.rules.entry_plan.counts import Counts, Drift, counts_of
from lox24_provider.rules.group import FIELDS
from lox24_provider.rules.group_phones import DRIFT, NOT_APPLIED
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.review.accounts import Accounts, account_in, is_account, settings_shown
from lox24_provider.workflow.review.adoptions import Look, found_for, policy_in_force
from lox24_provider.workflow.review.model import Kind, Op
from lox24_provider.workflow.review.step import Step

__all__ = [
    "OPS",
    "Locate",
    "account_step",
    "drift_step",
    "has_own_provider",
    "is_internal",
    "kind_of",
    "run_step",
    "said",
    "with_adoption",
]

Locate = Callable[[str], Place | None]

SECRET = "[secret]"  # noqa: S105 how the engine shows one

OPS: dict[str, Op] = {
    "create": "create",
    "import": "create",
    "update": "change",
    "delete": "delete",
    "replace": "replace",
}
"""What does something; a read (`Group.get`) does not, and is a step of every run."""


def drift_step(one: Any, *, locate: Locate) -> Step | None:  # noqa: ANN401 JSON
    """What a refresh found of a resource; None if it is as it was."""
    if one["op"] not in ("update", "delete"):
        return None
    urn, old, new = one["urn"], _readable(one.get("oldState")), _readable(one.get("newState"))
    outputs, name, gone = new.get("outputs") or {}, urn.split("::", 3)[-1], one["op"] == "delete"
    served_by, _ = Accounts(()).of(old)
    return Step(
        kind=kind_of(urn),
        op="create" if gone else "change",
        name=one_line(name),
        urn=urn,
        id=str(old.get("id") or ""),
        applied=old.get("inputs"),
        now=None if gone else _held({**(new.get("inputs") or {}), **outputs}, declared=old.get("inputs") or {}),
        wanted=old.get("inputs"),
        gone=gone,
        counts=Counts(),
        moved=_moved_list(outputs),
        changed=tuple(one_line(masked(str(path))) for path in one.get("detailedDiff") or ()),
        place=locate(name) or _position(old),
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


def _moved_list(outputs: Mapping[str, Any]) -> str:
    """What a refresh found of a list: `3 missing, 1 changed`. States of old releases keep only that it did."""
    digest = str(outputs.get("digest", ""))
    was_prose = digest.startswith(NOT_APPLIED) and digest != NOT_APPLIED
    return str(Drift.read(outputs.get(DRIFT))) or ("it differs from the list" if was_prose else "")


def with_adoption(step: Step, *, config: Mapping[str, str], look: Look) -> Step:
    """A group's creation with what is known of the one that it may take over; of an `Account`'s nothing is."""
    if step.kind != "group" or step.op != "create" or step.wanted is None:
        return step
    policy = policy_in_force(step.wanted, served_by=step.served_by, settings=step.settings, config=config)
    found = None if step.served_by else found_for(step.wanted, policy=policy, look=look)
    return replace(step, policy=policy, found=found)


def account_step(one: Any) -> Step:  # noqa: ANN401 JSON
    """What happens to an `Account` itself. Its token is not looked at, and is not in a preview anyway."""
    urn, old, new = one["urn"], one.get("oldState") or {}, one.get("newState") or {}
    now = settings_shown(old.get("inputs") or {}) if old else None
    wanted = None if one["op"] == "delete" else settings_shown(new.get("inputs") or {})
    return Step(
        kind="account",
        op=OPS[one["op"]],
        name=one_line(urn.split("::", 3)[-1]),
        urn=urn,
        applied=now,
        before=now,
        now=now,
        wanted=wanted,
        protect=(bool(old.get("protect")), bool(new.get("protect"))),
        place=_declared_at(new) or _declared_at(old),
        account=account_in(wanted or now or {}),
    )


def _declared_at(state: Mapping[str, Any]) -> Place | None:
    """The first line on the way to an `Account` that is the program's: its own is this package's."""
    way = [one for one in state.get("stackTrace") or [] if "lox24_provider/" not in str(one.get("sourcePosition"))]
    return next((place for one in way if (place := _position(one)) is not None), None)


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
    name = urn.split("::", 3)[-1]
    served_by, settings = accounts.of(new if new.get("provider") else old)
    where = outputs.get("account") or (account_in(settings) if settings else "")
    return Step(
        kind=kind,
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
        moved=_moved_list(outputs),
        notes=tuple(said(told) for told in diagnostics if told.get("urn") == urn and told.get("severity") == "warning"),
        changed=tuple(one_line(masked(str(path))) for path in one.get("detailedDiff") or one.get("diffReasons") or ()),
        place=locate(name) or _position(new) or _position(old),
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


def kind_of(urn: str) -> Kind:
    """What a resource is."""
    type_ = urn.split("::")[2].rsplit("$", 1)[-1]
    if is_account(urn):
        return "account"
    return "group" if type_ == GROUP_TYPE else "list" if type_ == PHONES_TYPE else "other"


def is_internal(one: Any) -> bool:  # noqa: ANN401 JSON
    """Whether a step is about the stack itself or a provider that the engine made."""
    type_ = str(one["urn"]).split("::")[2]
    if is_account(str(one["urn"])):
        return False
    return type_ == "pulumi:pulumi:Stack" or type_.rsplit("$", 1)[-1].startswith("pulumi:providers:")


def _position(state: Mapping[str, Any]) -> Place | None:
    """The program's line, if it is in the project: `project:///__main__.py#10`."""
    path, _, line = str(state.get("sourcePosition") or "").removeprefix("project:///").partition("#")
    if not path or path.startswith((".", "/")) or "://" in path or not line.split(",")[0].isdecimal():
        return None
    return Place(one_line(path), int(line.split(",")[0]))


def said(diagnostic: Mapping[str, Any]) -> str:
    """A message of the engine or a provider, as one harmless line."""
    text = masked(str(diagnostic.get("message", "")))
    for prefix in ("error: ", "warning: "):
        text = text.removeprefix(prefix)
    return one_line(text, limit=500)
