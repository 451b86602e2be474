"""Consent to get SMS: whether a list takes people whom its `consent` left out before."""

from __future__ import annotations

from collections.abc import Mapping

from lox24_provider.rules.list_file.columns import key_of
from lox24_provider.rules.list_file.options import ReadOptions

__all__ = ["takes_more"]


def takes_more(consent: object, *, before: object) -> bool:
    """Whether a list may take people whom its `consent` left out: a column is gone, or a word has come.

    Both as they are declared or kept in a state; of a secret only a change can be told.
    """
    if not before or consent == before:
        return False
    if not (isinstance(before, Mapping) and isinstance(consent, Mapping)):
        return True
    now, then = _words(consent), _words(before)
    return any(name not in now or not now[name] <= words for name, words in then.items())


def _words(consent: Mapping[str, object]) -> dict[str, frozenset[str]]:
    options = ReadOptions.of({"consent": consent})
    return {key_of(name): frozenset(map(key_of, words)) for name, words in options.consent.items()}
