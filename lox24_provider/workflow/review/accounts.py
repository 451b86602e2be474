"""The `Account`s of a program in a preview: where each sends its token, and which resources it serves.

To the engine an `Account` is a provider, and its preview says of a resource only which provider that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lox24_provider.config.settings import KNOWN, SANDBOX, VENDOR_URL, argument_of, host_of
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.workflow.review.step import UNKNOWN, Step

__all__ = ["Accounts", "account_dangers", "account_in", "is_account", "settings_shown"]

Values = Mapping[str, Any]

PROVIDER_TYPE = "pulumi:providers:pulumi-python"

ANY = "names no client_id, so a token of any account will do"
NOT_YET = "where its token and its requests go is not known before the run"


def is_account(urn: str) -> bool:
    """Whether a resource is an `Account`; the engine's own providers are called `default`, with a version at times."""
    type_, _, name = urn.partition("::")[2].partition("::")[2].partition("::")
    return type_.rsplit("$", 1)[-1] == PROVIDER_TYPE and re.fullmatch(r"default(_\d[\w.-]*)?", name) is None


def settings_shown(inputs: Values) -> dict[str, Any]:
    """Its settings by the names of its arguments, the token left out; the base URL as it is shown."""
    told = {argument_of(key): inputs.get(f"lox24:{key}") for key in KNOWN if key != "token"}
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


class Accounts:
    """The `Account`s of a preview's steps, by the references that resources have to them."""

    def __init__(self, steps: Sequence[Any]) -> None:
        self._settings = {
            one["urn"]: settings_shown((one.get("newState") or one.get("oldState") or {}).get("inputs") or {})
            for one in steps
            if is_account(one["urn"])
        }

    def of(self, state: Values) -> tuple[str, Values | None]:
        """The name of the `Account` that serves a resource, "" for the stack's own, and its settings if they show."""
        urn = str(state.get("provider") or "").rpartition("::")[0]
        if not is_account(urn):
            return "", None
        return one_line(urn.split("::", 3)[-1]), self._settings.get(urn)


def account_dangers(step: Step, _: object) -> Iterator[str]:
    """What a new or changed `Account` may do with its token, and whose groups it may take."""
    if step.kind != "account" or step.wanted is None:
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
