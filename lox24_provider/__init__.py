"""LOX24 mailing lists ("groups") as declarative Pulumi resources."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lox24_provider.resources.account import Account
    from lox24_provider.resources.account_args import AccountArgs, AccountArgsDict
    from lox24_provider.resources.function_results import GetAccountResult, GetGroupResult, GetGroupsResult
    from lox24_provider.resources.functions import (
        get_account,
        get_account_output,
        get_group,
        get_group_output,
        get_groups,
        get_groups_output,
    )
    from lox24_provider.resources.group import Group
    from lox24_provider.resources.group_args import GroupArgs, GroupArgsDict
    from lox24_provider.resources.group_phones import GroupPhones
    from lox24_provider.resources.mailing_list import MailingList
    from lox24_provider.resources.mailing_list_args import MailingListArgs, MailingListArgsDict
    from lox24_provider.resources.phones_args import GroupPhonesArgs, GroupPhonesArgsDict, PhoneArgs

from lox24_provider.version import __version__ as __version__

__all__ = [
    "Account",
    "AccountArgs",
    "AccountArgsDict",
    "GetAccountResult",
    "GetGroupResult",
    "GetGroupsResult",
    "Group",
    "GroupArgs",
    "GroupArgsDict",
    "GroupPhones",
    "GroupPhonesArgs",
    "GroupPhonesArgsDict",
    "MailingList",
    "MailingListArgs",
    "MailingListArgsDict",
    "PhoneArgs",
    "get_account",
    "get_account_output",
    "get_group",
    "get_group_output",
    "get_groups",
    "get_groups_output",
]

# Loaded when they are asked for: commands and the provider's host have no use for them, nor for Pulumi's SDK below.
_PLACES = {
    "account": ("Account",),
    "account_args": ("AccountArgs", "AccountArgsDict"),
    "functions": tuple(name for name in __all__ if name.startswith("get_")),
    "group": ("Group",),
    "group_args": ("GroupArgs", "GroupArgsDict"),
    "group_phones": ("GroupPhones",),
    "mailing_list": ("MailingList",),
    "mailing_list_args": ("MailingListArgs", "MailingListArgsDict"),
    "phones_args": ("GroupPhonesArgs", "GroupPhonesArgsDict", "PhoneArgs"),
    "function_results": ("GetAccountResult", "GetGroupResult", "GetGroupsResult"),
}
_MODULES = {name: f"lox24_provider.resources.{module}" for module, names in _PLACES.items() for name in names}

_PARTS = ("adapter", "config", "display", "errors", "files", "resources", "rules", "safe_io")
"""Attributes since the days when all of this was loaded at once, by which programs may call a type or an error."""


def __getattr__(name: str) -> object:
    if name in _PARTS:
        for module in _MODULES.values():
            import_module(module)
        return import_module(f"{__name__}.{name}")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES, *_PARTS})
