"""The endpoints of phones, the entries of groups (API reference, sections 4 and 5)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from lox24_provider.sandbox.calls import Answer, Call
from lox24_provider.sandbox.refusals import Refusal, Violation
from lox24_provider.sandbox.requested import owned_group, owned_phone, requested_page
from lox24_provider.sandbox.tables import Row, Tables
from lox24_provider.sandbox.validation import PHONE, Texts, decoded, text_input

__all__ = [
    "add_phone",
    "change_phone",
    "create_phone",
    "create_phones",
    "delete_phone",
    "list_phones",
    "read_phone",
]

_NOT_UNIQUE = "23bd9dbf-6b9b-41cd-a99e-4844bcf3077f"  # Symfony's UniqueEntity


def list_phones(call: Call) -> Answer:
    """GET /groups/{id}/phones: all of them by id, or a page of them (U4)."""
    size = call.switches.phones_page_size
    with call.store.reading() as tables:
        owned_group(call, tables)
        before = call.phones_lag.listed(str(call.key))
        page = requested_page(call, size=size, total=tables.phones.count(call.key, before=before)) if size else None
        limit, offset = (size, page.offset) if page else (-1, 0)
        rows = tables.phones.of(call.key, limit=limit, offset=offset, before=before)
    members = [call.representation.phone(row, member=True) for row in rows]
    return call.answer(200, call.representation.listing(members, context="phones", path=call.path, page=page))


def create_phone(call: Call) -> Answer:
    """POST /groups/{id}/phones."""
    given = text_input(decoded(call.body), form=PHONE, switches=call.switches)
    with call.store.writing() as tables:
        owned_group(call, tables)
        row = add_phone(call, tables, call.key, given)
    return call.answer(201, call.representation.phone(row))


def create_phones(call: Call) -> Answer:
    """POST /groups/{id}/phones/batch: each item stands for itself, with a status and a body in the reply (U6)."""
    items = decoded(call.body)
    if not isinstance(items, list):
        raise Refusal(status=HTTPStatus.BAD_REQUEST, detail="The request body must be an array.")
    most = call.switches.batch_limit
    if most and len(items) > most:
        detail = f"This collection should contain {most} elements or less."
        raise Refusal(status=call.switches.batch_limit_status, detail=detail)
    with call.store.writing() as tables:
        owned_group(call, tables)
        results = [_result(call, tables, item) for item in items]
    return call.answer(201, call.representation.batch(results, path=call.path))


def read_phone(call: Call) -> Answer:
    """GET /phones/{id}."""
    with call.store.reading() as tables:
        row = owned_phone(call, tables)
    return call.answer(200, call.representation.phone(row))


def change_phone(call: Call) -> Answer:
    """PUT /phones/{id}: omitted fields as for groups (U1); an opt-out stays one (U18)."""
    given = text_input(decoded(call.body), form=PHONE, switches=call.switches)
    with call.store.writing() as tables:
        row = owned_phone(call, tables)
        row |= given if call.switches.put == "merge" else PHONE.complete(given)
        _refuse_duplicate(call, tables, row["group_id"], row["phone"], besides=call.key)
        tables.phones.change(row)
    return call.answer(200, call.representation.phone(row))


def delete_phone(call: Call) -> Answer:
    """DELETE /phones/{id}."""
    with call.store.writing() as tables:
        owned_phone(call, tables)
        tables.phones.remove(call.key)
    return Answer(status=204)


def add_phone(call: Call, tables: Tables, group_id: int, given: Texts) -> Row:
    """Store a valid phone in a group; gives its row.

    Raises:
        Refusal: when the number is there already and a switch forbids that (U5).
    """
    _refuse_duplicate(call, tables, group_id, given["phone"] or "")
    fields = PHONE.complete(given)
    unheard: Row = {"subscribed_at": None, "unsubscribed_at": None, "unsubscribe_reason": None}
    phone_id = tables.phones.add(group_id, fields)
    call.phones_lag.created(str(group_id), phone_id)  # before anybody can see that it is there
    return {"id": phone_id} | fields | unheard


def _result(call: Call, tables: Tables, item: object) -> dict[str, Any]:
    try:
        row = add_phone(call, tables, call.key, text_input(item, form=PHONE, switches=call.switches))
    except Refusal as refusal:
        return {"status": refusal.status, "body": call.representation.problem(refusal)}
    return {"status": 201, "body": call.representation.phone(row, member=True)}


def _refuse_duplicate(call: Call, tables: Tables, group_id: int, phone: str, *, besides: int = 0) -> None:
    status = call.switches.duplicates
    if status == "allow" or not tables.phones.holds(group_id, phone, besides=besides):
        return
    if status == 409:  # noqa: PLR2004 the switch as it is written
        raise Refusal(status=status, detail="This phone already exists in the group.")
    raise Refusal(status=status, violations=[Violation("phone", "This value is already used.", _NOT_UNIQUE)])
