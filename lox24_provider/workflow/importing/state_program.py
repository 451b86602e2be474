"""What a stack's state has of groups and lists, as resources of a program in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lox24_provider.adapter.native.schema import schema
from lox24_provider.adapter.native.version import OWN
from lox24_provider.adapter.state_format import GROUP_TYPES, PHONES_TYPES
from lox24_provider.display.text import quoted
from lox24_provider.display.urns import name_of
from lox24_provider.errors import Undecided
from lox24_provider.rules import secrecy
from lox24_provider.stack_files.yaml_program import Declared, Reference

__all__ = ["declared_in"]

_SIGNATURE = "4dabf18193072939515e22adb298388d"  # the engine's, of what is encrypted in a state

_PROVIDER = re.compile(r"::pulumi:providers:[\w-]+::default[\w]*::")


def declared_in(deployment: Mapping[str, Any], *, stacks: Iterable[str]) -> list[Declared]:
    """The groups and lists of a state, groups first; each with its URNs so far, in every stack.

    Raises:
        Undecided: what a program in YAML cannot say from the state alone, a line each.
    """
    resources = [one for one in deployment.get("resources") or [] if isinstance(one, dict) and not one.get("delete")]
    groups = [one for one in resources if one.get("type") in GROUP_TYPES and not one.get("external")]
    lists = [one for one in resources if one.get("type") in PHONES_TYPES]
    problems = [line for one in (*groups, *lists) for line in _problems(one)]
    if problems:
        raise Undecided(problems)
    stacks = sorted(stacks)
    known_inputs = schema(version=OWN)["resources"]
    group_fields, list_fields = (known_inputs[types[1]]["inputProperties"] for types in (GROUP_TYPES, PHONES_TYPES))
    keys: dict[str, str] = {}
    made: list[Declared] = []
    for one in groups:
        key = keys[str(one.get("id"))] = _free(name_of(one["urn"]), taken=[known.key for known in made])
        properties = {name: one["inputs"][name] for name in group_fields if one["inputs"].get(name) is not None}
        made.append(_declared(one, key=key, type_="lox24:Group", properties=properties, stacks=stacks))
    fields = {known.key: known.properties for known in made}
    for one in lists:
        name, inputs = name_of(one["urn"]), one["inputs"]
        key = _free(name, taken=[known.key for known in made], otherwise=f"{name}-phones")
        properties = {name: inputs[name] for name in list_fields if inputs.get(name) not in (None, {})}
        group = keys.get(str(inputs.get("group")))
        if group is not None:
            properties["group"] = Reference(group, "id")
            properties |= _labels(properties, group=group, fields=fields[group])
        made.append(_declared(one, key=key, type_="lox24:GroupPhones", properties=properties, stacks=stacks))
    return made


def _declared(
    one: Mapping[str, Any], *, key: str, type_: str, properties: Mapping[str, Any], stacks: list[str]
) -> Declared:
    urn = str(one["urn"])
    own = re.sub(r"^(urn:pulumi:[^:]*::[^:]*)::.*?::", rf"\1::{type_.replace(':', ':index:')}::", urn)
    aliases = [] if urn == own else [re.sub(r"^urn:pulumi:[^:]*", f"urn:pulumi:{stack}", urn) for stack in stacks]
    options = {name: True for name in ("protect", "retainOnDelete") if one.get(name)}
    return Declared(key=key, name=name_of(urn), type=type_, properties=properties, aliases=aliases, options=options)


def _problems(one: Mapping[str, Any]) -> list[str]:
    kind = "group" if one.get("type") in GROUP_TYPES else "list"
    what, inputs = f"{kind} {quoted(name_of(str(one['urn'])))}", one.get("inputs") or {}
    hidden = {name for name, value in inputs.items() if _has_secret(value)}
    hidden |= secrecy.names(inputs)
    problems = []
    if not _PROVIDER.search(str(one.get("provider") or "")):
        problems.append(f"{what} works by an `Account` of the program: declare both by hand")
    if "entries" in hidden or "entries" in inputs:
        problems.append(f"{what} has its entries in the program: put them into a list file first, and apply that")
    if others := sorted(hidden - {"entries"}):
        problems.append(f"{what} has a secret ({', '.join(others)}), which no file is to show: declare it by hand")
    return problems


def _has_secret(value: object) -> bool:
    """Whether a value is one, or has one in it: a label among others, say."""
    if isinstance(value, list):
        return any(map(_has_secret, value))
    return isinstance(value, dict) and (_SIGNATURE in value or any(map(_has_secret, value.values())))


def _labels(properties: Mapping[str, Any], *, group: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Labels that are those of the group, by reference: so they stay the same."""
    given = properties.get("labels")
    if not isinstance(given, dict):
        return {}
    own = {c: Reference(group, f"name_{c}") if fields.get(f"name_{c}") == text else text for c, text in given.items()}
    return {"labels": own}


def _free(name: str, *, taken: list[str], otherwise: str = "") -> str:
    """A key that no other resource has; `${...}` has no use for most characters."""
    wanted = [re.sub(r"[^\w-]", "-", one) for one in (name, otherwise or name)]
    numbered = (f"{wanted[1]}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (*wanted, *numbered) if one not in taken)
