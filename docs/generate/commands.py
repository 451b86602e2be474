"""`docs/reference/commands.md`, made from the parsers of the commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.generate.tables import lines
from lox24_provider.cli import EVERYWHERE, whole_parser
from lox24_provider.commands.manual import Exit, Manual, manual_of

__all__ = ["below", "page"]

WIDTH = 100  # characters of a synopsis

HEAD = """# Commands

This page has every command with its arguments, what it writes, which secrets it needs, its exit codes and examples. It
is made from the commands by `python -m docs.generate`, and `lox24 COMMAND --help` says the same.

- `-C DIR` before the command runs it in that folder. It may be repeated: the next folder begins where the last one led.
- A command works on the project of the current folder, or of the nearest folder above that has a `Pulumi.yaml`.
- Without `-s STACK` the stack is that of `PULUMI_STACK`, else the one selected with Pulumi
  ([Where commands run, and on which stack](folders-and-stacks.md#where-commands-run-and-on-which-stack)).
- Results are written to standard output, everything else to standard error. `--json` prints one JSON object; errors
  are in it with their [code](errors.md).

Exit codes of every command besides its own:

"""

PLUGIN = """
## pulumi-resource-lox24

The [native plugin](native-plugin.md). The engine starts it; you never do.

```text
pulumi-resource-lox24 [--version VERSION] ENGINE
```

| argument | what it is |
|---|---|
| `ENGINE` | the address at which the engine listens |
| `--version VERSION` | which version Pulumi's cache says that this is; the plugin refuses to work as another one |

It prints the port at which it listens on 127.0.0.1, and serves until the engine ends it. What it writes, and which
secrets it needs, is what the run of the engine says. Exit code: 0 when it was ended by SIGINT or SIGTERM.
"""


def page() -> str:
    """Every command, in the order of `lox24 --help`."""
    parser = whole_parser()
    parts = [HEAD, codes(EVERYWHERE), "\n"]
    commands = list(below(parser))
    rows = [(f"[`lox24 {name}`](#lox24-{name.replace(' ', '-')})", told) for name, told, _ in commands]
    parts += [lines(("command", "what it does"), rows)]
    parts += [section(name, of) for name, _, of in commands]
    return "".join([*parts, PLUGIN])


def below(parser: argparse.ArgumentParser, *, above: str = "") -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Each command that runs: its name with that of the command above it, its line of help, and its parser."""
    for action in parser._actions:  # noqa: SLF001 argparse has no other way to what a parser takes
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 as above
            told = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001 as above
            for name, one in action.choices.items():
                deeper = list(below(one, above=f"{above}{name} "))
                yield from deeper or [(f"{above}{name}", told[name], one)]


def section(name: str, parser: argparse.ArgumentParser) -> str:
    """One command."""
    manual = manual_of(parser)
    if manual is None:
        raise LookupError(name)
    taken = [one for one in parser._actions if not isinstance(one, argparse._HelpAction)]  # noqa: SLF001 as above
    return "".join(
        [
            f"\n## lox24 {name}\n\n{manual.does.strip()}\n\n",
            f"```text\n{synopsis(name, parser, taken)}\n```\n\n",
            lines(("argument", "default", "what it is"), [row(one) for one in taken]) + "\n" if taken else "",
            facts(manual),
            f"\nExit codes:\n\n{codes(manual.exits)}",
            f"\nExamples:\n\n```text\n{manual.examples.strip(chr(10))}\n```\n",
        ]
    )


def facts(manual: Manual) -> str:
    """What it writes and which secrets it needs."""
    return lines(("writes", "secrets"), [(escaped(manual.writes), escaped(manual.secrets))])


def codes(exits: Mapping[int, Exit]) -> str:
    """A table of exit codes."""
    return lines(("code", "meaning"), [(f"`{code}`", escaped(one.told)) for code, one in sorted(exits.items())])


def synopsis(name: str, parser: argparse.ArgumentParser, taken: list[argparse.Action]) -> str:
    """How it is called, in lines of 100 characters; argparse's own form differs from Python to Python."""
    either = {id(one): group for group in parser._mutually_exclusive_groups for one in group._group_actions}  # noqa: SLF001 as above
    words, seen = [], set[int]()
    for one in sorted(taken, key=lambda one: not one.option_strings):
        group = either.get(id(one))
        if group is None:
            words.append(
                call(one) if one.required or (one.nargs == "+" and not one.option_strings) else f"[{call(one)}]"
            )
        elif id(group) not in seen:
            seen.add(id(group))
            words.append(f"[{' | '.join(call(of) for of in group._group_actions)}]")  # noqa: SLF001 as above
    rows: list[str] = []
    told = f"lox24 {name}"
    for word in words:
        if len(told) + 1 + len(word) > WIDTH:
            rows, told = [*rows, told], " " * 6 + word
        else:
            told += f" {word}"
    return "\n".join([*rows, told])


def call(one: argparse.Action) -> str:
    """An argument as it is written in a call."""
    value = values(one)
    if not one.option_strings:
        return value
    return f"{one.option_strings[0]} {value}".strip()


def values(one: argparse.Action) -> str:
    """What stands for the values of an argument."""
    if one.nargs == 0:
        return ""
    meta = one.metavar or "|".join(map(str, one.choices or ())) or one.dest.upper()
    told = " ".join(meta) if isinstance(meta, tuple) else meta
    return f"{told} ..." if one.nargs == "+" else told


def row(one: argparse.Action) -> tuple[str, str, str]:
    """An argument in a table."""
    names = ", ".join(one.option_strings)
    told = one.help or ""
    usual = default(one)
    told = told.replace(" (default: %(default)s)", "").replace(f" ({usual})", "") if usual else told
    return f"`{escaped(f'{names} {values(one)}'.strip())}`", f"`{usual}`" if usual else "", escaped(told)


def default(one: argparse.Action) -> str:
    """What holds where the argument is missing, if that is a value."""
    if isinstance(one.default, (str, int, float, Path)) and not isinstance(one.default, bool):
        told = f"{one.default:g}" if isinstance(one.default, float) else str(one.default)
        return "" if told in (".", "==SUPPRESS==") else told
    return ""


def escaped(text: str) -> str:
    """Text in a cell of a table."""
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text.replace("|", "\\|")
