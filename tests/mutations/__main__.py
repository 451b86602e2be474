"""Takes the guards out one by one, each in the same copy of a tree, and tells which test notices.

Started as `python -m tools.environment python -m tests.mutations`, so that the tests find the Pulumi CLI. That the
tests are green with all guards in place is taken for granted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mutations.guards import GUARDS, Guard

__all__ = ["FOUND", "MISSED", "NotRun", "judged", "main"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "lox24_provider"
SECONDS = 600  # that one guard's tests may take

FOUND, MISSED, FAULT = "found", "MISSED", "ERROR"  # how a line begins; a fault is one of the list of guards

_FIRST = re.compile(r"^(?:FAILED|ERROR) (\S+?::.+?)(?: - .*)?$", re.MULTILINE)
"""The first test of pytest's summary that failed, or whose fixture did; a file that cannot be collected is no test."""


class NotRun(Exception):
    """Whether the tests notice cannot be told: the list of guards is wrong, or nothing was run."""


class Log:
    """What is told: at once, and into a file from which a run that was killed resumes."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def known(self) -> dict[str, str]:
        """Found or missed, by the guard's name; a fault has its next try."""
        if self._file is None or not self._file.exists():
            return {}
        parts = [line.split("  ") for line in self._file.read_text(encoding="utf-8").splitlines()]
        return {name: word for word, name, *_ in (part for part in parts if part[0] in (FOUND, MISSED))}

    def tell(self, line: str) -> None:
        """One more line."""
        print(line, flush=True)  # noqa: T201 the report
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(f"{line}\n")


def judged(code: int, told: str) -> str | None:
    """The first test that failed; None if all passed.

    Args:
        code: pytest's exit code.
        told: all that it printed.

    Raises:
        NotRun: it ended for another reason.
    """
    if code == 0:
        return None
    first = _FIRST.search(told.rpartition("short test summary info")[2])
    if code == 1 and first:
        return first[1]
    raise NotRun(f"pytest ended with {code}: {(told.strip().splitlines() or ['without a word'])[-1]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Take them out; 0 if a test noticed each time."""
    options = _parser().parse_args(arguments)
    chosen = [guard for guard in GUARDS if not options.only or any(text in guard.name for text in options.only)]
    log = Log(options.out)
    words = log.known()
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copy = _copied(options.tree, Path(folder, "tree"))
        for guard in chosen:
            if guard.name not in words:
                words[guard.name], rest = _tried(guard, copy=copy)
                log.tell(f"{words[guard.name]}  {guard.name}  {rest}")
    found = sum(words[guard.name] == FOUND for guard in chosen)
    log.tell(f"{len(chosen)} guards, {found} found")
    return int(found < len(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to copy, as it is on disk (this one)")
    parser.add_argument("--only", nargs="+", metavar="TEXT", help="only guards whose name has one of these in it")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also append each line here; what is there is skipped")
    return parser


def _copied(tree: Path, copy: Path) -> Path:
    """The tree's files, committed or not, as the one commit of a repository of their own: some tests ask git."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=tree, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (tree / name).is_file():  # one that was deleted is listed too
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree / name, copy / name)
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "copied")):
        subprocess.run(["git", *arguments], cwd=copy, check=True)
    return copy


def _tried(guard: Guard, *, copy: Path) -> tuple[str, str]:
    """How the guard's line begins, and how it ends."""
    began = time.monotonic()
    try:
        # What one guard's tests compiled could pass for the next one's: a file is known by its size and second.
        with _without(guard, copy=copy) as file, tempfile.TemporaryDirectory(prefix="bytecode-") as compiled:
            environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONPYCACHEPREFIX": compiled}
            _refuse_another(file, copy=copy, environment=environment)
            first = _first_to_fail(guard, copy=copy, environment=environment)
    except (NotRun, ValueError, subprocess.TimeoutExpired) as error:
        return FAULT, str(error)
    seconds = f"{time.monotonic() - began:.0f} s"
    return (MISSED, seconds) if first is None else (FOUND, f"by {first}  {seconds}")


@contextmanager
def _without(guard: Guard, *, copy: Path) -> Iterator[Path]:
    """The guard's file, without the guard for that long."""
    file = copy / PACKAGE / guard.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(guard.without(whole), encoding="utf-8")
    try:
        yield file
    finally:
        file.write_text(whole, encoding="utf-8")


def _refuse_another(file: Path, *, copy: Path, environment: Mapping[str, str]) -> None:
    """See that a process of a test's own gets this file and can import it: else all its tests fail, or none does.

    Raises:
        NotRun: it does not, or cannot.
    """
    module = ".".join(file.relative_to(copy).with_suffix("").parts)
    question = "import importlib, sys; print(importlib.import_module(sys.argv[1]).__file__)"
    told = _ran(["-c", question, module], folder=copy.parent, environment=environment)
    if told.returncode or Path(told.stdout.splitlines()[-1]) != file:
        raise NotRun(f"{module} is not imported from the copy: {told.stdout.strip()}")


def _first_to_fail(guard: Guard, *, copy: Path, environment: Mapping[str, str]) -> str | None:
    """The first test that notices.

    Raises:
        NotRun: there are no such tests, or they cannot be run.
    """
    tests = [test for test in guard.tests if (copy / test.partition("::")[0]).exists()]
    if not tests:
        raise NotRun("the tree has none of its tests")
    told = _ran(["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests], folder=copy, environment=environment)
    return judged(told.returncode, told.stdout)


def _ran(arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """This Python with these arguments, at its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=SECONDS,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
