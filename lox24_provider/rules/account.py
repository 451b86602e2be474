"""One state, one account."""

from __future__ import annotations

from lox24_provider.errors import AccountUnknown, AnotherAccount

__all__ = ["refuse_another", "require_own"]


def refuse_another(*, state: object, token: str) -> None:
    """Refuse to work on another account's object: at LOX24 a stranger's group looks as if it were gone.

    Args:
        state: the account that a resource's state names; none in a resource that was just imported.
        token: the account of the token and base URL in force.

    Raises:
        AnotherAccount: they differ.
    """
    if isinstance(state, str) and state and state != token:
        raise AnotherAccount(state=state, token=token)


def require_own(*, state: object, token: str, id: str) -> None:
    """Refuse to change or delete an object that is not known to be this account's.

    Raises:
        AnotherAccount: it is another account's.
        AccountUnknown: the state does not say.
    """
    refuse_another(state=state, token=token)
    if not state:
        raise AccountUnknown(id=id)
