"""LOX24 mailing lists ("groups") as declarative Pulumi resources."""

from lox24_provider.resources.account import Account
from lox24_provider.resources.function_results import GetAccountResult, GetGroupResult, GetGroupsResult
from lox24_provider.resources.functions import (
    get_account,
    get_account_output,
    get_group,
    get_group_output,
    get_groups,
    get_groups_output,
)
from lox24_provider.resources.group import Group, GroupArgs
from lox24_provider.resources.group_phones import GroupPhones, PhoneArgs
from lox24_provider.resources.mailing_list import MailingList

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
