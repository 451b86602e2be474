"""`lox24 erase`: answer one person's erasure request. The number itself is never printed."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lox24_provider.errors import Lox24Error
from lox24_provider.rules.entry import E164
from lox24_provider.rules.numbers import national_forms
from lox24_provider.settings import Settings
from lox24_provider.text import quoted

if TYPE_CHECKING:
    from lox24_provider.operations.account import Operation
    from lox24_provider.operations.erasure import Membership

__all__ = ["add_arguments", "run"]

ERASED, FAILED, NOT_CONFIRMED, KEPT = 0, 1, 2, 3

HELP = """\
Finds the person in every group of the account, says what it would do, asks, deletes the entries, and names the files
that still hold the number. The account's block list stays as it is: it keeps the person from being written to again.

The account is that of LOX24_TOKEN (and LOX24_BASE_URL). The number is never printed.
"""

EXAMPLE = """\
example:
  lox24 erase -              # reads the number from standard input, so that no shell's history keeps it
  lox24 erase +4917612345678 --yes --folder lists

exit codes:
  0  erased, or nothing to erase
  1  an error; entries erased before it are gone
  2  not confirmed, nothing was deleted
  3  an opt-out is known to one group only, so its entry was kept: put the number on the account's block list first
"""

_KINDS = (".csv", ".tsv", ".txt", ".yaml", ".yml", ".json", ".py")
_LARGEST = 50 * 1024 * 1024  # bytes of a file that is looked into
_SEPARATORS = re.compile(r"(?<=[0-9+])[ ()/.-]+(?=[0-9(])")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = HELP, EXAMPLE
    parser.add_argument("number", metavar="NUMBER", help="in international form, +4917612345678; - reads it from stdin")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines; needs --yes to delete")
    parser.add_argument("--folder", action="append", type=Path, help="where to look for files (default: here)")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    number = (sys.stdin.readline() if arguments.number == "-" else arguments.number).strip()
    if not E164.fullmatch(number):
        return _failed("the number must be in international form, like +4917612345678")
    try:
        operation = _operation()
        from lox24_provider.operations import erasure

        found = list(erasure.memberships(operation, number=number))
        blocked = erasure.is_blocked(operation, number=number)
        kept = [] if blocked else [membership for membership in found if membership.opted_out]
        going = [membership for membership in found if membership not in kept]
        if not arguments.json:
            _tell(going, kept, blocked=blocked)
        agreed = not going or arguments.yes or (not arguments.json and _agreed())
        for membership in going if agreed else ():
            erasure.erase(operation, membership)
    except Lox24Error as error:
        return _failed(str(error))
    files = list(_files(arguments.folder or [Path()], number=number))
    if arguments.json:
        print(json.dumps(_document(going, kept, files, blocked=blocked, erased=agreed)))  # noqa: T201 the result
    else:
        _say(f"{'erased' if agreed else 'not confirmed, nothing was deleted'}")
        for place in files:
            _say(f"still in {place}: remove it there, or the next `pulumi up` adds the person again")
    return NOT_CONFIRMED if not agreed else KEPT if kept else ERASED


def _operation() -> Operation:
    from lox24_provider.operations.account import Account
    from lox24_provider.operations.holders import Holders
    from lox24_provider.session import sandbox_url

    settings = Settings.resolve(config={}, environment=os.environ)
    account = Account.open(
        name=settings.account,
        base_url=sandbox_url() if settings.is_sandbox else settings.base_url,
        headers=settings.token.headers,
        parallel=settings.parallel,
        max_retries=settings.max_retries,
        on_existing=settings.on_existing,
        timeout=settings.timeout,
        batch_size=settings.batch_size,
        holders=Holders(),
        lists=Holders(),
        cancelled=threading.Event(),
    )
    return account.operation(urn="", seconds=3600.0, report=_Terminal())


class _Terminal:
    """What an operation has to say, on stderr."""

    def warning(self, text: str) -> None:
        print(text, file=sys.stderr)  # noqa: T201 for a person

    note = warning

    def progress(self, text: str) -> None:
        if sys.stderr.isatty():
            self.warning(text)


def _tell(going: Sequence[Membership], kept: Sequence[Membership], *, blocked: bool) -> None:
    for membership in going:
        entries = "1 entry" if len(membership.entries) == 1 else f"{len(membership.entries)} entries"
        _say(f"group {membership.group} {quoted(membership.name)}: {entries} to delete")
    for membership in kept:
        _say(
            f"group {membership.group} {quoted(membership.name)}: kept, because only this group knows that the person "
            "opted out; put the number on the account's block list first, then erase again"
        )
    if not (going or kept):
        _say("the person is in no group of the account")
    _say(f"the number is {'' if blocked else 'not '}on the account's block list, which stays as it is")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("delete these entries? [y/N] ").strip().lower() in ("y", "yes")


def _files(folders: Sequence[Path], *, number: str) -> Iterator[str]:
    """Every `path:line` that holds the number in some spelling."""
    spellings = {number, number[1:], f"00{number[1:]}", *national_forms(number)}
    pattern = re.compile(rf"(?<![0-9])\+?(?:{'|'.join(sorted(re.escape(s.lstrip('+')) for s in spellings))})(?![0-9])")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.suffix.lower() not in _KINDS or any(
                part.startswith(".") or part == "node_modules" for part in parts
            ):
                continue
            try:
                if not path.is_file() or path.stat().st_size > _LARGEST:
                    continue
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                continue
            for line, text in enumerate(lines, start=1):
                if pattern.search(_SEPARATORS.sub("", text)):
                    yield f"{path}:{line}"


def _document(
    going: Sequence[Membership], kept: Sequence[Membership], files: Sequence[str], *, blocked: bool, erased: bool
) -> dict[str, object]:
    groups = [
        {"id": m.group, "name": m.name, "entries": len(m.entries), "erased": erased and m not in kept}
        for m in (*going, *kept)
    ]
    return {"groups": groups, "blocked": blocked, "files": list(files), "erased": erased and not kept}


def _say(text: str) -> None:
    print(text)  # noqa: T201 a command's output


def _failed(text: str) -> int:
    print(f"error: {text}", file=sys.stderr)  # noqa: T201 as above
    return FAILED
