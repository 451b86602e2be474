"""What a page has a reader do: commands, files and changes of files, in their order.

The form of the blocks is in `docs/contributing/documentation.md`. Pure: a text in, data out.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

__all__ = ["REASONS", "Change", "Command", "File", "NotRun", "PageError", "Project", "Step", "steps_of"]

REASONS = ("GitHub", "GitLab", "a live account", "publishing")
"""Why a block may be left out; there is no other."""

_NOTE = re.compile(r"<!-- (?P<kind>run|project|not run|fails)(?::\s(?P<value>.*?))?\s*-->", re.DOTALL)


class PageError(Exception):
    """A page has a block that this cannot make sense of."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command of the shell, and what a page shows of its output: nothing where the lines are empty."""

    line: int
    text: str
    output: tuple[str, ...] = ()
    fails: bool = False


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that the reader writes."""

    line: int
    path: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a file: the lines that are there once, and those that stand in their place."""

    line: int
    path: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """The folder that the page begins with."""

    line: int
    name: str


@dataclass(frozen=True, kw_only=True)
class NotRun:
    """A block that only a place can run which is not here."""

    line: int
    reason: str


Step = Command | File | Change | Project | NotRun


def steps_of(page: str) -> list[Step]:
    """The steps of a page.

    Raises:
        PageError: a block with commands has no prompt, a reason is none of `REASONS`, a note stands before no block, or
            a command stands where it is not looked for: in a tab, a list or a block of another language.
    """
    found: list[Step] = []
    pending: tuple[str, str] | None = None
    for token in MarkdownIt().parse(page):
        line = (token.map or [0])[0] + 1
        if token.type == "html_block":
            for note in _NOTE.finditer(token.content):
                if note["kind"] in {"run", "project"}:
                    found += _arranged(note["kind"], note["value"] or "", line=line)
                elif pending:
                    raise PageError(f"line {line}: two notes before one block")
                else:
                    pending = (note["kind"], note["value"] or "")
            continue
        if token.type == "fence":
            found += _of_fence(token.info.strip(), token.content, line=line, note=pending)
        elif token.type == "code_block" and re.search(r"^\s*\$ ", token.content, re.MULTILINE):
            raise PageError(f"line {line}: a command in an indented block is not run: move it out of the tab or list")
        elif pending and token.type == "inline":
            raise PageError(f"line {line}: the note {pending[0]!r} stands before no block")
        else:
            continue
        pending = None
    return found


def _arranged(kind: str, value: str, *, line: int) -> Iterator[Step]:
    if kind == "project":
        yield Project(line=line, name=value.strip())
        return
    for command in _joined(value.strip().splitlines()):
        yield Command(line=line, text=command)


def _of_fence(info: str, content: str, *, line: int, note: tuple[str, str] | None) -> Iterator[Step]:
    kind, value = note or ("", "")
    language, _, rest = info.partition(" ")
    titles = [word.removeprefix("title=") for word in shlex.split(rest) if word.startswith("title=")]
    if kind == "not run":
        if value not in REASONS:
            raise PageError(f"line {line}: {value!r} is no reason to leave a block out: {', '.join(REASONS)}")
        yield NotRun(line=line, reason=value)
    elif language == "console":
        yield from _commands(content, line=line, fails=kind == "fails")
    elif language in {"bash", "sh", "shell"} or re.search(r"^\$ ", content, re.MULTILINE):
        raise PageError(f"line {line}: commands stand in a block of `console`, each behind a prompt")
    elif titles and language == "diff":
        lines = content.splitlines(keepends=True)
        old = "".join(text[1:] for text in lines if text[:1] in {" ", "-"})
        yield Change(
            line=line, path=titles[0], old=old, new="".join(text[1:] for text in lines if text[:1] in {" ", "+"})
        )
    elif titles:
        yield File(line=line, path=titles[0], text=content)


def _commands(content: str, *, line: int, fails: bool) -> Iterator[Command]:
    parts = re.split(r"^\$ ", content, flags=re.MULTILINE)
    if parts.pop(0).strip() or not parts:
        raise PageError(f"line {line}: a block of `console` begins with a command, behind `$ `")
    for place, part in enumerate(parts):
        command, *output = _joined(part.splitlines())
        shown = "\n".join(output).strip("\n").splitlines()
        yield Command(line=line, text=command, output=tuple(shown), fails=fails and place == len(parts) - 1)


def _joined(lines: list[str]) -> list[str]:
    """Lines, of which one that ends with a backslash goes on in the next."""
    return [one.replace("\0", "\\\n") for one in "\n".join(lines).replace("\\\n", "\0").split("\n")]
