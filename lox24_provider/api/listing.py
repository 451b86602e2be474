"""Whole collections: the entries of a group, the account's block list. All of it or an error, never a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lox24_provider.api.client import Client
from lox24_provider.api.models import PhoneOut
from lox24_provider.api.pages import Page
from lox24_provider.errors import TransportError

__all__ = ["blocked_numbers", "entries"]

M = TypeVar("M")


def entries(client: Client, group: str) -> list[PhoneOut]:
    """Every entry of a group, each once, in one request unless the API pages (U4).

    Raises:
        NotFound: this account has no such group.
        TransportError: the list ended before the API's own total; who believed it would add people twice.
    """
    return _whole(lambda number: client.phones_page(group, number), key=lambda phone: phone.id, of=f"group {group}")


def blocked_numbers(client: Client) -> list[str]:
    """Every number that the account does not send to."""
    blocked = _whole(client.blocked_numbers_page, key=lambda blocked: blocked.number, of="the block list")
    return [entry.number for entry in blocked]


def _whole(page_of: Callable[[int], tuple[list[M], Page]], *, key: Callable[[M], str], of: str) -> list[M]:
    found: dict[str, M] = {}
    number = 1
    while True:
        members, page = page_of(number)
        before = len(found)
        for member in members:
            found.setdefault(key(member), member)
        is_new = len(found) > before
        if page.total is not None:
            if len(found) >= page.total:
                break
            if not is_new:
                reason = f"{of} ended after {len(found):,} of {page.total:,}; try again"
                raise TransportError(call="GET", reason=reason)
        elif page.more is False or not is_new or (page.more is None and not page.may_go_on):
            break
        number += 1
    return list(found.values())
