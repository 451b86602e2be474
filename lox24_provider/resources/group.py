"""`Group`: a mailing list of LOX24 as a Pulumi resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import pulumi
from pulumi import Input, Output, ResourceOptions

from lox24_provider.adapter.state_format import GROUP_TYPES, PROVIDER_REFERENCE
from lox24_provider.errors import SettingsError
from lox24_provider.resources.account import plain_token_problem
from lox24_provider.resources.adapter_choice import Adapter
from lox24_provider.resources.arguments import (
    argument_error,
    arguments_of,
    checked_call,
    is_later,
    kind_of,
    later,
    named,
    sent,
    sent_all,
)
from lox24_provider.resources.group_args import GroupArgs, GroupArgsDict
from lox24_provider.resources.same_account import registered, with_asked
from lox24_provider.resources.secrecy import with_secrecy

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Group", "GroupArgs"]


class Group(pulumi.CustomResource):
    """A mailing list ("group") of LOX24. Nothing ever replaces a group: its id is used in mail addresses and campaigns.

    Deleting one is refused while it holds entries, unless `force_destroy` is set.

    Example:
        ::

            clients = Group("clients", name="My Clients", name_a="salutation", name_b="name")
            pulumi.export("clients", clients.id)
    """

    @overload
    def __init__(
        self, resource_name: str, args: GroupArgs | GroupArgsDict, opts: ResourceOptions | None = None
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Unpack[GroupArgsDict],
    ) -> None: ...

    @checked_call
    def __init__(
        self,
        resource_name: str,
        args: GroupArgs | GroupArgsDict | ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        """Declare a group.

        Args:
            resource_name: what the resource is called in the stack (not at LOX24; that is `name`).
            args: the arguments as one `GroupArgs` or a dict; or give them as keywords.
            opts: options of any Pulumi resource.
            inputs: see `GroupArgs`.

        Raises:
            pulumi.RunError: the stack's token is configured in plain text, or an argument is nothing that can be sent.
        """
        where = named("Group", resource_name, opts)
        if problem := plain_token_problem():
            raise argument_error(problem, kind=SettingsError)
        adapter = Adapter.in_force()
        type_ = adapter.type_of(GROUP_TYPES)
        declared, opts = arguments_of(GroupArgs, where=where, args=args, opts=opts, inputs=inputs)
        self.args = declared  # what the program declares; of a group that is only looked up, nothing
        outputs = dict.fromkeys(("account", "count_items", "deleted_at"))
        props = {**sent_all(where, vars(declared)), **outputs, **adapter.named(PROVIDER_REFERENCE)}
        props, opts = with_secrecy(with_asked(props, opts=opts, type_=type_), opts=opts)
        super().__init__(type_, resource_name, props, adapter.with_aliases(opts, types=GROUP_TYPES))
        registered(self.account, opts=opts, type_=type_)
        self.number: Input[str] = self.id

    @staticmethod
    @checked_call
    def get(resource_name: str, id: Input[str] | int, opts: ResourceOptions | None = None) -> Group:
        """A group that exists at LOX24 and is managed elsewhere: read, never changed or deleted.

        Args:
            resource_name: what the resource is called in the stack.
            id: the group's number at LOX24.
            opts: options of any Pulumi resource.

        Raises:
            pulumi.RunError: the id can be none.
        """
        where = named("Group", resource_name, opts)
        nothing = GroupArgs(name=None)  # type: ignore[arg-type] # a read declares nothing
        known: Input[str] = _later_id(where, later(id)) if is_later(id) else _id(where, id)
        group = Group(resource_name, nothing, ResourceOptions.merge(opts, ResourceOptions(id=known)))
        group.number = known  # a resource that is looked up has no known id in a preview
        return group

    @property
    @pulumi.getter
    def name(self) -> Output[str]:
        """What the group is called."""
        return pulumi.get(self, "name")

    @property
    @pulumi.getter
    def description(self) -> Output[str | None]:
        """The description of the group, or None."""
        return pulumi.get(self, "description")

    @property
    @pulumi.getter
    def name_a(self) -> Output[str | None]:
        """Label of the entries' free column `a`, or None."""
        return pulumi.get(self, "name_a")

    @property
    @pulumi.getter
    def name_b(self) -> Output[str | None]:
        """Label of the entries' free column `b`, or None."""
        return pulumi.get(self, "name_b")

    @property
    @pulumi.getter
    def name_c(self) -> Output[str | None]:
        """Label of the entries' free column `c`, or None."""
        return pulumi.get(self, "name_c")

    @property
    @pulumi.getter
    def name_d(self) -> Output[str | None]:
        """Label of the entries' free column `d`, or None."""
        return pulumi.get(self, "name_d")

    @property
    @pulumi.getter
    def name_e(self) -> Output[str | None]:
        """Label of the entries' free column `e`, or None."""
        return pulumi.get(self, "name_e")

    @property
    @pulumi.getter
    def force_destroy(self) -> Output[bool]:
        """Whether the group may be deleted together with its entries."""
        return pulumi.get(self, "force_destroy")

    @property
    @pulumi.getter
    def on_existing(self) -> Output[str | None]:
        """What was to be done if a group of this name existed at creation."""
        return pulumi.get(self, "on_existing")

    @property
    @pulumi.getter
    def adopt(self) -> Output[str | None]:
        """The number of the group that was to be adopted at creation."""
        return pulumi.get(self, "adopt")

    @property
    @pulumi.getter
    def account(self) -> Output[str]:
        """The account it lives in: client id and host, `1234567@api.lox24.eu`."""
        return pulumi.get(self, "account")

    @property
    @pulumi.getter
    def count_items(self) -> Output[int | None]:
        """How many entries LOX24 counted when the group was last read; None if it does not say."""
        return pulumi.get(self, "count_items")

    @property
    @pulumi.getter
    def deleted_at(self) -> Output[str | None]:
        """When LOX24 *will* delete the group, ISO 8601; None if no deletion is scheduled."""
        return pulumi.get(self, "deleted_at")


def _later_id(where: str, id: Output[Any]) -> Output[str]:
    """The same number once it is known, which no secret can be: the SDK fails at that, and ids are told everywhere."""

    async def refuse_secret() -> None:
        if await id.is_secret():
            raise argument_error(f"{where}: id cannot be a secret; pulumi.Output.unsecret makes it none")

    return Output.all(id, refuse_secret()).apply(lambda known: _id(where, known[0]))


def _id(where: str, id: object) -> str:
    """A group's number as text.

    Raises:
        pulumi.RunError: it can be none.
    """
    if isinstance(id, bool) or not isinstance(id, str | int) or id == "":
        what = "empty" if id == "" else kind_of(id)
        raise argument_error(f"{where}: id must be the group's number at LOX24, not {what}")
    return str(sent(f"{where}: id", str(id)))
