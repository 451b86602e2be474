"""`Groups`: what a stack file declares, as resources of whatever program they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from lox24_provider.resources.arguments import argument_error, checked_call, refuse_options
from lox24_provider.resources.group import Group
from lox24_provider.resources.group_phones import GroupPhones
from lox24_provider.resources.program import declared
from lox24_provider.stack_files.model import GroupEntry

__all__ = ["Groups"]

_OF_ONE = ("id", "import_", "urn")
"""Options that can be right for one resource only."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The groups of the current stack and their lists, by their keys in the stack file.

    Example:
        ::

            import pulumi
            from lox24_provider.stacks import Groups

            pulumi.export("groups", Groups.from_stack_config().ids)

    Attributes:
        groups: the groups, each named by its key.
        phones: the lists of those that have one, named likewise.
        ids: the groups' numbers at LOX24, for `pulumi.export`.
    """

    groups: Mapping[str, Group]
    phones: Mapping[str, GroupPhones]
    ids: Mapping[str, Output[str]]

    @classmethod
    @checked_call
    def from_stack_config(cls, opts: ResourceOptions | None = None) -> Groups:
        """Register what the stack's configuration declares, and nothing where it declares nothing. Once a program.

        The groups stand under the key `groups` of the project, or the one that `lox24:groupsKey` names. All other keys
        are the program's own.

        Args:
            opts: options of every group and list: a parent, dependencies, a provider, aliases. A group's own `protect`
                and `retain_on_delete` win over those here, where its stack file (or its defaults) says them, true or
                false. `protect` of the file is for the group: its list is protected by `opts` (or a parent) alone, and
                not even by that where the file says `protect: false`.

        Raises:
            SystemExit: there were problems in the stack's configuration, and all of them have been told.
            pulumi.RunError: the same in an inline program; or `opts` is something else, or right for one resource only.
        """
        where = "Groups.from_stack_config"
        refuse_options(where, opts=opts)
        if wrong := [name for name in _OF_ONE if opts is not None and getattr(opts, name) is not None]:
            raise argument_error(f"{where}: opts.{wrong[0]} can be right for one resource only")
        groups: dict[str, Group] = {}
        phones: dict[str, GroupPhones] = {}
        for key, entry in declared(required=False).groups.items():
            said, retained = _said(entry, "protect"), _said(entry, "retain_on_delete")
            own = ResourceOptions(protect=said, retain_on_delete=retained)
            groups[key] = Group(key, opts=ResourceOptions.merge(opts, own), **entry.inputs)
            if entry.phones:
                own = ResourceOptions(protect=False if said is False else None, retain_on_delete=retained)
                merged = ResourceOptions.merge(opts, own)
                phones[key] = GroupPhones(key, group=groups[key], opts=merged, **entry.phones.model_dump())
        return cls(groups=groups, phones=phones, ids={key: group.id for key, group in groups.items()})


def _said(entry: GroupEntry, option: str) -> bool | None:
    """An option that the entry says; None where it leaves it to the program."""
    return bool(getattr(entry, option)) if option in entry.model_fields_set else None
