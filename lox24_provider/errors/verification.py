"""What keeps an account from being verified, or leaves something of it behind."""

from __future__ import annotations

from collections.abc import Sequence

from lox24_provider.errors.base import Lox24Error

__all__ = ["NumberBlocked", "TrialLeft"]


class NumberBlocked(Lox24Error):
    """The number for a trial is on the account's block list."""

    code = "LOX4401"
    remedy = "Give a number that the account may write to."

    def __init__(self) -> None:
        super().__init__("the number is on the account's block list, and no opt-out is touched; nothing was made")


class TrialLeft(Lox24Error):
    """A throw-away group may still be in the account."""

    code = "LOX4402"
    remedy = "Delete the groups of that name at LOX24's web site."

    def __init__(self, *, name: str, ids: Sequence[str], reason: str) -> None:
        what = f"group {', '.join(ids)}" if ids else "perhaps a group"
        why = f" ({reason})" if reason else ""
        super().__init__(f"{what} called {name} is left of the trial{why}; delete it at LOX24")
