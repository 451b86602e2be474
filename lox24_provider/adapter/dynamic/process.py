"""The one process of Pulumi's host that serves every dynamic provider of a stack."""

from __future__ import annotations

import os
from functools import cache

from pulumi.dynamic import ConfigureRequest

from lox24_provider.adapter.dynamic import cancel_hook, host
from lox24_provider.adapter.engine_log import EngineLog
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.config.settings import ACCOUNT, KNOWN, parallel_of

__all__ = ["configured", "shared"]


@cache
def shared() -> Runtime:
    """What the providers of this process share: the host makes one a kind of resource."""
    return Runtime()


def configured(req: ConfigureRequest) -> None:
    """Take the stack's configuration, which is the same for every provider of the process."""
    known = {f"lox24:{key}": req.config.get(f"lox24:{key}") for key in (*KNOWN, ACCOUNT)}
    # All of it, where the SDK still shows it: a key that is not known is to be found.
    everything = getattr(req.config, "_props", known)
    config = {key: value for key, value in everything.items() if value is not None}
    runtime, engine = shared(), host.engine_address()
    if runtime.configure(
        config,
        project=os.environ.get("PULUMI_PROJECT", ""),
        engine=engine,
        log=EngineLog(address=engine, current_urn=lambda: host.current_call().urn),
    ):
        host.widen(parallel_of(config))
        cancel_hook.install(runtime.cancel)
