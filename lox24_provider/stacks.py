"""What a program that is driven by stack files imports: `stacks.load()`, and the types of what it gives."""

from lox24_provider.resources.program import GroupEntry, PhonesEntry, Stack, load, parse

__all__ = ["GroupEntry", "PhonesEntry", "Stack", "load", "parse"]
