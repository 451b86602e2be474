"""What functions give a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi import Output

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


if TYPE_CHECKING:
    # To Pulumi any attribute of an Output is an `Output[Any]`. In a run these are plain Outputs of the results above.

    class GetGroupOutput(Output[GetGroupResult]):
        """What `get_group_output` gives."""

        id: Output[str]
        name: Output[str]
        description: Output[str | None]
        name_a: Output[str | None]
        name_b: Output[str | None]
        name_c: Output[str | None]
        name_d: Output[str | None]
        name_e: Output[str | None]
        count_items: Output[int | None]
        deleted_at: Output[str | None]
        account: Output[str]

    class GetGroupsOutput(Output[GetGroupsResult]):
        """What `get_groups_output` gives."""

        ids: Output[list[str]]
        groups: Output[list[GetGroupResult]]

    class GetAccountOutput(Output[GetAccountResult]):
        """What `get_account_output` gives."""

        name: Output[str]
        client_id: Output[str]
        host: Output[str]
