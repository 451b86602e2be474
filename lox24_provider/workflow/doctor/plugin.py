"""The native plugin: whether the engine finds one, in which versions, and whether it works."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.adapter.native.version import OWN
from lox24_provider.adapter.state_format import ACCOUNT_TYPES, NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE
from lox24_provider.config.native import is_native
from lox24_provider.errors import PluginError
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning
from lox24_provider.workflow.native_plugin.asking import ask
from lox24_provider.workflow.native_plugin.finding import CACHE, ON_PATH, Found, find
from lox24_provider.workflow.project import Project

__all__ = ["checks", "is_needed"]

NAME = "native plugin"

_PROVIDER = ACCOUNT_TYPES[1]
_TYPES = (_PROVIDER, NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE)
_INSTALL = "`lox24 plugin install`, or name the folder that `lox24 plugin path` prints under `plugins:` in Pulumi.yaml"


def is_needed(*, language: str, config: Mapping[str, str], deployment: Mapping[str, Any]) -> bool:
    """Whether the engine will look for the plugin.

    Args:
        language: that of the program, "" if the project's file does not say.
        config: the stack's, by full key.
        deployment: its state, empty if it is not known.
    """
    if language not in ("", "python") or is_native(config):
        return True
    return any(one.get("type") in _TYPES for one in _resources(deployment))


def checks(project: Project, deployment: Mapping[str, Any]) -> Iterator[Check]:
    """What to say of the plugin that the engine would take, and of each version that a state asks for."""
    inputs = [one.get("inputs") for one in _resources(deployment) if one.get("type") == _PROVIDER]
    pins = {str(one["version"]) for one in inputs if isinstance(one, dict) and one.get("version")}
    for version in sorted(pins) or [""]:
        yield _check(find(project, environment=os.environ, exactly=version), project=project, exactly=version)


def _check(found: Found | None, *, project: Project, exactly: str) -> Check:
    if found is None:
        return _missing(exactly)
    if not found.is_there:
        text = f"Pulumi.yaml says that it is in {found.place}, where it is not"
        return problem(NAME, text, fix="write what `lox24 plugin path` prints", kind=PluginError)
    told = ask(found.place, folder=project.folder)
    where = f"{found.place} ({found.where})"
    if told.error:
        text = f"{where} does not serve: {told.reason}"
        fix = "do as it says" if told.reason != told.error else f"run {_INSTALL}"
        return problem(NAME, text, fix=fix, kind=PluginError)
    if told.version != (exactly or OWN):
        text = f"{told.version} in {where}; {f'the state asks for {exactly}' if exactly else f'this is {OWN}'}"
        return warning(NAME, text, fix="have the same version in both environments; a newer one reads older states")
    if found.where == ON_PATH:
        return ok(NAME, f"{told.version} in {where}, of which the engine warns at every run")
    more = f", as the state asks for exactly {exactly}" if exactly and found.where == CACHE else ""
    return ok(NAME, f"{told.version} in {where}{more}")


def _missing(exactly: str) -> Check:
    if exactly in ("", OWN):
        return problem(NAME, "the engine finds none", fix=f"run {_INSTALL}", kind=PluginError)
    text = f"the state asks for exactly {exactly}, which Pulumi's cache does not have; this is {OWN}"
    fix = f"in an environment with lox24-provider {exactly} run {_INSTALL}, where any version will do"
    return problem(NAME, text, fix=fix, kind=PluginError)


def _resources(deployment: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = deployment.get("resources")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
