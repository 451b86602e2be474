"""The endpoints of the account itself: who it is, and whom it does not send to (API reference, section 7)."""

from __future__ import annotations

from http import HTTPStatus

from lox24_provider.sandbox.calls import Answer, Call
from lox24_provider.sandbox.refusals import Refusal
from lox24_provider.sandbox.requested import owned, requested_page
from lox24_provider.sandbox.validation import BLOCKED_NUMBER, decoded, text_input

__all__ = [
    "block_number",
    "list_blocked_numbers",
    "read_account",
    "read_blocked_number",
    "unblock_number",
]


def read_account(call: Call) -> Answer:
    """GET /me: an account with some money, and the map of all its group ids."""
    with call.store.reading() as tables:
        groups = {str(row["id"]): f"/groups/{row['id']}" for row in tables.groups.of(call.account)}
    fields = {
        "id": int(call.account),
        "currency": "EUR",
        "balance_changed_at": 1577836800,  # the first second of 2020; nothing is ever charged here
        "is_text_deleted": False,
        "balance_amount": 100.0,
        "services": ["economy", "pro", "text2speech", "text2speech_ssml", "direct"],
        "groups": groups or ([] if call.switches.empty_map == "array" else {}),
    }
    return call.answer(200, call.representation.account(fields))


def list_blocked_numbers(call: Call) -> Answer:
    """GET /blocked_numbers, in pages."""
    with call.store.reading() as tables:
        total = tables.blocked_numbers.count(call.account)
        page = requested_page(call, size=call.switches.group_page_size, total=total)
        rows = tables.blocked_numbers.of(call.account, limit=page.size, offset=page.offset)
    members = [call.representation.blocked_number(row, member=True) for row in rows]
    return call.answer(200, call.representation.listing(members, context="blocked_numbers", path=call.path, page=page))


def block_number(call: Call) -> Answer:
    """POST /blocked_numbers: 409 for a number that is blocked already."""
    number = text_input(decoded(call.body), form=BLOCKED_NUMBER, switches=call.switches)["number"] or ""
    with call.store.writing() as tables:
        entry_id = tables.blocked_numbers.add(call.account, number, at=call.at)
        if entry_id is None:
            raise Refusal(status=HTTPStatus.CONFLICT, detail="This number is already blocked.")
        row = owned(call, tables.blocked_numbers.get(entry_id))
    return call.answer(201, call.representation.blocked_number(row))


def read_blocked_number(call: Call) -> Answer:
    """GET /blocked_numbers/{id}."""
    with call.store.reading() as tables:
        row = owned(call, tables.blocked_numbers.get(call.key))
    return call.answer(200, call.representation.blocked_number(row))


def unblock_number(call: Call) -> Answer:
    """DELETE /blocked_numbers/{id}."""
    with call.store.writing() as tables:
        owned(call, tables.blocked_numbers.get(call.key))
        tables.blocked_numbers.remove(call.key)
    return Answer(status=204)
