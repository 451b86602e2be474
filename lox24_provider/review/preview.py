"""A saved or running `pulumi preview --json`, read into a review. Nothing is asked of the account here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lox24_provider.declarations.places import Place
from lox24_provider.errors import Lox24Error
from lox24_provider.frozen import GROUP_TYPE, PHONES_TYPE
from lox24_provider.review.accounts import Accounts, account_in, is_account, settings_shown
from lox24_provider.review.adoptions import Look, found_for, policy_in_force, unseen_lists
from lox24_provider.review.dangers import dangers_of
from lox24_provider.review.model import Kind, Op, Review
from lox24_provider.review.step import Step, item_of
from lox24_provider.rules.counts import Counts, Drift, counts_of
from lox24_provider.rules.phones import DRIFT, NOT_APPLIED
from lox24_provider.text import masked, one_line

__all__ = ["AFTERMATH", "NoPreview", "has_own_provider", "parsed", "read", "read_drift"]

Document = Mapping[str, Any]
Locate = Callable[[str], Place | None]

AFTERMATH = "Resource monitor has terminated, shutting down"
"""What a program says at the end of a run that failed of something else, since the engine ends it sooner (3.274)."""

_OPS: dict[str, Op] = {
    "create": "create",
    "import": "create",
    "update": "change",
    "delete": "delete",
    "replace": "replace",
}
"""What does something; a look-up (`Group.get`) does not, and is a step of every run."""

_ORDER = {"account": 0, "group": 1, "list": 2, "other": 3}


class NoPreview(Lox24Error):
    """What was given is no preview, or one that failed."""


def read(
    document: Document,
    *,
    locate: Locate,
    refreshed: bool | None = None,
    counts: Mapping[str, Counts] | None = None,
    look: Look = lambda: None,
) -> Review:
    """The review of a preview.

    Args:
        document: what `pulumi preview --json` printed.
        locate: where stack data declares the resource of a name; None if it does not.
        refreshed: whether the account was looked at; None if only the document can tell.
        counts: how many entries each resource would touch, by URN; where it does not say, the rows of lists tell.
        look: the groups of the stack's account, asked for where a creation may adopt one.

    Raises:
        NoPreview: it is none, or the preview failed.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("changeSummary"), Mapping):
        raise NoPreview("this is no output of `pulumi preview --json`")
    diagnostics = [one for one in document.get("diagnostics") or [] if isinstance(one, Mapping)]
    if errors := dict.fromkeys(_said(one) for one in diagnostics if one.get("severity") == "error"):
        raise NoPreview("\n".join([line for line in errors if line != AFTERMATH] or errors))
    try:
        return _review(document, diagnostics, locate=locate, refreshed=refreshed, told=counts or {}, look=look)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        reason = f"this preview cannot be read ({type(error).__name__}); is it of this version of Pulumi?"
        raise NoPreview(reason) from None


def _review(
    document: Document,
    diagnostics: list[Any],
    *,
    locate: Locate,
    refreshed: bool | None,
    told: Mapping[str, Counts],
    look: Look,
) -> Review:
    raw = [one for one in document.get("steps") or [] if not _is_internal(one)]
    before = {one["urn"]: one for one in raw if one["op"] == "refresh"}
    accounts = Accounts(raw)
    steps = [
        _account_step(one)
        if _kind(one["urn"]) == "account"
        else _step(
            one,
            before=before.get(one["urn"]),
            diagnostics=diagnostics,
            locate=locate,
            accounts=accounts,
            counts=told.get(one["urn"]),
        )
        for one in _real(raw)
    ]
    steps = [_with_adoption(step, config=_config(document), look=look) for step in steps]
    steps.sort(key=lambda step: (_ORDER[step.kind], step.name))
    touched = {step.urn for step in steps}
    same = int(document["changeSummary"].get("same", 0))
    items = tuple(map(item_of, steps))
    dangers = dangers_of(steps, config=_config(document), warnings=_others(diagnostics, touched))
    internal = [one for one in document.get("steps") or [] if _is_internal(one) or is_account(one["urn"])]
    return Review(
        stack=_stack_of(document),
        account=_account(document),
        refreshed=bool(before) if refreshed is None else refreshed,
        items=items,
        dangers=(*dangers, *unseen_lists(items, _real(raw))),
        unchanged=max(0, same - sum(one.get("op") == "same" for one in internal)),
    )


def read_drift(document: Document, *, stack: str, locate: Locate) -> Review:
    """The review of `pulumi refresh --preview-only --json`: what moved in the account since it was applied.

    Raises:
        NoPreview: it is none, or it failed.
    """
    try:
        steps = [_moved(one, locate=locate) for one in document.get("steps") or [] if not _is_internal(one)]
        moved = sorted((step for step in steps if step is not None), key=lambda step: (_ORDER[step.kind], step.name))
        diagnostics = [one for one in document.get("diagnostics") or [] if isinstance(one, Mapping)]
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise NoPreview(f"this refresh cannot be read ({type(error).__name__})") from None
    return Review(
        stack=stack,
        account=_account(document),
        refreshed=True,
        is_drift=True,
        items=tuple(item_of(step) for step in moved),
        dangers=tuple(dangers_of((), config={}, warnings=_others(diagnostics, set()))),
        unchanged=len(steps) - len(moved),
    )


def _moved(one: Any, *, locate: Locate) -> Step | None:  # noqa: ANN401 JSON
    if one["op"] not in ("update", "delete"):
        return None
    urn, old, new = one["urn"], one.get("oldState") or {}, one.get("newState") or {}
    outputs, name, gone = new.get("outputs") or {}, urn.split("::", 3)[-1], one["op"] == "delete"
    served_by, _ = Accounts(()).of(old)
    return Step(
        kind=_kind(urn),
        op="create" if gone else "change",
        name=one_line(name),
        urn=urn,
        id=str(old.get("id") or ""),
        applied=old.get("inputs"),
        now=None if gone else {**(new.get("inputs") or {}), **outputs},
        wanted=old.get("inputs"),
        gone=gone,
        counts=Counts(),
        moved=_moved_list(outputs),
        changed=tuple(one_line(str(path)) for path in one.get("detailedDiff") or ()),
        place=locate(name) or _position(old),
        account=one_line(str((old.get("outputs") or {}).get("account") or "")) if served_by else "",
        served_by=served_by,
        old=old.get("outputs") or {},
    )


def _moved_list(outputs: Mapping[str, Any]) -> str:
    """What a refresh found of a list: `3 missing, 1 changed`. States of old releases keep only that it did."""
    digest = str(outputs.get("digest", ""))
    was_prose = digest.startswith(NOT_APPLIED) and digest != NOT_APPLIED
    return str(Drift.read(outputs.get(DRIFT))) or ("it differs from the list" if was_prose else "")


def _real(raw: list[Any]) -> Iterator[Any]:
    """The steps that do something, each resource once: of a replacement's three steps the one of that name."""
    replaced = {one["urn"] for one in raw if one["op"] == "replace"}
    for one in raw:
        if one["op"] in _OPS and (one["urn"] not in replaced or one["op"] == "replace"):
            yield one


def _with_adoption(step: Step, *, config: Mapping[str, str], look: Look) -> Step:
    """A group's creation with what is known of the one that it may take over; of an `Account`'s nothing is."""
    if step.kind != "group" or step.op != "create" or step.wanted is None:
        return step
    policy = policy_in_force(step.wanted, served_by=step.served_by, settings=step.settings, config=config)
    found = None if step.served_by else found_for(step.wanted, policy=policy, look=look)
    return replace(step, policy=policy, found=found)


def _account_step(one: Any) -> Step:  # noqa: ANN401 JSON
    """What happens to an `Account` itself. Its token is not looked at, and is not in a preview anyway."""
    urn, old, new = one["urn"], one.get("oldState") or {}, one.get("newState") or {}
    now = settings_shown(old.get("inputs") or {}) if old else None
    wanted = None if one["op"] == "delete" else settings_shown(new.get("inputs") or {})
    return Step(
        kind="account",
        op=_OPS[one["op"]],
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


def _step(
    one: Any,  # noqa: ANN401 JSON
    *,
    before: Any,  # noqa: ANN401 JSON
    diagnostics: list[Any],
    locate: Locate,
    accounts: Accounts,
    counts: Counts | None,
) -> Step:
    urn, old, new = one["urn"], one.get("oldState") or {}, one.get("newState") or {}
    kind = _kind(urn)
    op = _OPS[one["op"]]
    outputs = old.get("outputs") or {}
    texts = [str(said.get("message", "")) for said in diagnostics if said.get("urn") == urn]
    name = urn.split("::", 3)[-1]
    served_by, settings = accounts.of(new if new.get("provider") else old)
    where = outputs.get("account") or (account_in(settings) if settings else "")
    return Step(
        kind=kind,
        op=op,
        name=one_line(name),
        urn=urn,
        id=str(old.get("id") or ""),
        applied=(before["oldState"] if before else old).get("inputs") if old or before else None,
        before=old.get("inputs"),
        now={**(old.get("inputs") or {}), **outputs} if old else None,
        wanted=None if op == "delete" else new.get("inputs") or {},
        protect=(bool(old.get("protect")), bool(new.get("protect"))),
        retain_on_delete=(bool(old.get("retainOnDelete")), bool(new.get("retainOnDelete"))),
        gone=bool(before) and op == "create",
        counts=counts or next((found for text in reversed(texts) if (found := counts_of(text)) is not None), None),
        moved=_moved_list(outputs),
        notes=tuple(
            _said(said) for said in diagnostics if said.get("urn") == urn and said.get("severity") == "warning"
        ),
        changed=tuple(one_line(str(path)) for path in one.get("detailedDiff") or one.get("diffReasons") or ()),
        place=locate(name) or _position(new) or _position(old),
        is_fresh=before is not None,
        account=one_line(str(where)) if served_by else "",
        served_by=served_by,
        settings=settings,
        old=outputs,
    )


def has_own_provider(state: Mapping[str, Any]) -> bool:
    """Whether a resource works by an explicit provider: the engine calls its own `default`, with a version at times."""
    provider = state.get("provider")
    return provider is not None and re.search(r"::default(_\d[\w.-]*)?::", str(provider)) is None


def _kind(urn: str) -> Kind:
    type_ = urn.split("::")[2].rsplit("$", 1)[-1]
    if is_account(urn):
        return "account"
    return "group" if type_ == GROUP_TYPE else "list" if type_ == PHONES_TYPE else "other"


def _is_internal(one: Any) -> bool:  # noqa: ANN401 JSON
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


def _stack_of(document: Document) -> str:
    urns = [str(one.get("urn", "")) for one in document.get("steps") or []]
    return one_line(urns[0].split("::")[0].removeprefix("urn:pulumi:")) if urns else ""


def _config(document: Document) -> dict[str, str]:
    config = document.get("config")
    return {str(key): str(value) for key, value in config.items()} if isinstance(config, Mapping) else {}


def _account(document: Document) -> str:
    """The account that the state names, or else the one that the stack's configuration does."""
    for one in document.get("steps") or []:
        state = one.get("oldState") or {}
        is_own = _kind(one["urn"]) == "other" or has_own_provider(state)
        if not is_own and isinstance(account := (state.get("outputs") or {}).get("account"), str):
            return one_line(account)
    return one_line(_config(document).get("lox24:clientId", ""))


def _others(diagnostics: list[Any], touched: set[str]) -> list[tuple[str, str]]:
    """Warnings about resources that nothing happens to, and about none: name and text."""
    return [
        (one_line(str(said.get("urn") or "").split("::", 3)[-1]), _said(said))
        for said in diagnostics
        if said.get("severity") == "warning" and said.get("urn") not in touched
    ]


def _said(diagnostic: Mapping[str, Any]) -> str:
    text = masked(str(diagnostic.get("message", "")))
    for prefix in ("error: ", "warning: "):
        text = text.removeprefix(prefix)
    return one_line(text, limit=500)


def parsed(text: str) -> Document:
    """A saved preview's document.

    Raises:
        NoPreview: it is no JSON object.
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise NoPreview("this is no output of `pulumi preview --json`")
    return document
