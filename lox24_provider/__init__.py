"""LOX24 mailing lists ("groups") as declarative Pulumi resources."""

from lox24_provider.group import Group, GroupArgs
from lox24_provider.phones import GroupPhones, PhoneArgs

__all__ = ["Group", "GroupArgs", "GroupPhones", "PhoneArgs"]
