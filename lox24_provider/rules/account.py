"""One state, one account."""

from __future__ import annotations

from lox24_provider.errors import AccountUnknown, AnotherAccount, LookedUpElsewhere

__all__ = ["ASKED", "refuse_another", "refuse_asked", "require_own"]

ASKED = "__asked"
"""The input by which a program tells which account its functions ask; it never gets farther than the check."""


def refuse_another(*, state: object, token: str) -> None:
    """Refuse to work on another account's object: at LOX24 a group of another account looks as if it were gone.

    Args:
        state: the account that a resource's state names; none in a resource that was just imported.
        token: the account of the token and base URL in force.

    Raises:
        AnotherAccount: they differ.
    """
    if isinstance(state, str) and state and state != token:
        raise AnotherAccount(state=state, token=token)


def refuse_asked(*, asked: object, own: str) -> None:
    """Refuse to manage in one account what a program looks up in another.

    Raises:
        LookedUpElsewhere: they differ.
    """
    if isinstance(asked, str) and asked and asked != own:
        raise LookedUpElsewhere(asked=asked, other=own)


def require_own(*, state: object, token: str, id: str) -> None:
    """Refuse to change or delete an object that is not known to be this account's.

    Raises:
        AnotherAccount: it is another account's.
        AccountUnknown: the state does not say.
    """
    refuse_another(state=state, token=token)
    if not state:
        raise AccountUnknown(id=id)
