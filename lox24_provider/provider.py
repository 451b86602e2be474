"""The class that old states name for ever as the provider of groups (see `lox24_provider.adapter.state_format`)."""

from __future__ import annotations

from lox24_provider.adapter.dynamic.group_provider import GroupProvider

__all__ = ["Lox24Provider"]


class Lox24Provider(GroupProvider):
    """`GroupProvider` under the name that is pickled."""

    def __reduce__(self) -> tuple[type[Lox24Provider], tuple[()]]:
        """A pickle holds the name of this class and nothing else."""
        return Lox24Provider, ()
