"""The calls of LOX24's API that this provider makes, one method each, named after the endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from lox24_provider.api.deadline import Deadline
from lox24_provider.api.models import AccountOut, BatchItem, BlockedNumberOut, GroupIn, GroupOut, PhoneIn, PhoneOut
from lox24_provider.api.pages import Page
from lox24_provider.api.transport import JSON, JSON_LD, Reply, Transport
from lox24_provider.display.text import masked, quoted
from lox24_provider.errors import NotAttempted, NotFound, NotSent, OutcomeUnknown, ServerError, TransportError

__all__ = ["Client"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Client:
    """The API for one operation: a shared transport, this operation's deadline, and who hears of waits.

    Args:
        hidden: secret texts of what the operation is about, which no answer's words may hold though no request sent
            them.

    Every method raises `ApiError` or `TransportError`; see `lox24_provider.errors`.
    """

    transport: Transport
    deadline: Deadline
    waiting: Callable[[str], None] = lambda _: None
    hidden: tuple[str, ...] = field(default=(), repr=False)

    @property
    def connections(self) -> int:
        """Concurrency: how many requests may be under way."""
        return self.transport.connections

    def read_account(self) -> AccountOut:
        """GET /me: whose token this is."""
        reply = self._request("GET", "/me")
        return _model(reply.body, AccountOut, reply=reply, what="an account")

    def create_group(self, group: GroupIn, *, called: str | None = None) -> GroupOut:
        """POST /groups, which may take half of the time that is left: the other half is for looking what it did.

        Args:
            called: the group's name as messages have it.

        Raises:
            OutcomeUnknown: the request left, and no answer tells whether the group was made.
        """
        half = Deadline(seconds=round(self.deadline.remaining() / 2, 2), clock=self.deadline.clock)
        try:
            reply = self._request("POST", "/groups", body=group.model_dump(), deadline=half)
            return _group(reply)
        except (NotSent, NotAttempted):
            raise
        except (TransportError, ServerError) as error:
            what = f"the creation of group {quoted(called or group.name)}"
            raise OutcomeUnknown(call="POST /groups", what=what, cause=error) from None

    def read_group(self, id: str) -> GroupOut | None:
        """GET /groups/{id}; None if this account has no such group."""
        try:
            return _group(self._request("GET", f"/groups/{id}"), id=id)
        except NotFound:
            return None

    def update_group(self, id: str, group: GroupIn) -> GroupOut | None:
        """PUT /groups/{id}; None if this account has no such group."""
        try:
            return _group(self._request("PUT", f"/groups/{id}", body=group.model_dump()), id=id)
        except NotFound:
            return None

    def delete_group(self, id: str) -> bool:
        """DELETE /groups/{id}, with all its entries; False if this account has no such group."""
        try:
            self._request("DELETE", f"/groups/{id}")
        except NotFound:
            return False
        return True

    def groups_page(self, number: int) -> tuple[list[GroupOut], Page]:
        """GET /groups?page=N, as JSON-LD because only that tells how many there are."""
        return self._page("/groups", number, GroupOut, what="a group", names="groups")

    def phones_page(self, group: str, number: int) -> tuple[list[PhoneOut], Page]:
        """GET /groups/{id}/phones. Page 1 is asked for without a number: no such parameter is documented (U4)."""
        return self._page(
            f"/groups/{group}/phones", None if number == 1 else number, PhoneOut, what="an entry", names="entries"
        )

    def blocked_numbers_page(self, number: int) -> tuple[list[BlockedNumberOut], Page]:
        """GET /blocked_numbers?page=N."""
        return self._page(
            "/blocked_numbers", number, BlockedNumberOut, what="a blocked number", names="blocked numbers"
        )

    def add_phones(self, group: str, phones: Sequence[PhoneIn]) -> list[BatchItem]:
        """POST /groups/{id}/phones/batch; what became of each, in the order of `phones`.

        Raises:
            OutcomeUnknown: the request left, and no complete answer tells who was added.
        """
        path = f"/groups/{group}/phones/batch"
        body = [phone.model_dump() for phone in phones]
        try:
            reply = self._request("POST", path, body=body)
            return _results(reply, count=len(phones))
        except (NotSent, NotAttempted):
            raise
        except (TransportError, ServerError) as error:
            what = f"the addition of {len(phones)} entries to group {group}"
            raise OutcomeUnknown(call=f"POST {path}", what=what, cause=error) from None

    def has_phone(self, id: int) -> bool:
        """GET /phones/{id}: whether this account has such an entry, in whatever group."""
        try:
            self._request("GET", f"/phones/{id}")
        except NotFound:
            return False
        return True

    def update_phone(self, id: int, phone: PhoneIn) -> bool:
        """PUT /phones/{id}; False if this account has no such entry."""
        try:
            self._request("PUT", f"/phones/{id}", body=phone.model_dump())
        except NotFound:
            return False
        return True

    def delete_phone(self, id: int) -> bool:
        """DELETE /phones/{id}; False if this account has no such entry."""
        try:
            self._request("DELETE", f"/phones/{id}")
        except NotFound:
            return False
        return True

    def cancelled(self) -> bool:
        """Whether the run was cancelled, so that nothing new should begin."""
        return bool(self.transport.policy.sleep(0))

    def entries_of(self, id: str) -> int | None:
        """How many entries the first answer of GET /groups/{id}/phones holds; None if that cannot be told."""
        reply = self._request("GET", f"/groups/{id}/phones", accept=JSON_LD)
        page = Page.parse(reply.body)
        if page is None:
            return None
        return max(len(page.members), page.total or 0)

    def pauses(self, *waits: float, why: str) -> Iterator[None]:
        """Let so many seconds pass before each of several looks, as long as this operation has so much time left.

        A cancellation ends the wait, and the look after it is the last.
        """
        for seconds in waits:
            if seconds >= self.deadline.remaining():
                return
            self.waiting(why)
            cancelled = self.transport.policy.sleep(seconds)
            yield
            if cancelled:
                return

    def _page(self, path: str, number: int | None, kind: type[M], *, what: str, names: str) -> tuple[list[M], Page]:
        """One page of a collection, as JSON-LD because only that tells how many members and pages there are."""
        query = None if number is None else {"page": number}
        reply = self._request("GET", path, accept=JSON_LD, query=query)
        page = Page.parse(reply.body)
        if page is None:
            reason = f"the answer is not a list of {names}"
            raise TransportError(call=reply.call, reason=reason, request_id=reply.request_id)
        members: list[Any] = page.members
        for at, item in enumerate(members):  # in place: a hundred thousand entries are too many to be held twice
            members[at] = _model(item, kind, reply=reply, what=what)
        return members, page

    def _request(
        self,
        method: Literal["GET", "POST", "PUT", "DELETE"],
        path: str,
        *,
        deadline: Deadline | None = None,
        accept: str = JSON,
        query: Mapping[str, str | int] | None = None,
        body: object = None,
    ) -> Reply:
        return self.transport.request(
            method,
            path,
            deadline=deadline or self.deadline,
            accept=accept,
            query=query,
            body=body,
            waiting=self.waiting,
            hidden=self.hidden,
        )


def _group(reply: Reply, *, id: str | None = None) -> GroupOut:
    """The group in an answer, which has to be the one that was asked for."""
    group = _model(reply.body, GroupOut, reply=reply, what="a group")
    if id not in (None, group.id):
        reason = f"the answer is group {masked(group.id)}"
        raise TransportError(call=reply.call, reason=reason, request_id=reply.request_id)
    return group


def _results(reply: Reply, *, count: int) -> list[BatchItem]:
    page = Page.parse(reply.body)
    members = [] if page is None else page.members
    if len(members) != count:
        reason = f"the answer has {len(members)} results for {count} entries"
        raise TransportError(call=reply.call, reason=reason, request_id=reply.request_id)
    return [_model(item, BatchItem, reply=reply, what="a result").answering(reply.echo) for item in members]


def _model(item: object, kind: type[M], *, reply: Reply, what: str) -> M:
    try:
        return kind.model_validate(item)
    except ValidationError as error:
        fields = ", ".join(sorted({str(problem["loc"][0]) if problem["loc"] else "it" for problem in error.errors()}))
        reason = f"the answer is not {what} as documented ({fields})"
        raise TransportError(call=reply.call, reason=reason, request_id=reply.request_id) from None
