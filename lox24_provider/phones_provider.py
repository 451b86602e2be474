"""The class that old states name for ever as the provider of entries (see `lox24_provider.adapter.state_format`)."""

from __future__ import annotations

from lox24_provider.adapter.dynamic.process import shared
from lox24_provider.adapter.dynamic.provider import DynamicProvider
from lox24_provider.adapter.phones_calls import PhonesCalls

__all__ = ["PhonesProvider"]


class PhonesProvider(DynamicProvider):
    """What Pulumi's host serves under the name that is pickled."""

    def __init__(self) -> None:
        super().__init__(PhonesCalls(shared()))

    def __reduce__(self) -> tuple[type[PhonesProvider], tuple[()]]:
        """A pickle holds the name of this class and nothing else."""
        return PhonesProvider, ()
