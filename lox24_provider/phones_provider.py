"""The class that old states name for ever as the provider of entries (see `lox24_provider.adapter.state_format`)."""

from __future__ import annotations

from lox24_provider.adapter.dynamic.phones_provider import EntriesProvider

__all__ = ["PhonesProvider"]


class PhonesProvider(EntriesProvider):
    """`EntriesProvider` under the name that is pickled."""

    def __reduce__(self) -> tuple[type[PhonesProvider], tuple[()]]:
        """A pickle holds the name of this class and nothing else."""
        return PhonesProvider, ()
