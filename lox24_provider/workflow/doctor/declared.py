"""What the project's files say: the project, its stacks, a stack's configuration and the settings in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.config.settings import Settings
from lox24_provider.display.text import one_line
from lox24_provider.errors import NoStackFile, ProjectError, SettingsError, StackFileError
from lox24_provider.safe_io.yaml_reading import read_text, reason_of, yaml_of
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning
from lox24_provider.workflow.meant_stack import Meant
from lox24_provider.workflow.project import Project

__all__ = [
    "chosen",
    "config_of",
    "content_of",
    "has_secret_token",
    "has_workbook",
    "main",
    "plain_token",
    "settings",
    "stack_file",
]

TOKEN = "lox24:token"  # noqa: S105 a key's name


def chosen(project: Project, *, stack: Meant | None, known: list[str]) -> tuple[str | None, Check]:
    """The stack to look at, and what to say of it.

    Args:
        stack: the one that is meant; None for the only one there is.
        known: the stacks in the backend, for a project without stack files.
    """
    there = list(project.stack_files()) or known
    if stack:
        return stack.stack, ok("stack", f"{stack.stack} ({stack.by})" if stack.by else stack.stack)
    if len(there) == 1:
        return there[0], ok("stack", f"{there[0]}, the only one")
    if there:
        text = f"none was chosen, so no stack was looked at (stacks here: {', '.join(there)})"
        return None, warning("stack", text, fix="choose one with -s STACK")
    return None, warning("stack", "there is none yet", fix="make one with `pulumi stack init STACK`")


def main(project: Project) -> Check:
    """The project, and where `main` of its file has program and provider run."""
    base, text = project.base, f"{project.name} in {project.folder}"
    if base.is_one:
        return ok("project", text)
    if not base.main.is_dir():
        fix = "correct `main` in Pulumi.yaml, or make that folder"
        return problem(
            "project", f"{text}; its program should run in {base.main}, which is not there", fix=fix, kind=ProjectError
        )
    text += f"; its program runs in {base.main} (main)"
    if base.sandbox.is_relative_to(base.main):
        fix = f"move the folder {base.sandbox.parent} into the project's, or leave it if nothing else uses it"
        return warning("project", f"{text}, where the embedded sandbox still has its file", fix=fix)
    return ok("project", f"{text}; paths are relative to the project's folder")


def stack_file(project: Project, stack: str) -> tuple[Mapping[str, Any], Check]:
    """The content of a stack's file, empty where there is none to be read, and what to say of it."""
    file = project.stack_file(stack)
    shown = project.shown(file)
    if not file.exists() and not project.stack_files():
        fix = f"none, where the program declares its groups and asks for no configuration; otherwise write {shown}"
        return {}, warning("stack file", "the project has none", fix=fix)
    if not file.exists():
        known = project.known
        text = f"{shown} is not there (stack files here: {known})"
        return {}, problem(
            "stack file", text, fix=f"write it, or choose another stack than {stack} with -s", kind=NoStackFile
        )
    content, wrong = content_of(file)
    if wrong:
        return {}, problem(
            "stack file", f"{shown} {wrong}", fix="correct it; nothing runs with it as it is", kind=StackFileError
        )
    config = content.get("config")
    if config is not None and not isinstance(config, dict):
        fix = "write `config:` and below it one `key: value` a line"
        return {}, problem("stack file", f"the config of {shown} is no mapping", fix=fix, kind=StackFileError)
    return content, ok("stack file", shown)


def content_of(file: Path) -> tuple[Mapping[str, Any], str]:
    """A YAML file's mapping, or what is wrong with it, never with its values: a token may stand there."""
    try:
        content = yaml_of(read_text(file))
    except (OSError, ValueError, yaml.YAMLError) as error:
        return {}, one_line(reason_of(error))
    if content is None:
        return {}, ""
    return (content, "") if isinstance(content, dict) else ({}, "is no mapping")


def config_of(project: Project, content: Mapping[str, Any]) -> dict[str, str]:
    """The configuration by full key as the files say it, without what is encrypted: for want of the engine's word."""
    shared = {
        key: value.get("value", value.get("default")) if isinstance(value, dict) else value
        for key, value in project.config.items()
    }
    own = content.get("config")
    merged = {**shared, **(own if isinstance(own, dict) else {})}
    return {
        str(key): value if isinstance(value, str) else str(value)
        for key, value in merged.items()
        if value is not None and not isinstance(value, dict | list)
    }


def has_secret_token(content: Mapping[str, Any]) -> bool:
    """Whether a stack's file holds an encrypted token."""
    own = content.get("config")
    token = own.get(TOKEN) if isinstance(own, dict) else None
    return isinstance(token, dict) and "secure" in token


def has_workbook(content: Any) -> bool:  # noqa: ANN401 YAML
    """Whether a stack's file names a workbook anywhere: under which key its lists are, only the program knows."""
    if isinstance(content, dict | list):
        return any(map(has_workbook, content.values() if isinstance(content, dict) else content))
    return isinstance(content, str) and content.lower().endswith(".xlsx")


def plain_token(project: Project, content: Mapping[str, Any], *, stack: str) -> Check | None:
    """What to say of a token that stands readable in a file; None where there is none."""
    fix = (
        f"make a new key at LOX24's web site, for whoever saw the file has the old one, and store it with "
        f"`pulumi config set --secret {TOKEN} -s {stack}` or as LOX24_TOKEN"
    )
    own = content.get("config")
    places = {project.shown(project.stack_file(stack)): own, "Pulumi.yaml": project.config}
    for place, config in places.items():
        token = config.get(TOKEN) if isinstance(config, dict) else None
        is_secret = isinstance(token, dict) and "secure" in token
        if token is not None and not is_secret:
            return problem("token in a file", f"{TOKEN} stands in plain text in {place}", fix=fix, kind=SettingsError)
    return None


def settings(config: Mapping[str, str], *, environment: Mapping[str, str], stack: str | None) -> list[Check]:
    """The settings but for the token, one check for each that is wrong."""
    config = {key: value for key, value in config.items() if key != TOKEN}
    environment = {key: value for key, value in environment.items() if key != "LOX24_TOKEN"}
    try:
        Settings.check(config=config, environment=environment)
    except SettingsError as error:
        at = f"-s {stack or 'STACK'}"
        fix = f"correct it with `pulumi config set KEY VALUE {at}`, or remove it with `pulumi config rm KEY {at}`"
        return [problem("settings", text, fix=fix, kind=SettingsError) for text in error.problems]
    count = sum(key.startswith("lox24:") for key in config)
    return [ok("settings", f"{count} of this provider's, all of them right")]
