"""Tables of `docs/reference/approval-plan.md`, made from the manifest."""

from __future__ import annotations

import dataclasses
import inspect
import re

from docs.generate.tables import lines
from lox24_provider.workflow.approval_plan.manifest import Manifest

__all__ = ["of_a_manifest"]


def of_a_manifest() -> str:
    """The fields of a manifest, from its docstring and annotations."""
    attributes = (inspect.getdoc(Manifest) or "").partition("Attributes:\n")[2]
    about = {
        name: " ".join(told.split()).rstrip(".")
        for name, told in re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", attributes, re.MULTILINE)
    }
    fields = dataclasses.fields(Manifest)
    if missing := [one.name for one in fields if one.name not in about]:
        raise LookupError(f"not described: {', '.join(missing)}")
    return lines(
        ("field", "type", "what it is"), [(f"`{one.name}`", f"`{one.type}`", about[one.name]) for one in fields]
    )
