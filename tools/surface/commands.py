"""The command line: every command, what it takes, prints for machines, and how it ends; and the codes of errors."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lox24_provider
import pytest_lox24
from lox24_provider import errors
from lox24_provider.cli import EVERYWHERE, whole_parser
from lox24_provider.commands.common import Failed
from lox24_provider.commands.manual import manual_of
from tools.surface.facts import Things
from tools.surface.printed import printed
from tools.surface.variables import variables

__all__ = ["codes", "commands"]

_HELP = ("help", argparse.SUPPRESS)


def commands() -> Things:
    """Every command and subcommand, with options, choices, exit codes and the fields of its JSON."""
    everywhere = {f"lox24 exits {number}": {"is": one.word} for number, one in EVERYWHERE.items()}
    of_errors = printed("lox24 --json prints of an error", (Failed,))
    folders = [Path(package.__path__[0]) for package in (lox24_provider, pytest_lox24)]
    environment = {name: {"is": "variable"} for name in variables(folders)}
    return {**everywhere, **of_errors, **environment, **dict(_parser(whole_parser()))}


def codes() -> Things:
    """Every error's code. A code is never given to another error."""
    kinds = [kind for kind in map(vars(errors).get, errors.__all__) if isinstance(kind, type)]
    return {
        kind.code: {"is": kind.__name__}
        for kind in kinds
        if issubclass(kind, errors.Lox24Error) and kind is not errors.Lox24Error
    }


def _parser(parser: argparse.ArgumentParser) -> Iterator[tuple[str, dict[str, Any]]]:
    name = parser.prog
    yield name, {"is": "command"}
    alone = {id(action) for group in parser._mutually_exclusive_groups for action in group._group_actions}
    for position, action in enumerate(one for one in parser._actions if not one.option_strings):
        if not isinstance(action, argparse._SubParsersAction):
            shown = action.metavar or action.dest
            yield f"{name} {shown}", {"is": f"argument {position + 1}", **_facts(action)}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in dict.fromkeys(action.choices.values()):
                yield from _parser(one)
        for option in action.option_strings:
            if action.dest not in _HELP:
                yield f"{name} {option}", {"is": "option", **_facts(action), "alone": id(action) in alone}
    if manual := manual_of(parser):
        for number, one in manual.exits.items():
            yield f"{name} exits {number}", {"is": one.word}
        yield from printed(f"{name} --json prints", manual.prints).items()


def _facts(action: argparse.Action) -> dict[str, Any]:
    """What an argument takes; a number of values is said where it is not one."""
    is_flag = action.nargs == 0
    kind = getattr(action.type, "__name__", "text")
    facts: dict[str, Any] = {
        "takes": sorted(map(str, action.choices)) if action.choices else ["nothing" if is_flag else kind],
        "required": action.required,
    }
    if not action.required and action.default is not argparse.SUPPRESS:
        facts["default"] = None if action.default is None else str(action.default)
    if action.nargs not in (None, 0):
        facts["values"] = str(action.nargs)
    if action.option_strings:
        facts["action"] = type(action).__name__.strip("_").removesuffix("Action")
    return facts
