"""What a page has a reader do: commands, files and changes of files, in their order.

The form of the blocks is in `docs/contributing/documentation.md`. Pure: a text in, data out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["REASONS", "Change", "Command", "File", "NotRun", "PageError", "Project", "Step", "steps_of"]

REASONS = ("GitHub", "GitLab", "a live account", "publishing")
"""Why a block may be left out; there is no other."""

_NOTE = re.compile(r"<!-- (?P<kind>run|project|not run|fails)(?::\s(?P<value>.*?))?\s*-->", re.DOTALL)
_PROMPT = re.compile(r"^\s*\$ ", re.MULTILINE)
_TITLE = re.compile(r"""(?:^|\s)title=("[^"]*"|'[^']*'|\S+)""")
_HIDDEN = re.compile(r"^\s*(?:\$ |(?:`{3,}|~{3,})\s*(?:console|diff|.*title=))", re.MULTILINE)
"""What the site shows as a command, a file or a change, and Markdown by itself as text: in a tab or an admonition."""


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
        PageError: a block with commands has no prompt, a reason is none of `REASONS`, a note stands before no block, a
            file is outside the page's folder, or a command or a file stands where it is not looked for: in a tab, a
            list, HTML or a block of another language.
    """
    found: list[Step] = []
    pending: tuple[str, str] | None = None
    for token in MarkdownIt().parse(page):
        line = (token.map or [0])[0] + 1
        if where := _not_run(token):
            raise PageError(f"line {line}: a command in {where} is not run: write a block of `console` by itself")
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
    language = info.partition(" ")[0]
    titles = [_within(found[1].strip("\"'"), line=line) for found in _TITLE.finditer(info)]
    if kind == "fails" and language != "console":
        raise PageError(f"line {line}: the note 'fails' stands before no block of `console`")
    if kind == "not run":
        if value not in REASONS:
            raise PageError(f"line {line}: {value!r} is no reason to leave a block out: {', '.join(REASONS)}")
        yield NotRun(line=line, reason=value)
    elif language == "console":
        yield from _commands(content, line=line, fails=kind == "fails")
    elif language in {"bash", "sh", "shell"} or _PROMPT.search(content):
        raise PageError(f"line {line}: commands stand in a block of `console`, each behind a prompt")
    elif language == "diff":
        yield _change(content, path="".join(titles[:1]), line=line)
    elif titles:
        yield File(line=line, path=titles[0], text=content)


def _within(path: str, *, line: int) -> str:
    """A path, if it does not lead out of the page's folder."""
    if not path or path[0] in "/~" or ".." in path.split("/"):
        raise PageError(f"line {line}: {path!r} is outside the page's folder")
    return path


def _not_run(token: Token) -> str:
    """Where a command, a file or a change is that this does not look at; "" if there is none."""
    match token.type:
        case "html_block":
            return "HTML" if _PROMPT.search(_NOTE.sub("", token.content)) else ""
        case "code_block":
            return "an indented block" if _HIDDEN.search(token.content) else ""
        case "inline":
            parts = token.children or []
            is_there = any(one.type == "code_inline" and one.content.startswith("$ ") for one in parts)
            return "a text" if is_there or _HIDDEN.search(token.content) else ""
    return ""


def _change(content: str, *, path: str, line: int) -> Change:
    lines = [text if text.strip("\n") else f" {text}" for text in content.splitlines(keepends=True)]
    if not path:
        raise PageError(f"line {line}: a change is made to the file of its title, and this one has none")
    if strange := [text for text in lines if text[0] not in " -+"]:
        raise PageError(f"line {line}: a line of a change begins with ` `, `-` or `+`: {strange[0].rstrip()}")
    old, new = ("".join(text[1:] for text in lines if text[0] in f" {sign}") for sign in "-+")
    if not old or old == new:
        raise PageError(f"line {line}: a change shows lines that are there, and what differs")
    return Change(line=line, path=path, old=old, new=new)


def _commands(content: str, *, line: int, fails: bool) -> Iterator[Command]:
    parts = re.split(r"^\$ ", content, flags=re.MULTILINE)
    if parts.pop(0).strip() or not parts:
        raise PageError(f"line {line}: a block of `console` begins with a command, behind `$ `")
    for place, part in enumerate(parts):
        command, *output = _joined(part.splitlines())
        shown = "\n".join(output).strip("\n").splitlines()
        is_last = place == len(parts) - 1
        if fails and is_last and all(text.strip() in {"", "..."} for text in shown):
            raise PageError(f"line {line}: what fails shows why: else any other failure is taken for it")
        yield Command(line=line, text=command, output=tuple(shown), fails=fails and is_last)


def _joined(lines: list[str]) -> list[str]:
    """Lines, of which one that ends with a backslash goes on in the next."""
    return [one.replace("\0", "\\\n") for one in "\n".join(lines).replace("\\\n", "\0").split("\n")]
