"""What the provider answers, for unit tests of a program: `pulumi.runtime.set_mocks(Mocks())`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import pulumi
from pulumi.runtime import MockCallArgs, MockResourceArgs, rpc

from lox24_provider.adapter.state_format import GROUP_TYPES, PHONES_TYPES
from lox24_provider.api.models import AccountOut, GroupOut
from lox24_provider.files.list_file import Lists, ListUnreadError, described
from lox24_provider.resources import memory
from lox24_provider.rules import group, group_phones
from lox24_provider.rules.ids import compressed
from lox24_provider.rules.list_file.table import told

__all__ = ["Mocks"]

FIRST_GROUP, FIRST_ENTRY = 10001, 7000001  # as the sandbox counts


class Mocks(pulumi.runtime.Mocks):
    """Checks inputs as the provider does, and gives ids, counts and the account; functions send nothing, either.

    Each begins a program of its own. A list file is read where the test runs. Where a program has other resources too,
    override `other`.

    Args:
        account: of the resources, as their output has it.
        groups: the groups that `Group.get` and functions find, by id: their fields at LOX24.

    Attributes:
        registered: what the program declared, by resource name: the inputs as the provider gets them.
        registered_phones: the same of `GroupPhones`; in a `MailingList` it has its group's name.
    """

    def __init__(
        self, *, account: str = "1234567@api.lox24.eu", groups: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        memory.forget()
        self.account = account
        self.groups = dict(groups or {})
        self.registered: dict[str, dict[str, Any]] = {}
        self.registered_phones: dict[str, dict[str, Any]] = {}
        self.lox24_connection = _Mocked(self)
        self._group_ids, self._entry_ids, self._lists = count(FIRST_GROUP), count(FIRST_ENTRY), Lists()

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Id and outputs of a resource.

        Raises:
            ValueError: its inputs are not valid; each problem on a line, as `pulumi preview` has them.
        """
        inputs = {key: rpc.unwrap_rpc_secret(value) for key, value in args.inputs.items()}
        if args.typ in PHONES_TYPES:
            self.registered_phones[args.name] = inputs
            return self._group_phones(args, inputs)
        if args.custom is not False:  # a component declares nothing by itself
            self.registered[args.name] = inputs
        return self._group(args, inputs) if args.typ in GROUP_TYPES else self.other(args)

    def other(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Id and outputs of a resource that is not ours: some id, and its inputs."""
        return args.resource_id or f"{args.name}-id", args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """What another provider's function answers: what it was asked. Override it for an answer of its own."""
        return args.args, None

    def _group(self, args: MockResourceArgs, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        if args.resource_id and not inputs.get("name"):
            if args.resource_id not in self.groups:
                raise ValueError(
                    f"Group {args.name!r}: there is no group {args.resource_id}; give it to Mocks(groups=...)"
                )
            held = {"count_items": 0, **self.groups[args.resource_id]}
            return args.resource_id, group.outputs(inputs=held, account=self.account, group=held)
        _refuse(f"Group {args.name!r}", group.validate(inputs))
        id = args.resource_id or inputs.get("adopt") or str(next(self._group_ids))
        return id, group.outputs(inputs=inputs, account=self.account, group={"count_items": 0})

    def _group_phones(self, args: MockResourceArgs, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        _refuse(f"GroupPhones {args.name!r}", group_phones.validate(inputs))
        try:
            table, digest, _ = self._lists.read(inputs, before={})
        except ListUnreadError as error:
            raise ValueError(
                f"GroupPhones {args.name!r}: {error.called(inputs)} cannot be read ({error.strerror})"
            ) from None
        if table.problems:
            raise ValueError(f"GroupPhones {args.name!r}: {told(table.faults, where=described(inputs))}")
        given = {**inputs, "count": len(table.entries), "digest": digest, **table.left_out}
        ids = compressed([next(self._entry_ids) for _ in table.entries])
        return str(inputs["group"]), group_phones.outputs(inputs=given, account=self.account, owned=ids)


class _Mocked:
    """What functions ask in the place of a connection, an operation and its client: the groups that are given."""

    def __init__(self, mocks: Mocks) -> None:
        self._mocks = mocks
        self.connection = self.client = self.snapshot = self

    @property
    def account(self) -> str:
        """The account that outputs have."""
        return self._mocks.account

    def operation(self, **_: object) -> _Mocked:
        """Itself: there is no limit of time."""
        return self

    def whole(self, _: object) -> list[GroupOut]:
        """The groups."""
        return [
            GroupOut.model_validate({"count_items": 0, **fields, "id": id}) for id, fields in self._mocks.groups.items()
        ]

    def read_account(self) -> AccountOut:
        """The account."""
        return AccountOut(id=self.account.partition("@")[0])


def _refuse(what: str, problems: list[Any]) -> None:
    if problems:
        raise ValueError("\n".join(f"{what}: {problem}" for problem in problems))
