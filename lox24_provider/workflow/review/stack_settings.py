"""What a stack's own settings change between two versions, besides its groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lox24_provider.config.native import SETTING, is_native
from lox24_provider.config.settings import SANDBOX, VENDOR_URL
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.workflow.review.adoptions import policy_switched

__all__ = ["stack_settings"]


def stack_settings(*, before: Mapping[str, str], after: Mapping[str, str], is_shared: bool) -> Iterator[str]:
    """What the stack's own settings change for every group that is created.

    Args:
        is_shared: whether any group is in both versions, which says of itself where it goes.
    """
    if not is_shared:
        was, url = (config.get("lox24:baseUrl") or VENDOR_URL for config in (before, after))
        if url not in (was, SANDBOX):
            where, before_that = (one_line(shown_address(one)) for one in (url, was))
            yield f"this stack's token and requests go to {where}, and the version before says {before_that}"
        client = before.get("lox24:clientId")
        if client and after.get("lox24:clientId") != client:
            whose = one_line(after.get("lox24:clientId") or "any token's account")
            yield f"this stack's account is now {whose}, and was {one_line(client)}"
    if is_native(after) != is_native(before):
        to = "the native plugin" if is_native(after) else "the dynamic provider"
        yield f"this stack's groups and lists move to {to} ({SETTING}), where its plan has to show them as unchanged"
    yield from policy_switched(before=before, after=after)
