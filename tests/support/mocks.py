"""An engine of mocks, for programs without an engine."""

from __future__ import annotations

from typing import Any

import pulumi

__all__ = ["Engine"]


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
