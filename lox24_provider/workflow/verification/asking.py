"""Questions to the API as they are, where an error's status is an answer too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from lox24_provider.api.client import Client
from lox24_provider.api.pages import Page
from lox24_provider.api.transport import JSON, JSON_LD
from lox24_provider.errors import ApiError, AuthError, Blocked
from lox24_provider.rules.group import is_id

__all__ = ["INTERNAL_ERROR", "Answer", "Asking", "id_of", "members_of", "total_of"]

OK, INTERNAL_ERROR = 200, 500


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A status of 400 or more and no body, or else 200 and the decoded body, whatever success it was."""

    status: int
    body: Any = None

    @property
    def is_success(self) -> bool:
        """Whether the call did what it says."""
        return self.status == OK

    @property
    def is_told(self) -> bool:
        """Whether it says anything of the API's rules; a server that fails says nothing."""
        return self.status < INTERNAL_ERROR

    @property
    def fields(self) -> dict[str, Any]:
        """The object in the body; an empty one if there is none."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One account, asked within one time limit; a POST is sent once."""

    client: Client
    clock: Callable[[], float] = monotonic
    took: list[float] = field(default_factory=list)
    """Seconds that each answer took, retries included."""

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        page: int | None = None,
        json_ld: bool = False,
    ) -> Answer:
        """What the API answers.

        Raises:
            AuthError, Blocked: nothing can be found out then.
            TransportError: there was no usable answer; a POST may have done its work all the same.
        """
        began = self.clock()
        try:
            reply = self.client.transport.request(
                method,
                path,
                deadline=self.client.deadline,
                accept=JSON_LD if json_ld else JSON,
                query=None if page is None else {"page": page},
                body=body,
                waiting=self.client.waiting,
            )
        except (AuthError, Blocked):
            raise
        except ApiError as error:
            return Answer(status=error.status)
        finally:
            self.took.append(self.clock() - began)
        return Answer(status=OK, body=reply.body)


def members_of(body: object) -> list[dict[str, Any]]:
    """The objects of a list in whatever form."""
    page = Page.parse(body)
    return [one for one in page.members if isinstance(one, dict)] if page else []


def id_of(one: Mapping[str, Any]) -> str:
    """An object's id; "" where it has none that may stand in a path: a whole number, or digits."""
    id = one.get("id")
    text = str(id) if isinstance(id, int | str) and not isinstance(id, bool) else ""
    return text if is_id(text) else ""


def total_of(body: object) -> int | None:
    """How many members all pages have, if the list says so."""
    page = Page.parse(body)
    return page.total if page else None
