"""The token: whose it is, and how it travels (API reference, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lox24_provider.display.concealed import Concealed

__all__ = ["Secret", "Token"]

_CLIENT_ID = re.compile(r"[1-9][0-9]*")


class Secret(str):
    """A text whose `repr` hides it, wherever it went: in `asdict`, in a header, among the locals of a crash report."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'[secret]'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Token(Concealed):
    """A client id and its key.

    Attributes:
        client_id: the account's number, digits.
        key: the secret part.
        legacy: whether the key came without its id part, and so goes into two headers.
    """

    client_id: str
    key: str = field(repr=False)
    legacy: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The credentials as headers: one today, two in the legacy form."""
        if self.legacy:
            return {"X-LOX24-CLIENT-ID": self.client_id, "X-LOX24-AUTH-TOKEN": self.key}
        return {"X-LOX24-AUTH-TOKEN": Secret(f"{self.client_id}:{self.key}")}

    @classmethod
    def parse(cls, text: str, *, where: str, account: str, problems: list[str], owner: str = "this stack") -> Token:
        """The token in `text`; what is wrong with it is added to `problems`, never with any part of the key.

        Args:
            where: the setting it comes from.
            account: the client id that the owner belongs to, or empty.
            owner: what belongs to that account.
        """
        if account and not _CLIENT_ID.fullmatch(account):
            problems.append("lox24:clientId must be the account's number, digits only")
        client_id, colon, key = text.partition(":")
        if not colon:
            client_id, key = account, text
        if not re.fullmatch(r"[!-~]*", text):
            problems.append(f"{where} holds blanks or characters that no token has; set it again")
        elif text and not client_id:
            problems.append(f"{where} has no client id: write <client id>:<api key>, or set lox24:clientId")
        elif colon and not (_CLIENT_ID.fullmatch(client_id) and key):
            problems.append(f"{where} must be <client id>:<api key>")
        elif colon and _CLIENT_ID.fullmatch(account) and client_id != account:
            whose = f"{owner} belongs to account {account} (lox24:clientId)"
            problems.append(f"{where} is a token of account {client_id}, but {whose}")
        return cls(client_id=client_id, key=Secret(key), legacy=not colon)
