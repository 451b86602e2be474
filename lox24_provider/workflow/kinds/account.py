"""An `Account` of a program, as the commands know it: to the engine it is a provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lox24_provider.adapter.state_format import ACCOUNT_TYPES
from lox24_provider.config.settings import KNOWN, SANDBOX, VENDOR_URL, argument_of, host_of
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, type_of
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.kind import Kind, Rank
from lox24_provider.workflow.kinds.step import OPS, UNKNOWN, Step, Values, position

__all__ = ["ACCOUNT", "account_in", "is_account", "settings_shown"]

ANY = "names no client_id, so a token of any account will do"
NOT_YET = "where its token and its requests go is not known before the run"


def is_account(urn: str) -> bool:
    """Whether a resource is an `Account`; the engine's own providers are called `default`, with a version at times."""
    return type_of(urn) in ACCOUNT_TYPES and re.fullmatch(r"default(_\d[\w.-]*)?", name_of(urn)) is None


def settings_shown(inputs: Values) -> dict[str, Any]:
    """Its settings by the names of its arguments, the token left out; the base URL as it is shown.

    The native plugin has them by their own keys, the dynamic provider by those of a stack.
    """
    told = {argument_of(key): inputs.get(f"lox24:{key}", inputs.get(key)) for key in KNOWN if key != "token"}
    told["base_url"] = shown_address(str(told["base_url"] or VENDOR_URL))
    return told


def account_in(settings: Values) -> str:
    """Which account settings are of, `1234567@api.lox24.eu`; `?` for a client that only the token knows."""
    url, client = str(settings.get("base_url") or VENDOR_URL), settings.get("client_id")
    try:
        host = SANDBOX if url == SANDBOX else "?" if url == UNKNOWN else host_of(url)
    except ValueError:
        host = one_line(shown_address(url))
    return f"{'?' if client in (None, '', UNKNOWN) else one_line(str(client))}@{host}"


def _step(one: Any) -> Step:  # noqa: ANN401 JSON
    """What happens to an `Account` itself. Its token is not looked at, and is not in a preview anyway."""
    urn, old, new = one["urn"], one.get("oldState") or {}, one.get("newState") or {}
    now = settings_shown(old.get("inputs") or {}) if old else None
    wanted = None if one["op"] == "delete" else settings_shown(new.get("inputs") or {})
    return Step(
        kind=ACCOUNT.name,
        op=OPS[one["op"]],
        name=one_line(name_of(urn)),
        urn=urn,
        applied=now,
        before=now,
        now=now,
        wanted=wanted,
        protect=(bool(old.get("protect")), bool(new.get("protect"))),
        adapters=ACCOUNT.adapters(old, new),
        place=_declared_at(new) or _declared_at(old),
        account=account_in(wanted or now or {}),
    )


def _declared_at(state: Values) -> Place | None:
    """The first line on the way to an `Account` that is the program's: its own is this package's."""
    way = [one for one in state.get("stackTrace") or [] if "lox24_provider/" not in str(one.get("sourcePosition"))]
    return next((place for one in way if (place := position(one)) is not None), None)


def _dangers(step: Step, _: object) -> Iterator[str]:
    """What a new or changed `Account` may do with its token, and whose groups it may take."""
    if step.wanted is None:
        return
    new, old = step.wanted, step.now or {}
    url, client = new["base_url"], new.get("client_id")
    whose = f"client {one_line(str(client))}" if client not in (None, UNKNOWN) else ""
    if url == UNKNOWN:
        yield NOT_YET
    elif not old:
        where = one_line(shown_address(str(url)))
        yield f"is new: its token and its requests go to {where}{f', as {whose}' if whose else ''}"
    elif url != old["base_url"]:
        where, before = (one_line(shown_address(str(one))) for one in (url, old["base_url"]))
        yield f"its token and its requests go to {where}, and went to {before}"
    if client == UNKNOWN:
        yield "whose account it is, is not known before the run"
    elif client is None:
        yield ANY
    elif old and client != (was := old.get("client_id")):
        before = f"was client {one_line(str(was))}'s" if was else "named none before"
        yield f"is {whose}'s now, and {before}"
    if new.get("on_existing") in ("adopt", UNKNOWN) and new.get("on_existing") != old.get("on_existing"):
        yield "groups that it creates adopt those of their names, with everybody in them (on_existing)"


def _nothing(_: Step, __: object) -> Iterator[str]:
    yield from ()


def _note(item: Item) -> str:
    return "its token is another one" if item.op == "change" and not item.fields else ""


ACCOUNT = Kind(
    name="account",
    heading="account",
    types=ACCOUNT_TYPES,
    recognises=is_account,
    label="Account",
    resource="lox24_provider.resources.account.Account",
    is_counted=False,
    fields=tuple(argument_of(key) for key in KNOWN if key != "token"),
    known_before=("base_url", "client_id"),
    title=lambda step: step.account,
    step=_step,
    note=_note,
    deleted=_nothing,
    dangers={Rank.SETTINGS: _dangers},
)
