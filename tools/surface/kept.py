"""What is stored for later: the state, by Pulumi's engine, and an approval plan, by `lox24 plan`."""

from __future__ import annotations

import dataclasses

from lox24_provider.adapter import state_format
from lox24_provider.adapter.native.schema import schema
from lox24_provider.config.fields import SETTINGS
from lox24_provider.rules import group, group_phones
from lox24_provider.rules.secrecy import CHECKSUM, SECRET
from lox24_provider.workflow.approval_plan import manifest
from tools.surface.annotations import members
from tools.surface.facts import Things

__all__ = ["plan", "state"]


def state() -> Things:
    """Types, references and names of values: what is in the state of a stack that a release wrote."""
    formats = {name: str(getattr(state_format, name)) for name in state_format.__all__ if "TYPES" not in name}
    found: Things = {name: {"is": value} for name, value in formats.items()}
    found |= {f"ACCOUNT_TYPES {name}": {} for name in state_format.ACCOUNT_TYPES}
    found |= {f"Account input lox24:{one.key}": {} for one in SETTINGS}
    kinds = (
        ("Group", state_format.NATIVE_GROUP_TYPE, group.normalised({**dict.fromkeys(_all(), "1")})),
        ("GroupPhones", state_format.NATIVE_PHONES_TYPE, (*group_phones.INPUTS, *group_phones.DERIVED)),
    )
    resources = schema(version="0")["resources"]
    for name, token, inputs in kinds:
        found |= {f"{name} input {one}": {} for one in inputs}
        found |= {f"{name} output {one}": {} for one in resources[token]["properties"]}
    found |= {f"GroupPhones output {one}": {} for one in (*group_phones.MARKS, CHECKSUM)}
    found[f"Group output {group.INCOMPLETE}"] = {}
    return found


def _all() -> tuple[str, ...]:
    return (*schema(version="0")["resources"][state_format.NATIVE_GROUP_TYPE]["inputProperties"], SECRET)


def plan() -> Things:
    """The files of an approval plan, and what its manifest says."""
    kind = manifest.Manifest
    found: Things = {name: {"is": "file"} for name in (manifest.MANIFEST, manifest.ENGINE_PLAN, *manifest.REVIEWS)}
    found["format"] = {"is": manifest.FORMAT}
    for one in dataclasses.fields(kind):
        is_required = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        types = members(one.type, names=vars(manifest))
        found[f"{manifest.MANIFEST} {one.name}"] = {"takes": types, "required": is_required}
    return found
