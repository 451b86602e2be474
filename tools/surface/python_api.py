"""The Python API: what programs and their tests import."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import distribution
from typing import Any, is_typeddict

from tools.surface.annotations import members
from tools.surface.facts import Things

__all__ = ["MODULES", "python_api"]

MODULES = ("lox24_provider", "lox24_provider.stacks", "lox24_provider.testing", "pytest_lox24")
_PACKAGE = "lox24-provider"
_OURS = ("lox24_provider", "pytest_lox24")


def python_api() -> Things:
    """Every public name of the modules that users import."""
    found: Things = dict(_package())
    for module in map(import_module, MODULES):
        for name in (*module.__all__, *(("__version__",) if hasattr(module, "__version__") else ())):
            found |= dict(_thing(f"{module.__name__}.{name}", getattr(module, name)))
    return found


def _thing(name: str, value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, type):
        yield name, {"is": "class"}
        yield from _class(name, value)
    elif callable(function := getattr(value, "__wrapped__", value)):
        is_fixture = type(value).__module__.startswith("_pytest") or hasattr(value, "_pytestfixturefunction")
        yield name, _fixture(value) if is_fixture else {"is": "function"}
        yield from _returned(name, function) if is_fixture else _function(name, function)
    else:
        yield name, {"is": type(value).__name__}


def _fixture(value: object) -> dict[str, Any]:
    marker = getattr(value, "_fixture_function_marker", None) or getattr(value, "_pytestfixturefunction")  # noqa: B009 private
    return {"is": "fixture", "named": marker.name, "scope": marker.scope, "autouse": marker.autouse}


def _package() -> Iterator[tuple[str, dict[str, Any]]]:
    """What an installer and pytest know it by."""
    package = distribution(_PACKAGE)
    for extra in package.metadata.get_all("Provides-Extra") or ():
        yield f"{_PACKAGE}[{extra}]", {"is": "extra"}
    for point in package.entry_points:
        yield f"{point.group} {point.name}", {"is": "entry point"}


def _class(name: str, kind: type) -> Iterator[tuple[str, dict[str, Any]]]:
    if is_typeddict(kind):
        required: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
        for key, type_ in kind.__annotations__.items():
            yield f"{name}[{key!r}]", {"takes": _members(type_, kind), "required": key in required}
        return
    for base in reversed([one for one in kind.__mro__ if one.__module__.startswith(_OURS)]):
        for member, value in vars(base).items():
            if not member.startswith("_") and not inspect.isclass(value):
                yield from _member(f"{name}.{member}", value)
        if not name.endswith("Args"):  # of those the arguments count
            yield from _attributes(name, base)
    if name.endswith("Args") or not (dataclasses.is_dataclass(kind) or hasattr(kind, "model_fields")):
        yield from _function(name, kind)  # what a program makes itself; the others it gets


def _member(name: str, value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, property):
        returned = inspect.signature(getter).return_annotation if (getter := value.fget) else None
        yield name, {"is": "property", "gives": _members(returned, getter)}
    elif isinstance(value, staticmethod | classmethod):
        yield name, {"is": type(value).__name__}
        yield from _function(name, value.__func__, skip=int(isinstance(value, classmethod)))
    elif inspect.isfunction(value):
        yield name, {"is": "method"}
        yield from _function(name, value, skip=1)


def _attributes(name: str, kind: type) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is annotated in the class, and what its constructor gives an object besides."""
    for attribute, type_ in inspect.get_annotations(kind).items():
        if not attribute.startswith("_"):
            yield f"{name}.{attribute}", {"is": "attribute", "gives": _members(type_, kind)}
    if inspect.isfunction(vars(kind).get("__init__")) and not dataclasses.is_dataclass(kind):
        source = textwrap.dedent(inspect.getsource(kind.__init__))  # type: ignore[misc] # of this very class
        for node in ast.walk(ast.parse(source)):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in (part for one in targets for part in getattr(one, "elts", [one])):
                is_own = isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self"
                if is_own and not target.attr.startswith("_"):
                    yield f"{name}.{target.attr}", {"is": "attribute"}


def _function(name: str, call: Any, *, skip: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 a callable
    parameters = list(inspect.signature(call).parameters.values())[skip:]
    for position, one in enumerate(parameters):
        facts: dict[str, Any] = {"takes": ["Any"] if one.annotation is one.empty else _members(one.annotation, call)}
        if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
            facts["is"] = "the others"
        else:
            facts["is"] = "keyword" if one.kind is one.KEYWORD_ONLY else f"position {position}"
            facts["required"] = one.default is one.empty
            if one.default is not one.empty:
                facts["default"] = repr(one.default)
        yield f"{name}({one.name})", facts
    yield from _returned(name, call) if not isinstance(call, type) else ()


def _returned(name: str, call: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 a callable
    if (type_ := inspect.signature(call).return_annotation) is not inspect.Signature.empty:
        yield f"{name}()", {"gives": _members(type_, call)}


def _members(annotation: object, of: Any) -> list[str]:  # noqa: ANN401 a class or a function
    names: Mapping[str, object] = vars(sys.modules[of.__module__])
    return members(annotation, names=names)
