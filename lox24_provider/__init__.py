"""LOX24 mailing lists ("groups") as declarative Pulumi resources."""

from lox24_provider.account import Account
from lox24_provider.group import Group, GroupArgs
from lox24_provider.lookup import (
    GetAccountResult,
    GetGroupResult,
    GetGroupsResult,
    get_account,
    get_account_output,
    get_group,
    get_group_output,
    get_groups,
    get_groups_output,
)
from lox24_provider.mailing_list import MailingList
from lox24_provider.phones import GroupPhones, PhoneArgs

__all__ = [
    "Account",
    "GetAccountResult",
    "GetGroupResult",
    "GetGroupsResult",
    "Group",
    "GroupArgs",
    "GroupPhones",
    "MailingList",
    "PhoneArgs",
    "get_account",
    "get_account_output",
    "get_group",
    "get_group_output",
    "get_groups",
    "get_groups_output",
]
