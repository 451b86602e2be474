"""Two schemas as things: the native plugin's, for every language, and that of a stack file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.adapter.native.schema import schema as native_schema
from lox24_provider.config.fields import OF_STACKS, SETTINGS
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema as stack_schema
from tools.surface.facts import Things

__all__ = ["plugin", "stack_file"]

_PROJECT = "PROJECT"
_NAMES = {
    **dict.fromkeys(("minimum", "minLength", "minItems"), "least"),
    **dict.fromkeys(("maximum", "maxLength", "maxItems"), "most"),
}
_ELSEWHERE = frozenset(  # what stands in `takes`, is a thing of its own or is for people; all else is a limit
    (
        *("$schema", "title", "description", "deprecated", "type", "enum", "anyOf"),
        *("properties", "required", "items", "additionalProperties", "propertyNames"),
    )
)


def plugin() -> Things:
    """What programs in other languages may write, and what they get."""
    made = native_schema(version="0")
    found: Things = {"package": {"is": made["name"]}}
    for language, said in made["language"].items():
        for key in ("packageName", "importBasePath"):
            if key in said:
                found[f"package in {language}"] = {"is": said[key]}
    found |= dict(_taken("settings", made["config"]["variables"], required=()))
    for token, one in ({"provider": made["provider"], **made["resources"]}).items():
        found[token] = {"is": "component" if one.get("isComponent") else "resource"}
        found |= dict(_taken(f"{token} input", one.get("inputProperties", {}), required=one.get("requiredInputs", ())))
        found |= dict(_given(f"{token} output", one.get("properties", {}), required=one.get("required", ())))
    for token, one in made["functions"].items():
        found[token] = {"is": "function"}
        within = one.get("inputs", {})
        found |= dict(_taken(f"{token} input", within.get("properties", {}), required=within.get("required", ())))
        found |= dict(_given(f"{token} output", one["outputs"]["properties"], required=one["outputs"]["required"]))
    for token, one in made["types"].items():
        if "enum" in one:
            found[token] = {"is": one["type"], "takes": [str(word["value"]) for word in one["enum"]]}
        else:
            found[token] = {"is": "object"}
            side = _given if "Get" in token else _taken
            found |= dict(side(token, one["properties"], required=one.get("required", ())))
    return found


def _taken(where: str, properties: Mapping[str, Any], *, required: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 names
    for name, said in properties.items():
        yield f"{where} {name}", {"takes": _kinds(said), "required": name in required, **_besides(said)}


def _given(where: str, properties: Mapping[str, Any], *, required: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 names
    for name, said in properties.items():
        yield f"{where} {name}", {"gives": [*_kinds(said), *(() if name in required else ("null",))], **_besides(said)}


def _kinds(said: Mapping[str, Any]) -> list[str]:
    """A property's types in a few words: `string`, `array of string`."""
    if "oneOf" in said:
        return sorted({kind for one in said["oneOf"] for kind in _kinds(one)})
    kind = said.get("$ref", "").removeprefix("#/types/") or said["type"]
    within = said.get("items") or said.get("additionalProperties")
    return [f"{kind} of {' or '.join(_kinds(within))}" if isinstance(within, Mapping) else kind]


def _besides(said: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"secret": True} if said.get("secret") else {}
    return found | ({"deprecated": said["deprecationMessage"]} if "deprecationMessage" in said else {})


def stack_file() -> Things:
    """The keys of a stack file, and what may stand behind them."""
    made = stack_schema([Keys.of({}, project=_PROJECT)])
    found: Things = {"the file": _values(made), **dict(_keys("", made))}
    for setting in (*SETTINGS, *OF_STACKS):  # the schema only tells people
        if setting.number:
            found[f"config.lox24:{setting.key}"]["default"] = setting.number.usual
    return found


def _keys(where: str, of: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, said in of.get("properties", {}).items():
        place = f"{where}.{name}" if where else name
        yield place, {**_values(said), "required": name in of.get("required", ())}
        for one in (said, *said.get("anyOf", ())):
            yield from _keys(place, one)
            for key, sign in (("additionalProperties", "*"), ("items", "[]")):
                if isinstance(within := one.get(key), Mapping) and within:
                    yield f"{place}.{sign}", _values(within)
                    yield from _keys(f"{place}.{sign}", within)


def _values(said: Mapping[str, Any]) -> dict[str, Any]:
    choices = [said, *said.get("anyOf", ())]
    takes: set[str] = set()
    for one in choices:
        kinds = [one["type"]] if isinstance(one.get("type"), str) else one.get("type", ())
        takes |= {"other keys"} if "object" in kinds and one.get("additionalProperties") is not False else set()
        takes |= {*kinds, *(f"{word}" if word is not None else "null" for word in one.get("enum", ()))}
    found: dict[str, Any] = {"takes": sorted(takes)}
    for one in choices:
        found |= {_NAMES.get(key, key): value for key, value in one.items() if key not in _ELSEWHERE}
        names = [said["pattern"] for said in one.get("propertyNames", {}).get("anyOf", ()) if "pattern" in said]
        found |= {"names": names} if names else {}
        found |= {"deprecated": one["description"]} if one.get("deprecated") else {}
    return found
