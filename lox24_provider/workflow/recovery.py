"""After a run that was killed: the stack is freed, and what the run left open is settled by looking at the account."""

from __future__ import annotations

import os
from collections.abc import Callable

from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of
from lox24_provider.errors import EngineError
from lox24_provider.workflow.file_backend import cut_sidecars
from lox24_provider.workflow.kinds.registry import kind_of
from lox24_provider.workflow.orphaned_hosts import orphaned_hosts
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["recover"]


def recover(engine: Engine, *, say: Callable[[str], None]) -> int:
    """Free the stack and clear the pending operations of its state; how many of them were of LOX24.

    Nothing is deleted in the account. A group that such a creation made all the same is found by its name: the next
    creation of it refuses, or adopts it where `on_existing` says so. Other providers look for nothing, so what they may
    have made is named: once it is cleared, only a person can find it.

    Raises:
        EngineError: the engine failed.
    """
    for file in cut_sidecars(engine.project, stack=engine.stack, environment={**os.environ, **engine.environment}):
        file.unlink(missing_ok=True)
        say(f"deleted {one_line(str(file))}, which a killed run cut; nothing of the state is in it")
    for pid in orphaned_hosts(engine.project):
        look = f"`lox24 doctor -s {one_line(engine.stack)}`"
        say(f"process {pid} worked for an engine that is gone, and may still write: look again with {look}")
    freed = engine.run("cancel", "--yes")
    if freed.code != 0:
        raise EngineError(engine.reason(freed))
    pending = [one for one in engine.export().get("pending_operations") or [] if isinstance(one, dict)]
    for one in pending:
        urn = str((one.get("resource") or {}).get("urn", ""))
        say(f"not known how it ended: {one_line(str(one.get('type')))} {one_line(name_of(urn))}")
        if one.get("type") == "creating" and not kind_of(urn).is_ours:
            say(
                "  if it was made, the state forgets it and the next `up` makes another: look for it at its provider, "
                f"and delete it there or bring it in with `pulumi import` ({one_line(urn)})"
            )
    program = [one for one in engine.refreshing(refresh=True) if one != "--refresh"]
    looked = engine.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates", *program)
    if looked.code != 0:
        raise EngineError(engine.reason(looked))
    return sum(kind_of(str((one.get("resource") or {}).get("urn", ""))).is_ours for one in pending)
