"""LOX24 mailing lists ("groups") as declarative Pulumi resources."""

from lox24_provider.group import Group, GroupArgs

__all__ = ["Group", "GroupArgs"]
