"""What is none of this provider's: a program may have resources of anybody."""

from __future__ import annotations

from lox24_provider.workflow.kinds.kind import Kind

__all__ = ["OTHER"]

OTHER = Kind(
    name="other",
    heading="resource",
    recognises=lambda _: True,
    is_ours=False,
    fields=None,
    replaced="is replaced: what it is now is deleted",
)
