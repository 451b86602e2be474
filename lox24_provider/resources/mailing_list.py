"""`MailingList`: a group and its entries, as one declaration."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, overload

import pulumi
from pulumi import Alias, Output, ResourceOptions

from lox24_provider.adapter.state_format import MAILING_LIST_TYPE
from lox24_provider.resources.arguments import arguments_of, checked_call, named, refuse_options
from lox24_provider.resources.group import Group
from lox24_provider.resources.group_args import GroupArgs, GroupFields
from lox24_provider.resources.group_phones import GroupPhones
from lox24_provider.resources.mailing_list_args import (
    InlineMailingListDict,
    MailingListArgs,
    MailingListArgsDict,
    MailingListFileDict,
)
from lox24_provider.resources.phones_args import GroupPhonesArgs, ListFields

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["MailingList"]


class MailingList(pulumi.ComponentResource):
    """A `Group` with its `GroupPhones`. Both are protected unless `opts` says `protect=False`.

    Both resources have the component's name. A pair of that name that stood where the component stands moves into it
    without any change at LOX24.

    Example:
        ::

            clients = MailingList("clients", name="My Clients", name_a="salutation", source="lists/clients.csv")
            pulumi.export("clients", clients.number)
    """

    group: Group
    """The group."""
    phones: GroupPhones | None
    """Its entries; None where neither `source` nor `entries` is given."""
    number: Output[str]
    """The group's number at LOX24."""
    count: Output[int | None]
    """How many people the list names; None where it names none."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: MailingListArgs | MailingListArgsDict,
        opts: ResourceOptions | None = None,
        *,
        group_opts: ResourceOptions | None = None,
        phones_opts: ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        *,
        group_opts: ResourceOptions | None = None,
        phones_opts: ResourceOptions | None = None,
        **inputs: Unpack[MailingListFileDict],
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        *,
        group_opts: ResourceOptions | None = None,
        phones_opts: ResourceOptions | None = None,
        **inputs: Unpack[InlineMailingListDict],
    ) -> None: ...

    @checked_call
    def __init__(
        self,
        resource_name: str,
        args: MailingListArgs | MailingListArgsDict | ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        *,
        group_opts: ResourceOptions | None = None,
        phones_opts: ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        """Declare a list.

        Args:
            resource_name: what the component and its resources are called in the stack.
            args: the arguments as one `MailingListArgs` or a dict; or give them as keywords.
            opts: options of the component; providers and `protect` reach what is in it.
            group_opts: more options for the group, such as the alias of one that had another name.
            phones_opts: more options for the entries.
            inputs: see `MailingListArgs`.

        Raises:
            pulumi.RunError: as for `Group` and `GroupPhones`.
        """
        where = named("MailingList", resource_name, opts)
        refuse_options(where, group_opts=group_opts, phones_opts=phones_opts)
        declared, opts = arguments_of(MailingListArgs, where=where, args=args, opts=opts, inputs=inputs)
        super().__init__(MAILING_LIST_TYPE, resource_name, None, opts)
        protect = True if opts is None or opts.protect is None else opts.protect
        above = pulumi.ROOT_STACK_RESOURCE if opts is None or opts.parent is None else opts.parent
        stood = ResourceOptions(parent=self, aliases=[Alias(parent=above)])
        protected = ResourceOptions.merge(stood, ResourceOptions(protect=protect))
        self.group = Group(
            resource_name, GroupArgs(**_part(declared, GroupFields)), ResourceOptions.merge(protected, group_opts)
        )
        self.number = self.group.id
        self.phones = None
        self.count = Output.from_input(None)
        if declared.source is not None or declared.entries is not None:
            phones = GroupPhonesArgs(group=self.group, **_part(declared, ListFields))
            self.phones = GroupPhones(resource_name, phones, ResourceOptions.merge(protected, phones_opts))
            self.count = self.phones.count
        self.register_outputs({"number": self.number, "count": self.count})


def _part(declared: MailingListArgs, kind: type[GroupFields | ListFields]) -> dict[str, Any]:
    return {field.name: getattr(declared, field.name) for field in fields(kind)}
