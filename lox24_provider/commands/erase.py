"""`lox24 erase`: answer one person's erasure request. The number itself is never printed."""

from __future__ import annotations

import argparse
import codecs
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from lox24_provider.commands.common import (
    FAILED,
    Terminal,
    add_account_arguments,
    failed,
    note,
    number_of,
    say,
    say_json,
    says_yes,
)
from lox24_provider.commands.manual import Exit, Manual, set_up
from lox24_provider.display.text import one_line, quoted
from lox24_provider.errors import Lox24Error, ProjectError, UsageError
from lox24_provider.rules.entry import E164
from lox24_provider.rules.list_file.faults import UnreadableError
from lox24_provider.rules.list_file.package import text_of
from lox24_provider.rules.number.spelling import folded

if TYPE_CHECKING:
    from lox24_provider.operations.erasure import Finding

__all__ = ["add_arguments", "run"]

ERASED, UNCONFIRMED, KEPT = 0, 2, 3
SECONDS = 3600.0  # for looking, and again for deleting; an account may have many groups

HELP = """\
Finds the person in every group of the account, says what it would do, asks, deletes the entries, and names the files
that still hold the number. The account's block list stays as it is: it keeps the person from being written to again.

The account is that of a stack, or of LOX24_TOKEN (and LOX24_BASE_URL). The number is never printed.
"""


class ErasedFrom(TypedDict):
    """A group that had the person: how many entries are the person's, and the ids of those that may be."""

    id: str
    name: str
    entries: int
    ambiguous: list[int]
    erased: bool


class Answered(TypedDict):
    """What is left of the person; `files` still hold the number, with their lines."""

    groups: list[ErasedFrom]
    blocked: bool
    files: list[str]
    erased: bool


MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 erase -              # reads the number from standard input, so that no shell's history keeps it
lox24 erase +4917612345678 --yes --folder lists
""",
    exits={
        ERASED: Exit("done", "erased, or nothing to erase"),
        FAILED: Exit("error", "an error; entries erased before it are gone"),
        UNCONFIRMED: Exit("unconfirmed", "not confirmed: nothing was deleted"),
        KEPT: Exit(
            "kept",
            "entries were kept: an opt-out is known to one group only (put the number on the account's block list "
            "first), or a number may be somebody else's (look at the entries that are named)",
        ),
    },
    writes="deletes entries at LOX24; no file and no state",
    secrets="the account's token: LOX24_TOKEN, or with -s that of the stack, and the passphrase or key of its secrets",
    interrupted="erase again to see what is left",
    prints=(Answered,),
)

KEPT_BECAUSE = (
    "the opt-out is known to this group only; put the number on the account's block list first, then erase again"
)
AMBIGUOUS = "without its country code it may be somebody else's; look at LOX24, and delete it there if it is theirs"

_WORKBOOK = ".xlsx"
_KINDS = (".csv", ".tsv", ".txt", ".yaml", ".yml", ".json", ".py", _WORKBOOK)
_LARGEST = 50 * 1024 * 1024  # bytes of a file that is looked into
_LONGEST = 4096  # characters of a line that is printed, which a path has to fit into
_SEPARATOR = r"[ \u00a0\u00ad\u2000-\u2015\u202f\u2060\u2212()/.-]"
_SHORTEST_BARE = 7  # digits; what is shorter without its 0 is any number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    parser.add_argument("number", metavar="NUMBER", help="in international form, +4917612345678; - reads it from stdin")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines; needs --yes to delete")
    parser.add_argument(
        "--folder",
        action="append",
        type=Path,
        metavar="PATH",
        help="where to look for files; repeatable (here, or in the whole repository of the project here)",
    )
    add_account_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        number = number_of(arguments.number)
        if not E164.fullmatch(number):
            raise UsageError("the number must be in international form, like +4917612345678")
        return _Command(arguments, number=number).run()
    except Lox24Error as error:
        return failed(error, as_json=arguments.json)


class _Command:
    """One request; whatever it prints passes through `_shown`, as names and paths may hold the number too."""

    def __init__(self, arguments: argparse.Namespace, *, number: str) -> None:
        self._json: bool = arguments.json
        self._yes: bool = arguments.yes
        self._base_url: str | None = arguments.base_url
        self._stack: str | None = arguments.stack
        self._folders: Sequence[Path] = arguments.folder or [_around()]
        self._number = number
        self._pattern = _pattern(number)

    def run(self) -> int:
        from lox24_provider.operations import erasure
        from lox24_provider.workflow.connection import asked_for  # which loads Pulumi

        for folder in self._folders:
            if not folder.is_dir():
                raise UsageError(self._shown(f"--folder {folder} is no folder"))
        connection = asked_for(stack=self._stack, base_url=self._base_url)
        looking = connection.operation(urn="", seconds=SECONDS, report=Terminal())
        finding = erasure.find(looking, number=self._number)
        if not self._json:
            self._tell(finding)
        agreed = not finding.going or self._yes or (not self._json and says_yes("delete these entries?"))
        if agreed:  # with a time limit of its own: the question may have stood there for long
            erasure.erase(connection.operation(urn="", seconds=SECONDS, report=Terminal()), finding)
        files = [self._shown(place) for place in self._files()]
        if self._json:
            say_json(self._document(finding, files, agreed=agreed))
        else:
            self._conclude(finding, files, agreed=agreed)
        return UNCONFIRMED if not agreed else KEPT if finding.kept or finding.ambiguous else ERASED

    def _tell(self, finding: Finding) -> None:
        for membership in finding.memberships:
            group = f"group {membership.group} {self._quoted(membership.name)}"
            if membership.going:
                say(f"{group}: {_entries(len(membership.going))} to delete")
            if membership.kept:
                say(f"{group}: {_entries(len(membership.kept))} kept: {KEPT_BECAUSE}")
            if membership.ambiguous:
                ids = ", ".join(map(str, membership.ambiguous))
                say(f"{group}: {_entries(len(membership.ambiguous))} kept ({ids}): {AMBIGUOUS}")
        if not finding.memberships:
            say("the person is in no group of the account")
        say(f"the number is {'' if finding.blocked else 'not '}on the account's block list, which stays as it is")

    def _conclude(self, finding: Finding, files: Sequence[str], *, agreed: bool) -> None:
        if not agreed:
            say("not confirmed, nothing was deleted")
        elif finding.going:
            say(f"erased {_entries(finding.going)}")
        else:
            say("nothing was deleted")
        for place in files:
            say(f"still in {place}: remove it there, or the next `pulumi up` adds the person again")

    def _document(self, finding: Finding, files: Sequence[str], *, agreed: bool) -> Answered:
        groups: list[ErasedFrom] = [
            {
                "id": membership.group,
                "name": self._pattern.sub("[number]", membership.name),
                "entries": len(membership.going) + len(membership.kept),
                "ambiguous": list(membership.ambiguous),
                "erased": agreed and not (membership.kept or membership.ambiguous),
            }
            for membership in finding.memberships
        ]
        erased = agreed and not (finding.kept or finding.ambiguous)
        return {"groups": groups, "blocked": finding.blocked, "files": list(files), "erased": erased}

    def _files(self) -> Iterator[str]:
        """Every `path:line`, and every workbook, that holds the number in some spelling."""
        for path in _candidates(self._folders, unread=self._unread):
            try:
                text = _text(path)
            except OSError as error:
                self._unread(error)
                continue
            except UnreadableError as error:
                note(self._shown(f"not looked into {path}: it {error.fault.reason}"))
                continue
            if text is None:
                note(self._shown(f"not looked into {path}: it is larger than 50 MB"))
            elif path.suffix.lower() == _WORKBOOK:  # whose lines are no rows
                yield from [str(path)] if self._pattern.search(text) else []
            elif self._pattern.search(text):
                for line, words in enumerate(text.split("\n"), start=1):
                    if self._pattern.search(words):
                        yield f"{path}:{line}"

    def _unread(self, error: OSError) -> None:
        note(self._shown(f"not looked into {error.filename}: {error.strerror or 'it cannot be read'}"))

    def _quoted(self, name: str) -> str:
        return quoted(self._pattern.sub("[number]", name))  # before it is cut, which would leave half a number

    def _shown(self, text: str) -> str:
        return one_line(self._pattern.sub("[number]", text), limit=_LONGEST)


def _around() -> Path:
    """The repository of the project here, as its lists may be beside it; without a project, the current folder."""
    from lox24_provider.workflow.project import Project

    try:
        return Path(os.path.relpath(Project.find().root))
    except ProjectError:
        return Path()


def _pattern(number: str) -> re.Pattern[str]:
    """Finds the number in any spelling, with separators between its digits, and no longer number that contains it."""
    from lox24_provider.rules.number.dialling import trunk, within_country
    from lox24_provider.rules.number.numbering import calling_code

    code = calling_code(number)
    rest, zero = number[1 + len(code) :], trunk(code) or "0"
    gap = f"{_SEPARATOR}{{0,4}}"
    spaced_code, spaced_rest, spaced_zero = gap.join(code), gap.join(rest), gap.join(zero)
    before = rf"\+{gap}|(?<![0-9])(?:0{gap}(?:0|1{gap}[01]){gap})?"  # 00, as North America 011, as Japan 010
    ways = [rf"(?:{before}){spaced_code}{gap}(?:(?:{spaced_zero}|0){gap})?{spaced_rest}"]
    national = sorted({f"{zero}{rest}", *within_country(number)} - {rest})
    ways += [rf"(?<![0-9+]){gap.join(way)}" for way in national]
    if rest.startswith("0") or len(rest) >= _SHORTEST_BARE:  # a spreadsheet drops the 0 of a national number
        ways.append(rf"(?<![0-9+])(?<![0-9]{_SEPARATOR}){spaced_rest}")
    return re.compile(f"(?:{'|'.join(ways)})(?![0-9])")


def _candidates(folders: Sequence[Path], *, unread: Callable[[OSError], None]) -> Iterator[Path]:
    """The files that may hold people; `unread` hears of folders that cannot be listed."""
    for top in folders:
        for folder, below, names in os.walk(top, onerror=unread):
            below[:] = sorted(name for name in below if not name.startswith(".") and name != "node_modules")
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix.lower() in _KINDS and (path.is_file() or not path.exists()):
                    yield path


def _text(path: Path) -> str | None:
    """What a file holds; None if it is too large."""
    if path.stat().st_size > _LARGEST:
        return None
    content = path.read_bytes()
    if path.suffix.lower() == _WORKBOOK:
        return folded(text_of(content))
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # before UTF-16's mark, with which one begins
        return folded(content.decode("utf-32", errors="replace"))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # as spreadsheets write
        return folded(content.decode("utf-16", errors="replace"))
    return folded(content.replace(b"\0", b"").decode(errors="replace"))  # what is wide without a mark has its digits


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
