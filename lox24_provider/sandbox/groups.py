"""The endpoints of groups (API reference, section 3) and the CSV export (section 6)."""

from __future__ import annotations

import csv
import io

from lox24_provider.sandbox.calls import Answer, Call
from lox24_provider.sandbox.phones import add_phone
from lox24_provider.sandbox.representation import CSV
from lox24_provider.sandbox.requested import owned_group, requested_page
from lox24_provider.sandbox.tables import Row
from lox24_provider.sandbox.validation import GROUP, decoded, group_input

__all__ = ["change_group", "create_group", "delete_group", "export_group", "list_groups", "read_group"]

_COLUMNS = "abcde"


def list_groups(call: Call) -> Answer:
    """GET /groups: the caller's groups by id, in pages."""
    with call.store.reading() as tables:
        before = call.lag.listed(call.account)
        total = tables.groups.count(call.account, before=before)
        page = requested_page(call, size=call.switches.group_page_size, total=total)
        rows = tables.groups.of(call.account, limit=page.size, offset=page.offset, before=before)
    _show(call, rows)
    members = [call.representation.group(row, member=True) for row in rows]
    return call.answer(200, call.representation.listing(members, context="groups", path=call.path, page=page))


def create_group(call: Call) -> Answer:
    """POST /groups: a group and its phones, both or neither."""
    given = group_input(decoded(call.body), switches=call.switches)
    with call.store.writing() as tables:
        group_id = tables.groups.add(call.account, GROUP.complete(given.texts))
        for phone in given.phones or ():
            add_phone(call, tables, group_id, phone)
        row = tables.groups.get(group_id) or {}
        call.lag.created(call.account, group_id)  # before anybody can see that it is there
    return _answer(call, 201, row)


def read_group(call: Call) -> Answer:
    """GET /groups/{id}."""
    with call.store.reading() as tables:
        row = owned_group(call, tables)
    return _answer(call, 200, row)


def change_group(call: Call) -> Answer:
    """PUT /groups/{id}: what becomes of omitted fields (U1) and of `phones` (U2) is a switch."""
    given = group_input(decoded(call.body), switches=call.switches)
    with call.store.writing() as tables:
        row = owned_group(call, tables)
        texts = given.texts if call.switches.put == "merge" else GROUP.complete(given.texts)
        tables.groups.change(row | texts)
        if given.phones is not None and call.switches.phones_on_put != "ignore":
            if call.switches.phones_on_put == "replace":
                tables.phones.clear(call.key)
            for phone in given.phones:
                add_phone(call, tables, call.key, phone)
        row = owned_group(call, tables)
    return _answer(call, 200, row)


def delete_group(call: Call) -> Answer:
    """DELETE /groups/{id}: the phones go along."""
    with call.store.writing() as tables:
        owned_group(call, tables)
        tables.groups.remove(call.key)
    return Answer(status=204)


def export_group(call: Call) -> Answer:
    """GET /groups/{id}/file/csv: all phones; the columns wear the group's labels, or else `col_a` to `col_e`."""
    with call.store.reading() as tables:
        group = owned_group(call, tables)
        phones = tables.phones.of(call.key)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    labels = [group[f"name_{column}"] or f"col_{column}" for column in _COLUMNS]
    lines.writerow(["id", "phone", *labels, "callback_data"])
    lines.writerows([phone[name] for name in ("id", "phone", *_COLUMNS, "callback_data")] for phone in phones)
    return Answer(status=200, body=text.getvalue().encode(), headers={"content-type": f"{CSV}; charset=utf-8"})


def _answer(call: Call, status: int, row: Row) -> Answer:
    _show(call, [row])
    return call.answer(status, call.representation.group(row))


def _show(call: Call, rows: list[Row]) -> None:
    """Let the next reply know what this one could have counted (U15); without the lag there is nothing to do."""
    if call.switches.count_items == "lag":
        with call.store.writing() as tables:
            for row in rows:
                tables.groups.show_count(row["id"])
