"""What the endpoints share: whose object an id names, and which page of a list was asked for."""

from __future__ import annotations

from http import HTTPStatus

from lox24_provider.sandbox.calls import Call
from lox24_provider.sandbox.refusals import Refusal, not_found
from lox24_provider.sandbox.representation import Page
from lox24_provider.sandbox.tables import Row, Tables

__all__ = ["owned", "owned_group", "owned_phone", "requested_page"]

_FAR_PAGE = 10**9  # beyond any list, within what SQLite can count


def owned(call: Call, row: Row | None) -> Row:
    """The row, if it is there and the caller's.

    Raises:
        Refusal: 404, or what the switch says about another account's (U13).
    """
    if row is None:
        raise not_found()
    if row["account"] != call.account:
        raise Refusal(status=call.switches.foreign_group)
    return row


def owned_group(call: Call, tables: Tables) -> Row:
    """The caller's group of the id in the path."""
    return owned(call, tables.groups.get(call.key))


def owned_phone(call: Call, tables: Tables) -> Row:
    """The caller's phone of the id in the path."""
    phone = tables.phones.get(call.key)
    if phone is None:
        raise not_found()
    owned(call, tables.groups.get(phone["group_id"]))
    return phone


def requested_page(call: Call, *, size: int, total: int) -> Page:
    """The page that the query asks for, the first unless said.

    Raises:
        Refusal: 400 for anything but a whole number from 1 on.
    """
    text = call.query.get("page", "1")
    digits = text.lstrip("0") if text.isascii() and text.isdecimal() else ""
    if not digits:
        raise Refusal(status=HTTPStatus.BAD_REQUEST, detail="Page should not be less than 1")
    number = int(digits) if len(digits) < len(str(_FAR_PAGE)) else _FAR_PAGE
    return Page(path=call.path, number=number, size=size, total=total)
