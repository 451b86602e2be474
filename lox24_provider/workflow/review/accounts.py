"""The `Account`s of a program in a preview: which resources each serves.

To the engine an `Account` is a provider, and its preview says of a resource only which provider that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.display.urns import behind, name_of
from lox24_provider.workflow.kinds.account import is_account, settings_shown
from lox24_provider.workflow.kinds.step import Values

__all__ = ["Accounts"]


class Accounts:
    """The `Account`s of a preview's steps, by the references that resources have to them."""

    def __init__(self, steps: Sequence[Any]) -> None:
        self._settings = {
            one["urn"]: settings_shown((one.get("newState") or one.get("oldState") or {}).get("inputs") or {})
            for one in steps
            if is_account(one["urn"])
        }

    def of(self, state: Values) -> tuple[str, Values | None]:
        """The name of the `Account` that serves a resource, "" for the stack's own, and its settings if they show."""
        urn = behind(str(state.get("provider") or ""))
        if not is_account(urn):
            return "", None
        return one_line(name_of(urn)), self._settings.get(urn)
