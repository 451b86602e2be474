"""`GroupPhones`: the entries of a group, from a list file or inline, as one Pulumi resource."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any, overload
from weakref import WeakKeyDictionary

import pulumi
from pulumi import Input, Output, ResourceOptions

from lox24_provider.adapter.state_format import PHONES_PROVIDER_REFERENCE, PHONES_TYPES
from lox24_provider.errors import ListInAnotherAccount, ListOwnedByAnother, SettingsError
from lox24_provider.fields.group import labels_of
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
    run_error,
    sent_all,
)
from lox24_provider.resources.group import Group
from lox24_provider.resources.inline_entries import as_csv
from lox24_provider.resources.memory import by_program
from lox24_provider.resources.phones_args import (
    GroupPhonesArgs,
    GroupPhonesArgsDict,
    InlinePhonesDict,
    Person,
    PhoneArgs,
    PhonesFileDict,
)
from lox24_provider.resources.same_account import provider_of, registered, with_asked
from lox24_provider.resources.secrecy import with_secrecy
from lox24_provider.rules.group_phones import SECRETS

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["GroupPhones", "Person", "PhoneArgs"]

_declared: WeakKeyDictionary[object, dict[object, str]] = by_program()
"""By the program's root: which resource declares the entries of which group. Goes with the program."""


class GroupPhones(pulumi.CustomResource):
    """The entries of one group. By default it removes entries that are not in its list.

    One resource a list, one list a group. People who opted out are never touched and never added again.

    Example:
        ::

            clients = Group("clients", name="My Clients", name_a="salutation", name_b="name")
            GroupPhones("clients", group=clients, source="lists/clients.csv")
    """

    @overload
    def __init__(
        self,
        resource_name: str,
        args: GroupPhonesArgs | GroupPhonesArgsDict,
        opts: ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Unpack[PhonesFileDict],
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Unpack[InlinePhonesDict],
    ) -> None: ...

    @checked_call
    def __init__(
        self,
        resource_name: str,
        args: GroupPhonesArgs | GroupPhonesArgsDict | ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        """Declare who is on a list.

        Args:
            resource_name: what the resource is called in the stack.
            args: the arguments as one `GroupPhonesArgs` or a dict; or give them as keywords.
            opts: options of any Pulumi resource.
            inputs: see `GroupPhonesArgs`.

        Raises:
            pulumi.RunError: the stack's token is in plain text, another resource declares this group's entries, or an
                argument is nothing that can be sent.
        """
        where = named("GroupPhones", resource_name, opts)
        if problem := plain_token_problem():
            raise argument_error(problem, kind=SettingsError)
        adapter = Adapter.in_force()
        type_ = adapter.type_of(PHONES_TYPES)
        declared, opts = arguments_of(GroupPhonesArgs, where=where, args=args, opts=opts, inputs=inputs)
        group, entries = declared.group, declared.entries
        if not isinstance(group, Group | str | int | None) and not is_later(group):
            what = kind_of(group)
            raise argument_error(f"{where}: group must be a Group, or a group's number at LOX24 as text, not {what}")
        _claim(group, name=resource_name, opts=opts, type_=type_)
        number = group.number if isinstance(group, Group) else group
        if not isinstance(number, str) and not isinstance(group, Group):
            provider = provider_of(opts, type_=type_)
            number = _recognised(Output.from_input(number), name=resource_name, provider=provider)
        props: dict[str, Any] = {
            **{field.name: getattr(declared, field.name) for field in fields(declared)},
            "group": number,
            "labels": _labels(group) if isinstance(group, Group) else None,
            "entries": None if entries is None else Output.secret(as_csv(entries, where=where)),
        }
        if isinstance(group, Group) and group.args.force_destroy is True:
            # Otherwise never: where the group's delete is refused, the entries would have left the state already.
            opts = ResourceOptions.merge(ResourceOptions(deleted_with=group), opts)
        outputs = dict.fromkeys(("count", "digest", "account", "owned"))
        for name in ("consent", "suppression_files"):
            if is_later(props[name]):
                props[name] = later(props[name]).apply(partial(_said, name=name, where=where))
        structured = ("labels", "allow_numbers", "columns", "consent", "suppression_files")
        props = sent_all(where, props, structured=structured)
        props = {**props, **outputs, **adapter.named(PHONES_PROVIDER_REFERENCE)}
        props = with_asked(props, opts=opts, type_=type_)
        props, opts = with_secrecy(props, opts=opts, fields=SECRETS)
        super().__init__(type_, resource_name, props, adapter.with_aliases(opts, types=PHONES_TYPES))
        registered(self.account, opts=opts, type_=type_)

    @property
    @pulumi.getter
    def group(self) -> Output[str]:
        """The number of the group that holds the entries."""
        return pulumi.get(self, "group")

    @property
    @pulumi.getter
    def source(self) -> Output[str | None]:
        """The file of the list, as the program names it."""
        return pulumi.get(self, "source")

    @property
    @pulumi.getter
    def entries(self) -> Output[str | None]:
        """The list as CSV where it was written inline; a secret."""
        return pulumi.get(self, "entries")

    @property
    @pulumi.getter
    def mode(self) -> Output[str | None]:
        """`authoritative`, also when None, or `additive`."""
        return pulumi.get(self, "mode")

    @property
    @pulumi.getter
    def count(self) -> Output[int]:
        """How many people the list has."""
        return pulumi.get(self, "count")

    @property
    @pulumi.getter
    def digest(self) -> Output[str]:
        """The list's fingerprint: the same for every order and quoting, and slow to guess a list from."""
        return pulumi.get(self, "digest")

    @property
    @pulumi.getter
    def account(self) -> Output[str]:
        """The account it lives in: client id and host, `1234567@api.lox24.eu`."""
        return pulumi.get(self, "account")

    @property
    @pulumi.getter
    def owned(self) -> Output[str]:
        """Ids of the entries that this resource made or took over, as ranges: `7000001-7000500,7000502`."""
        return pulumi.get(self, "owned")


def _claim(group: Group | Input[str], *, name: str, opts: ResourceOptions | None, type_: str) -> None:
    """Let no second resource of this program declare the entries of a group, and none of another account.

    Raises:
        pulumi.RunError: one does.
    """
    provider = provider_of(opts, type_=type_)
    if isinstance(group, Group) and (its := group.get_provider(type_)) is not provider:
        mine, its_name = (None if one is None else one.pulumi_resource_name for one in (provider, its))
        refused = ListInAnotherAccount(name=name, account=mine, group=its_name)
        raise run_error(refused)
    if isinstance(group, Group | str):
        _hold(group, name=name, provider=provider)


def _recognised(number: Output[str], *, name: str, provider: pulumi.ProviderResource | None) -> Output[str]:
    """The number of a group that is only known later: the same, once it is known of which `Group` it is made.

    Where none, or several, are, the provider finds out as soon as it knows the number.
    """
    root = pulumi.runtime.get_root_resource()

    async def claimed() -> None:
        groups = [one for one in await number.resources() if isinstance(one, Group)]
        if len(groups) == 1:
            _hold(groups[0], name=name, provider=provider, root=root)

    return Output.all(number, claimed()).apply(lambda known: known[0])


def _hold(
    group: Group | str,
    *,
    name: str,
    provider: pulumi.ProviderResource | None,
    root: pulumi.Resource | None = None,
) -> None:
    """Note who declares the entries of a group.

    Raises:
        pulumi.RunError: another resource does.
    """
    root = root or pulumi.runtime.get_root_resource()
    if root is None:
        return  # then the provider finds out
    held = group.number if isinstance(group, Group) and isinstance(group.number, str) else group
    owners = _declared.setdefault(root, {})
    # Two accounts may each have a group of a number.
    owner = owners.setdefault((provider, held) if isinstance(held, str) else held, name)
    if owner != name:
        of = f"group {held}" if isinstance(held, str) else "one Group"
        refused = ListOwnedByAnother(group=of, owner=owner, name=name)
        raise run_error(refused)


def _labels(group: Group) -> dict[str, Input[str] | None]:
    # What is declared is known in a preview; a resource that is not there yet has outputs that are not, even if empty.
    known = group.args if group.args.name else group
    return labels_of(known)


def _said(value: Any, *, name: str, where: str) -> Any:  # noqa: ANN401 whatever a program says
    """What says who is left out, as it is known in the run: None is what another stack's output is that is not there.

    `name` is the argument's.
    """
    if value is None:
        raise argument_error(f"{where}: {name} is None only in the run, which would take everybody; leave it out then")
    return value
