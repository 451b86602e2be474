"""A saved or running `pulumi preview --json`, read into a review. Nothing is asked of the account here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, stack_of
from lox24_provider.errors import NoPreview
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.kinds.registry import kind_of, order_of
from lox24_provider.workflow.kinds.step import OPS, SECRET
from lox24_provider.workflow.review.accounts import Accounts
from lox24_provider.workflow.review.adoptions import Look, unseen_lists
from lox24_provider.workflow.review.dangers import dangers_of
from lox24_provider.workflow.review.items import item_of
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.steps import (
    Locate,
    drift_step,
    has_own_provider,
    is_internal,
    run_step,
    said,
    with_adoption,
)

__all__ = ["AFTERMATH", "parsed", "read", "read_drift"]

Document = Mapping[str, Any]

AFTERMATH = "Resource monitor has terminated, shutting down"
"""What a program says at the end of a run that failed of something else, since the engine ends it sooner (3.274)."""


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
    if errors := dict.fromkeys(said(one) for one in diagnostics if one.get("severity") == "error"):
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
    raw = [one for one in document.get("steps") or [] if not is_internal(one)]
    before = {one["urn"]: one for one in raw if one["op"] == "refresh"}
    accounts = Accounts(raw)
    steps = [
        own(one)
        if (own := kind_of(one["urn"]).step)
        else run_step(
            one,
            before=before.get(one["urn"]),
            diagnostics=diagnostics,
            locate=locate,
            accounts=accounts,
            counts=told.get(one["urn"]),
        )
        for one in _real(raw)
    ]
    steps = [with_adoption(step, config=_config(document), look=look) for step in steps]
    steps.sort(key=lambda step: (order_of(step.kind), step.name))
    touched = {step.urn for step in steps}
    same = int(document["changeSummary"].get("same", 0))
    items = tuple(map(item_of, steps))
    dangers = dangers_of(steps, config=_config(document), warnings=_others(diagnostics, touched))
    internal = [one for one in document.get("steps") or [] if is_internal(one) or not kind_of(one["urn"]).is_counted]
    return Review(
        stack=_stack_of(document),
        account=_account(document),
        refreshed=bool(before) if refreshed is None else refreshed,
        items=items,
        dangers=(*dangers, *unseen_lists(items, _real(raw))),
        unchanged=max(0, same - sum(one.get("op") == "same" for one in internal)),
    )


def read_drift(document: Document, *, stack: str, locate: Locate) -> Review:
    """The review of `pulumi refresh --preview-only --json`: the drift of the account since it was applied.

    Raises:
        NoPreview: it is none, or it failed.
    """
    try:
        steps = [drift_step(one, locate=locate) for one in document.get("steps") or [] if not is_internal(one)]
        moved = sorted((step for step in steps if step is not None), key=lambda step: (order_of(step.kind), step.name))
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


def _real(raw: list[Any]) -> Iterator[Any]:
    """The steps that do something, each resource once: of a replacement's three steps the one of that name."""
    replaced = {one["urn"] for one in raw if one["op"] == "replace"}
    for one in raw:
        if one["op"] in OPS and (one["urn"] not in replaced or one["op"] == "replace"):
            yield one


def _stack_of(document: Document) -> str:
    urns = [str(one.get("urn", "")) for one in document.get("steps") or []]
    return one_line(stack_of(urns[0])) if urns else ""


def _config(document: Document) -> dict[str, str]:
    config = document.get("config")
    return {str(key): str(value) for key, value in config.items()} if isinstance(config, Mapping) else {}


def _account(document: Document) -> str:
    """The account that the state names, or else the one that the stack's configuration does."""
    for one in document.get("steps") or []:
        state = one.get("oldState") or {}
        is_elsewhere = not kind_of(one["urn"]).is_ours or has_own_provider(state)
        if not is_elsewhere and isinstance(account := (state.get("outputs") or {}).get("account"), str):
            return one_line(account)
    client = _config(document).get("lox24:clientId", "")
    return "" if client == SECRET else one_line(client)


def _others(diagnostics: list[Any], touched: set[str]) -> list[tuple[str, str]]:
    """Warnings about resources that nothing happens to, and about none: name and text."""
    return [
        (one_line(name_of(str(one.get("urn") or ""))), said(one))
        for one in diagnostics
        if one.get("severity") == "warning" and one.get("urn") not in touched
    ]


def parsed(text: str | bytes) -> Document:
    """A saved preview's document.

    Raises:
        NoPreview: it is no JSON object.
    """
    try:
        document = json_of(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise NoPreview("this is no output of `pulumi preview --json`")
    return document
