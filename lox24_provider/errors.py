"""Everything foreseeable that can go wrong.

::

    Lox24Error                  str() is one line for a person
      SettingsError             no token, a token of another account, a plain token, an unknown setting
      InputError                a declaration that cannot be right
      ApiError                  the API answered, but not with success
        AuthError               401: never sent again, the API blocks the caller for ten minutes
        AccountError            402, 403
        NotFound                404
        Invalid                 400, 422
        Blocked                 429
        ServerError             5xx
      TransportError            no answer, or none of the API's
        NotSent                 the request did not leave, so nothing happened
        NotAttempted            an earlier request of this process failed in a way that makes this one pointless
        OutcomeUnknown          a write whose effect is not known
      Refused                   a guard of ours; those of entries and look-ups are in `lox24_provider.refusals`
        AnotherAccount          the state is another account's
        AccountUnknown          the state does not say whose it is
        NameExists              a group of that name is there already
        CannotAdopt             an existing group cannot become this resource's
        NameInDoubt             another resource of this run may have created a group of that name
        NoSuchGroup             a look-up by id finds nothing
        NotEmpty                the group holds entries, or may
        HeldByAnother           another resource of this stack holds that group
        Gone                    the group is no longer there
        AllGone                 a whole stack's groups are not there: probably the wrong account
      Incomplete                the group is the resource's own, but not yet as declared
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lox24_provider.text import one_line, quoted, resource_name

__all__ = [
    "AccountError",
    "AccountUnknown",
    "AllGone",
    "AnotherAccount",
    "ApiError",
    "AuthError",
    "Blocked",
    "CannotAdopt",
    "Gone",
    "HeldByAnother",
    "Incomplete",
    "InputError",
    "Invalid",
    "Lox24Error",
    "NameExists",
    "NameInDoubt",
    "NoSuchGroup",
    "NotAttempted",
    "NotEmpty",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "Refused",
    "ServerError",
    "SettingsError",
    "TransportError",
    "api_error",
]


class Lox24Error(Exception):
    """Something foreseen went wrong; `str()` says it in one line.

    Attributes:
        groups: ids of the groups that it names.
    """

    groups: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The same without advice, for a message that only refers to this one."""
        return str(self)


class SettingsError(Lox24Error):
    """The settings cannot be right; `str()` names every problem and what to do."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class InputError(Lox24Error):
    """A declaration cannot be right."""

    def __init__(self, *, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


class ApiError(Lox24Error):
    """The API answered with an error.

    Attributes:
        status: the HTTP status.
        detail: the API's own words, on one line, with the field they are about.
        request_id: 32 characters for LOX24's support, or None if the answer carried none.
        retry_after: seconds the API asked to wait, or None.
    """

    advice = ""

    def __init__(
        self,
        *,
        call: str,
        status: int,
        detail: str,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.call = call
        self.status = status
        self.detail = detail
        self.request_id = request_id
        self.retry_after = retry_after
        said = f": {detail}" if detail else ""
        where = f" (request id {request_id})" if request_id else ""
        super().__init__(f"{call} answered {status}{said}{where}{self.advice}")

    @property
    def short(self) -> str:
        """What answered what."""
        return f"{self.call} answered {self.status}"


class AuthError(ApiError):
    """401: the token is wrong or switched off."""

    advice = (
        ". Check lox24:token, LOX24_TOKEN or the Account's token before the next try: "
        "after more than 3 bad requests in a minute LOX24 blocks this address for ten minutes"
    )


class AccountError(ApiError):
    """402 or 403: the account may not do this."""


class NotFound(ApiError):
    """404: no such object in this account."""


class Invalid(ApiError):
    """400 or 422: the API calls the request invalid."""


class Blocked(ApiError):
    """429: too many requests, or blocked after bad credentials."""

    advice = ". After bad credentials LOX24 blocks an address for ten minutes: check the token, then wait"


class ServerError(ApiError):
    """5xx: trouble at the API's side."""


_BY_STATUS: dict[int, type[ApiError]] = {
    400: Invalid,
    401: AuthError,
    402: AccountError,
    403: AccountError,
    404: NotFound,
    422: Invalid,
    429: Blocked,
}


def api_error(
    *, call: str, status: int, detail: str, request_id: str | None = None, retry_after: float | None = None
) -> ApiError:
    """The error class of a status (API reference, section 9.1)."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)  # noqa: PLR2004 HTTP's own number
    return kind(call=call, status=status, detail=detail, request_id=request_id, retry_after=retry_after)


class TransportError(Lox24Error):
    """No answer came, or one that is not the API's."""

    reason: str = ""
    request_id: str | None = None

    def __init__(self, *, call: str, reason: str, request_id: str | None = None) -> None:
        self.call = call
        self.reason = reason
        self.request_id = request_id
        where = f" (request id {request_id})" if request_id else ""
        super().__init__(f"{call} got no usable answer: {reason}{where}")


class NotSent(TransportError):
    """The request did not leave: no connection, or no time left to make one."""


class NotAttempted(TransportError):
    """Not sent, because an earlier request of this process failed in a way that makes this one pointless."""

    def __init__(self, *, call: str, cause: Lox24Error) -> None:
        Lox24Error.__init__(self, f"{call} was not attempted: an earlier request of this run failed ({cause.short})")
        self.call = call
        self.cause = cause


class OutcomeUnknown(TransportError):
    """A write was sent, and whether it took effect is not known.

    Attributes:
        found: ids of groups that may be the one, if looking again found several.
    """

    def __init__(
        self, *, call: str, what: str, cause: Lox24Error, found: list[str] | None = None, looks: int = 0
    ) -> None:
        seen = f" (groups {', '.join(found)} are new and alike)" if found else ""
        seen = seen or (f" (not there in {looks} {'look' if looks == 1 else 'looks'} at the account)" if looks else "")
        Lox24Error.__init__(
            self,
            f"{what} may or may not have happened{seen}, and is not sent again: {cause}. "
            "The next `pulumi up` looks at the account first and names what it finds",
        )
        self.call = call
        self.what = what
        self.cause = cause
        self.request_id = getattr(cause, "request_id", None)
        self.found = found or []
        self.groups = tuple(self.found)


class Refused(Lox24Error):
    """A guard of this provider said no."""


class AnotherAccount(Refused):
    """The object belongs to another account than the token in force."""

    def __init__(self, *, state: str, token: str) -> None:
        super().__init__(
            f"this resource belongs to account {state}, but the token and base URL in force are account {token}'s: "
            "nothing was sent; select the right token (LOX24_TOKEN, lox24:token or the Account's) and base URL for it"
        )


class AccountUnknown(Refused):
    """The state does not say in which account the object lives: it was imported and not read since."""

    def __init__(self, *, id: str) -> None:
        super().__init__(
            f"the state does not say which account group {one_line(id, limit=40)} belongs to, so it is not touched: "
            "run `pulumi refresh` first"
        )


class NameExists(Refused):
    """The account holds a group of that name already."""

    def __init__(self, *, name: str, ids: list[str]) -> None:
        self.groups = tuple(ids)
        groups = f"group {ids[0]} has" if len(ids) == 1 else f"groups {', '.join(ids)} have"
        adopt = 'on_existing="adopt"' if len(ids) == 1 else f'adopt="{ids[0]}" (or another of these ids)'
        super().__init__(
            f"{groups} the name {quoted(name)} already, nothing was created: take it over with {adopt}, or allow a "
            'second group of the name with on_existing="create" (lox24:onExisting says either for the stack); if a '
            "resource was renamed, give it `aliases` or run `pulumi state rename`"
        )


class CannotAdopt(Refused):
    """A group that exists cannot become this resource's."""

    def __init__(self, *, ids: list[str], reason: str) -> None:
        self.groups = tuple(ids)
        groups = f"group {ids[0]} was" if len(ids) == 1 else f"groups {', '.join(ids)} were"
        super().__init__(f"{groups} not adopted and nothing was created: {reason}")


class NameInDoubt(Refused):
    """Another resource of this run sent a group of that name and does not know whether it was created."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"another resource of this run may have created a group named {quoted(name)}, so this one was not created: "
            "the next `pulumi up` looks first; give the two resources different names if both are wanted"
        )


class NoSuchGroup(Refused):
    """A look-up by id finds nothing."""

    def __init__(self, *, id: str, account: str) -> None:
        super().__init__(
            f"there is no group {id} in account {account}: check the id, and which account the token is of"
        )


class NotEmpty(Refused):
    """The group holds entries, or may hold some."""

    def __init__(self, *, id: str, name: str, entries: int | None, why: str = "") -> None:
        if entries is None:
            held = f"may hold entries ({why})" if why else "may hold entries"
        else:
            held = f"holds {entries} {'entry' if entries == 1 else 'entries'}"
        super().__init__(
            f"group {id} {quoted(name)} {held} and was not deleted, because they would be lost with it: remove them "
            "first, or set force_destroy to true and run `pulumi up` before deleting, or keep the group at LOX24 with "
            "retain_on_delete"
        )


class HeldByAnother(Refused):
    """Two resources of one stack claim one group."""

    def __init__(self, *, id: str, holder: str, urn: str) -> None:
        self.groups = (id,)
        super().__init__(
            f"group {id} is held by {resource_name(holder)}, so {resource_name(urn)} cannot have it too: one group, "
            "one resource. If the resource was renamed, give it `aliases`; otherwise remove one of the two "
            "(`pulumi state delete` forgets a resource without touching the group)"
        )


class Gone(Refused):
    """The group is no longer in the account."""

    def __init__(self, *, id: str) -> None:
        super().__init__(
            f"group {id} no longer exists at LOX24, so it cannot be changed: run `pulumi refresh`, "
            "then the next `pulumi up` creates it again under a new id"
        )


class AllGone(Refused):
    """None of the groups that a refresh asked for is there."""

    def __init__(self, *, gone: int, account: str) -> None:
        super().__init__(
            f"all of the {gone} groups looked for so far are missing from account {account}, which looks like the "
            "wrong account or an emptied one. If they are really gone, forget them with `pulumi state delete`"
        )


class Incomplete(Lox24Error):
    """The object is the resource's own, but is not yet as declared: the state keeps both, and the next run goes on.

    Attributes:
        id: the group's number.
        inputs: what is declared.
        outputs: what the account holds, with the mark that something is missing.
    """

    def __init__(
        self, *, id: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str, what: str = ""
    ) -> None:
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
        what = what or f"group {id} was adopted, but is"
        super().__init__(f"{what} not yet as declared ({reason}): `pulumi up` tries again")
