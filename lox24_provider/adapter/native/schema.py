"""A schema for the first steps."""

from __future__ import annotations

from typing import Any

__all__ = ["schema"]


def schema(*, version: str) -> dict[str, Any]:
    """The package's schema."""
    from lox24_provider.adapter.state_format import NATIVE_GROUP_TYPE  # noqa: PLC0415

    text = {"type": "string"}
    fields = dict.fromkeys(("name", "description", "name_a", "name_b", "on_existing", "adopt"), text)
    fields["force_destroy"] = {"type": "boolean"}
    return {
        "name": "lox24",
        "version": version,
        "resources": {
            NATIVE_GROUP_TYPE: {
                "inputProperties": fields,
                "requiredInputs": ["name"],
                "properties": {**fields, "account": text, "count_items": {"type": "integer"}, "deleted_at": text},
            }
        },
    }
