"""One account for what a program looks up and for what it manages.

Functions run in the program's process, resources in the provider's, and each takes the token out of its own
environment. So a resource that is registered after a function's call brings along which account was asked (`ASKED`),
the provider's check compares and removes the key again, and a function compares with what is registered already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi import Output, ResourceOptions

from lox24_provider.errors import LookedUpElsewhere
from lox24_provider.resources.arguments import run_error
from lox24_provider.resources.memory import by_program
from lox24_provider.rules.account import ASKED

__all__ = ["noted", "provider_of", "registered", "with_asked"]

_asked: WeakKeyDictionary[object, str] = by_program()
_registered: WeakKeyDictionary[object, list[Output[Any]]] = by_program()
"""By the program's root: the account that functions asked, and the accounts of what it manages. Go with the program."""


def noted(account: str) -> None:
    """Note that the program asks the stack's own account itself.

    Raises:
        pulumi.RunError: later, if something that is registered already is another account's.
    """
    root = pulumi.runtime.get_root_resource()
    if root is None or root in _asked:
        return
    _asked[root] = account
    for held in _registered.pop(root, []):
        held.apply(lambda other: _refuse(asked=account, other=other))


def with_asked(properties: Mapping[str, Any], *, opts: ResourceOptions | None, type_: str) -> dict[str, Any]:
    """The properties of a resource, with the account that was asked so far if it works on the stack's own."""
    asked = _asked.get(pulumi.runtime.get_root_resource() or pulumi)
    is_own = provider_of(opts, type_=type_) is None and (opts is None or opts.id is None)  # a read keeps what it gets
    return {**properties, ASKED: asked} if asked and is_own else dict(properties)


def registered(account: Output[Any], *, opts: ResourceOptions | None, type_: str) -> None:
    """Note the account of a resource, for functions that are called after it."""
    root = pulumi.runtime.get_root_resource()
    if root is not None and root not in _asked and provider_of(opts, type_=type_) is None:
        _registered.setdefault(root, []).append(account)


def provider_of(opts: ResourceOptions | None, *, type_: str) -> pulumi.ProviderResource | None:
    """The provider that a resource with these options gets: its own, or else its parent's; None for the default."""
    if opts is None:
        return None
    several = opts.providers.values() if isinstance(opts.providers, Mapping) else opts.providers or ()
    given: list[pulumi.ProviderResource | None] = [opts.provider, *several]
    package = type_.partition(":")[0]
    for provider in given:
        if provider is not None and provider.package == package:
            return provider
    return None if opts.parent is None else opts.parent.get_provider(type_)


def _refuse(*, asked: str, other: object) -> None:
    if isinstance(other, str) and other and other != asked.partition(" ")[0]:
        refused = LookedUpElsewhere(asked=asked, other=other)
        raise run_error(refused)
