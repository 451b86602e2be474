"""What a program that stack files drive imports: `Groups`, or `load()` for a loop of its own; and what that gives."""

from lox24_provider.resources.program import GroupEntry, PhonesEntry, Stack, load, parse
from lox24_provider.resources.stack_groups import Groups

__all__ = ["GroupEntry", "Groups", "PhonesEntry", "Stack", "load", "parse"]
