"""One state, one account."""

from __future__ import annotations

from lox24_provider.errors import AnotherAccount

__all__ = ["refuse_another"]


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
