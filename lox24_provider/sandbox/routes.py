"""Which endpoint answers which method of which path (API reference, section 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from lox24_provider.sandbox import account, groups, phones
from lox24_provider.sandbox.calls import Endpoint
from lox24_provider.sandbox.refusals import Refusal, not_found
from lox24_provider.sandbox.representation import CSV, JSON, JSON_LD

__all__ = ["Match", "matched"]

_DOCUMENTS = (JSON_LD, JSON)  # the first is what API Platform answers without an `Accept` header


@dataclass(frozen=True)
class Match:
    """An endpoint, the id in the path (0 without one) and the media types it can answer in, the default first."""

    endpoint: Endpoint
    key: int
    offered: tuple[str, ...]


_ROUTES: Mapping[str, Mapping[str, Endpoint]] = {
    "/groups": {"GET": groups.list_groups, "POST": groups.create_group},
    "/groups/{id}": {"GET": groups.read_group, "PUT": groups.change_group, "DELETE": groups.delete_group},
    "/groups/{id}/phones": {"GET": phones.list_phones, "POST": phones.create_phone},
    "/groups/{id}/phones/batch": {"POST": phones.create_phones},
    "/groups/{id}/file/csv": {"GET": groups.export_group},
    "/phones/{id}": {"GET": phones.read_phone, "PUT": phones.change_phone, "DELETE": phones.delete_phone},
    "/me": {"GET": account.read_account},
    "/blocked_numbers": {"GET": account.list_blocked_numbers, "POST": account.block_number},
    "/blocked_numbers/{id}": {"GET": account.read_blocked_number, "DELETE": account.unblock_number},
}
_ID = re.compile(r"(?<=/)[0-9]{1,18}(?=/|\Z)")  # 18 digits fit SQLite's integers


def matched(method: str, path: str) -> Match:
    """The endpoint for a call.

    Raises:
        Refusal: 404 for an unknown path, 405 with `Allow` for an unknown method (PATCH among them, U16).
    """
    ids = _ID.findall(path)
    methods = _ROUTES.get(_ID.sub("{id}", path), {}) if "{" not in path else {}
    if not methods:
        raise not_found()
    endpoint = methods.get("GET" if method == "HEAD" else method)
    if endpoint is None:
        detail = f'No route found for "{method} {path}": Method Not Allowed (Allow: {", ".join(methods)})'
        raise Refusal(status=HTTPStatus.METHOD_NOT_ALLOWED, detail=detail, headers={"allow": ", ".join(methods)})
    return Match(endpoint, int(ids[0]) if ids else 0, (CSV,) if path.endswith("/csv") else _DOCUMENTS)
