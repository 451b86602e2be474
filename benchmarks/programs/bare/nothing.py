"""A provider that does nothing, in a module of its own: so the state names its class instead of holding its code."""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CreateResult, Resource, ResourceProvider

__all__ = ["Nothing", "NothingProvider"]


class NothingProvider(ResourceProvider):
    """Every method that can be left out is left out."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Say that it is there."""
        return CreateResult("1", props)


class Nothing(Resource):
    """A resource of it."""

    def __init__(self, resource_name: str, *, name: str, description: str | None) -> None:
        super().__init__(NothingProvider(), resource_name, {"name": name, "description": description})
