"""An engine of mocks, for programs without an engine."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pulumi
from pulumi.runtime.settings import SETTINGS

__all__ = ["Engine", "given_up", "swept"]


class Engine(pulumi.runtime.Mocks):
    """Takes what a program registers, by name and in order: several may have one name."""

    def __init__(self) -> None:
        self.registered: dict[str, pulumi.runtime.MockResourceArgs] = {}
        self.made: list[pulumi.runtime.MockResourceArgs] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.registered[args.name] = args
        self.made.append(args)
        return args.resource_id or "1", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a program calls nothing, but called {args.token}")


def given_up() -> None:
    """End what a program had begun when it failed, or the next one would register it."""
    loop = asyncio.get_event_loop()
    while rest := asyncio.all_tasks(loop):
        for task in rest:
            task.cancel()
        loop.run_until_complete(asyncio.wait(rest))
    for _ in range(3):  # callbacks of what has ended, which hold on to it
        loop.run_until_complete(asyncio.sleep(0))


def swept() -> None:
    """Collect what nobody awaited, which tells so then: in the middle of another test's `ast.parse` that breaks it."""
    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()
    gc.collect()
