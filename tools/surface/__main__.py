"""Compares what is public now with the last release: `python -m tools.surface`; with `--write` it writes it down."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lox24_provider.version import __version__
from tools.surface.law import violations
from tools.surface.releases import RELEASES, commit_of, committed, compared_with, files_of, today


def main() -> int:
    """The exit code: 1 where something is broken, or the release is out and its files do not change any more."""
    parser = argparse.ArgumentParser(prog="python -m tools.surface", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write releases/{__version__}")
    parser.add_argument("--into", metavar="FOLDER", type=Path, help="write the files there, whatever was released")
    arguments = parser.parse_args()
    now = today()
    broken = [
        line
        for last in compared_with(__version__)
        if not arguments.write or last != __version__
        for line in violations(last=committed(last), now=now, version=__version__, last_version=last)
    ]
    for line in broken:
        print(line)
    if arguments.write and commit_of(__version__):
        print(f"{__version__} is released: raise the version, then write", file=sys.stderr)
        return 1
    folder = RELEASES / __version__ if arguments.write else arguments.into
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files_of(now).items():
            (folder / name).write_text(text, encoding="utf-8")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
