"""What an `Account` takes: as an object, as a dict or as keywords, which are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from pulumi import Input

from lox24_provider.display.concealed import Concealed
from lox24_provider.resources.arguments import checked_call
from lox24_provider.rules.group import OnExisting

__all__ = ["AccountArgs", "AccountArgsDict"]


@dataclass(frozen=True, kw_only=True, repr=False, slots=True)
class AccountArgs(Concealed):
    """The arguments of an `Account`. No export, `repr` or pickle shows anything.

    Args:
        token: `<client id>:<api key>`. It is always a secret in the state.
        client_id: the account's number; a token of another account is refused.
        base_url: the address of the API, by default the vendor's; `sandbox` for the embedded sandbox.
        on_existing: what to do at creation when a group of the name exists: `refuse` (default), `adopt`, `create`.
        parallel: concurrency, how many requests may be under way, 1 to 64; 16 by default.
        timeout: seconds that one operation may take, waits included; 300 by default.
        max_retries: how often a failed request is retried, 0 to 20; 4 by default.
        batch_size: entries added to a group in one request, 1 to 10,000; 500 by default.
        max_removals: how many entries of a list one update may remove, up to 999,999; 500 by default.
        max_removals_percent: how many percent of a list's removable entries one update may remove, 0 to 100; 5 by
            default.
        max_list_size: the most MiB that a list file may have, 1 to 1024; 64 by default.
    """

    token: Input[str]
    client_id: Input[str] | None = None
    base_url: Input[str] | None = None
    on_existing: Input[OnExisting] | None = None
    parallel: Input[int] | None = None
    timeout: Input[int] | None = None
    max_retries: Input[int] | None = None
    batch_size: Input[int] | None = None
    max_removals: Input[int] | None = None
    max_removals_percent: Input[int] | None = None
    max_list_size: Input[int] | None = None


AccountArgs.__init__ = checked_call(AccountArgs.__init__)  # type: ignore[method-assign]


class _Token(TypedDict):
    token: Input[str]


class AccountArgsDict(_Token, total=False):
    """`AccountArgs` as a dict."""

    client_id: Input[str] | None
    base_url: Input[str] | None
    on_existing: Input[OnExisting] | None
    parallel: Input[int] | None
    timeout: Input[int] | None
    max_retries: Input[int] | None
    batch_size: Input[int] | None
    max_removals: Input[int] | None
    max_removals_percent: Input[int] | None
    max_list_size: Input[int] | None
