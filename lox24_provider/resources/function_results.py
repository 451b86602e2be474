"""What functions give a program."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GetAccountResult", "GetGroupResult", "GetGroupsResult"]


@dataclass(frozen=True, kw_only=True)
class GetGroupResult:
    """A group as LOX24 holds it; the fields are those of `Group`."""

    id: str
    name: str
    description: str | None
    name_a: str | None
    name_b: str | None
    name_c: str | None
    name_d: str | None
    name_e: str | None
    count_items: int | None
    deleted_at: str | None
    account: str


@dataclass(frozen=True, kw_only=True)
class GetGroupsResult:
    """Groups by their numbers, lowest first."""

    ids: list[str]
    groups: list[GetGroupResult]


@dataclass(frozen=True, kw_only=True)
class GetAccountResult:
    """An account: `name` is how states call it, `1234567@api.lox24.eu`."""

    name: str
    client_id: str
    host: str
