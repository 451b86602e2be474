"""What came back from the API, or did not."""

from __future__ import annotations

from lox24_provider.errors.base import Lox24Error

__all__ = [
    "AccountError",
    "ApiError",
    "AuthError",
    "Blocked",
    "Invalid",
    "NotAttempted",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "ServerError",
    "TransportError",
    "api_error",
]


class ApiError(Lox24Error):
    """The API answered with an error.

    Attributes:
        status: the HTTP status.
        detail: the API's own words, on one line, with the field they are about.
        request_id: 32 characters for LOX24's support, or None if the answer carried none.
        retry_after: seconds the API asked to wait, or None.
    """

    code = "LOX2000"
    remedy = "Read LOX24's words; ask its support with the request id."

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
    """401: the token is wrong or inactive."""

    code = "LOX2401"
    remedy = "Check the token before the next run, as LOX24 blocks the address after a few wrong ones."

    advice = (
        ". Check lox24:token, LOX24_TOKEN or the Account's token before the next try: "
        "after more than 3 bad requests in a minute LOX24 blocks this address for ten minutes"
    )


class AccountError(ApiError):
    """402 or 403: the account may not do this."""

    code = "LOX2403"
    remedy = "Check the account at LOX24: it is not active, or has no credit."


class NotFound(ApiError):
    """404: no such object in this account."""

    code = "LOX2404"
    remedy = "Run `pulumi refresh`, and check which account the token is of."


class Invalid(ApiError):
    """400 or 422: the API calls the request invalid."""

    code = "LOX2400"
    remedy = "Correct the field that LOX24 names, and run again."


class Blocked(ApiError):
    """429: too many requests, or blocked after bad credentials."""

    code = "LOX2429"
    remedy = "Check the token, wait ten minutes, and run again."

    advice = ". After bad credentials LOX24 blocks an address for ten minutes: check the token, then wait"


class ServerError(ApiError):
    """5xx: the API failed."""

    code = "LOX2500"
    remedy = "Run again later; if it stays, give LOX24's support the request id."


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

    code = "LOX2900"
    remedy = "Check the network and the proxy, and run again."

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

    code = "LOX2901"
    remedy = "Check the network and the address, and run again: nothing has happened."


class NotAttempted(TransportError):
    """Not sent, because an earlier request of this process failed in a way that makes this one pointless."""

    code = "LOX2902"
    remedy = "Correct what failed first, and run again."

    def __init__(self, *, call: str, cause: Lox24Error) -> None:
        Lox24Error.__init__(self, f"{call} was not attempted: an earlier request of this run failed ({cause.short})")
        self.call = call
        self.cause = cause


class OutcomeUnknown(TransportError):
    """A write was sent, and whether it took effect is not known.

    Attributes:
        found: ids of groups that may be the one, if looking again found several.
    """

    code = "LOX2903"
    remedy = "Run `pulumi up` again: it reads the account before it sends anything."

    def __init__(
        self, *, call: str, what: str, cause: Lox24Error, found: list[str] | None = None, looks: int = 0
    ) -> None:
        seen = f" (groups {', '.join(found)} are new and alike)" if found else ""
        seen = seen or (f" (not there in {looks} {'look' if looks == 1 else 'looks'} at the account)" if looks else "")
        Lox24Error.__init__(
            self,
            f"{what} may or may not have happened{seen}, and is not sent again: {cause}. "
            "The next `pulumi up` reads the account first and names what it finds",
        )
        self.call = call
        self.what = what
        self.cause = cause
        self.request_id = getattr(cause, "request_id", None)
        self.found = found or []
        self.groups = tuple(self.found)
