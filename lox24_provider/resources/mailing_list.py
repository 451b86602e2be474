"""`MailingList`: a group and its entries, as one declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi import Alias, Input, Output, ResourceOptions

from lox24_provider.adapter.state_format import MAILING_LIST_TYPE
from lox24_provider.resources.arguments import checked_call, named, refuse_options
from lox24_provider.resources.group import Group, GroupArgs
from lox24_provider.resources.group_phones import GroupPhones, Person
from lox24_provider.rules.entry_plan.plan import Mode
from lox24_provider.rules.group import OnExisting
from lox24_provider.rules.list_file.options import Allowed, Digits

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

    @checked_call
    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        description: Input[str] | None = None,
        name_a: Input[str] | None = None,
        name_b: Input[str] | None = None,
        name_c: Input[str] | None = None,
        name_d: Input[str] | None = None,
        name_e: Input[str] | None = None,
        force_destroy: Input[bool] | None = None,
        on_existing: Input[OnExisting] | None = None,
        adopt: Input[str] | None = None,
        source: Input[str] | None = None,
        entries: Input[Sequence[Input[Person]]] | None = None,
        mode: Input[Mode] | None = None,
        default_region: Input[str] | None = None,
        digits: Input[Digits] | None = None,
        allow_numbers: Input[Sequence[Input[Allowed]]] | None = None,
        encoding: Input[str] | None = None,
        sheet: Input[str] | None = None,
        columns: Input[Mapping[str, Input[str | Sequence[str]]]] | None = None,
        split: Input[str] | None = None,
        skip_without_phone: Input[bool] | None = None,
        take_over: Input[int] | None = None,
        allow_removals: Input[int] | None = None,
        max_removals: Input[int] | None = None,
        max_removals_percent: Input[int] | None = None,
        remove_subscribed: Input[bool] | None = None,
        remove_on_delete: Input[bool] | None = None,
        group_opts: ResourceOptions | None = None,
        phones_opts: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a list.

        Args:
            resource_name: what the component and its resources are called in the stack.
            name: what the group is called; it and what follows to `adopt` are arguments of `Group`.
            description: see `GroupArgs`.
            name_a: see `GroupArgs`, likewise `name_b` to `name_e`.
            name_b: as above.
            name_c: as above.
            name_d: as above.
            name_e: as above.
            force_destroy: see `GroupArgs`.
            on_existing: see `GroupArgs`.
            adopt: see `GroupArgs`.
            source: the file that names the people; it and what follows are arguments of `GroupPhones`.
            entries: the people themselves, instead of a file.
            mode: see `GroupPhones`.
            default_region: see `GroupPhones`.
            digits: see `GroupPhones`.
            allow_numbers: see `GroupPhones`.
            encoding: see `GroupPhones`.
            sheet: see `GroupPhones`.
            columns: see `GroupPhones`.
            split: see `GroupPhones`.
            skip_without_phone: see `GroupPhones`.
            take_over: see `GroupPhones`.
            allow_removals: see `GroupPhones`.
            max_removals: see `GroupPhones`.
            max_removals_percent: see `GroupPhones`.
            remove_subscribed: see `GroupPhones`.
            remove_on_delete: see `GroupPhones`.
            group_opts: more options for the group, such as the alias of one that had another name.
            phones_opts: more options for the entries.
            opts: options of the component; providers and `protect` reach what is in it.

        Raises:
            pulumi.RunError: as for `Group` and `GroupPhones`.
        """
        where = named("MailingList", resource_name, opts)
        refuse_options(where, group_opts=group_opts, phones_opts=phones_opts)
        super().__init__(MAILING_LIST_TYPE, resource_name, None, opts)
        protect = True if opts is None or opts.protect is None else opts.protect
        above = pulumi.ROOT_STACK_RESOURCE if opts is None or opts.parent is None else opts.parent
        stood = ResourceOptions(parent=self, aliases=[Alias(parent=above)])
        arguments = GroupArgs(
            name=name,
            description=description,
            name_a=name_a,
            name_b=name_b,
            name_c=name_c,
            name_d=name_d,
            name_e=name_e,
            force_destroy=force_destroy,
            on_existing=on_existing,
            adopt=adopt,
        )
        protected = ResourceOptions.merge(stood, ResourceOptions(protect=protect))
        self.group = Group(resource_name, arguments, ResourceOptions.merge(protected, group_opts))
        self.number = self.group.id
        self.phones = None
        self.count = Output.from_input(None)
        if source is not None or entries is not None:
            self.phones = GroupPhones(
                resource_name,
                group=self.group,
                source=source,
                entries=entries,
                mode=mode,
                default_region=default_region,
                digits=digits,
                allow_numbers=allow_numbers,
                encoding=encoding,
                sheet=sheet,
                columns=columns,
                split=split,
                skip_without_phone=skip_without_phone,
                take_over=take_over,
                allow_removals=allow_removals,
                max_removals=max_removals,
                max_removals_percent=max_removals_percent,
                remove_subscribed=remove_subscribed,
                remove_on_delete=remove_on_delete,
                opts=ResourceOptions.merge(protected, phones_opts),
            )
            self.count = self.phones.count
        self.register_outputs({"number": self.number, "count": self.count})
