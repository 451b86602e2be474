"""The class that old states name for ever as the provider of groups (see `lox24_provider.adapter.state_format`)."""

from __future__ import annotations

from lox24_provider.adapter.dynamic.process import shared
from lox24_provider.adapter.dynamic.provider import DynamicProvider
from lox24_provider.adapter.group_calls import GroupCalls

__all__ = ["Lox24Provider"]


class Lox24Provider(DynamicProvider):
    """What Pulumi's host serves under the name that is pickled."""

    def __init__(self) -> None:
        super().__init__(GroupCalls(shared()))

    def __reduce__(self) -> tuple[type[Lox24Provider], tuple[()]]:
        """A pickle holds the name of this class and nothing else."""
        return Lox24Provider, ()
