"""`lox24 install-cli`: the pinned Pulumi CLI, for pipelines and machines without one; prints where it is."""

from __future__ import annotations

import argparse
import os
import tarfile

from lox24_provider.commands.common import FAILED, failed, note, say_whole
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.errors import EngineError, Lox24Error
from lox24_provider.workflow.cli_archive import RELEASE
from lox24_provider.workflow.cli_cache import installed

__all__ = ["add_arguments", "run"]

HELP = f"""\
Fetches the vendor's archive of the Pulumi CLI {RELEASE}, and checks its SHA-256 before it unpacks anything. The CLI is
kept in the user's cache (~/.cache/lox24-provider, or XDG_CACHE_HOME). Only its folder is printed, for a pipeline's
PATH. It never takes a CLI from PATH, but takes one from that cache.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 install-cli >> "$GITHUB_PATH"
PATH="$(lox24 install-cli):$PATH"
""",
    exits={0: Exit("done", "it is in that folder"), FAILED: Exit("error", "an error")},
    writes="the user's cache (~/.cache/lox24-provider, or XDG_CACHE_HOME)",
    secrets=NO_SECRET,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's help; it has no arguments."""
    set_up(parser, MANUAL)


def run(_: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        folder = installed(os.environ, note=note)
    except tarfile.TarError:  # of the digest that is pinned, and still none: a full disk cut it
        return failed(EngineError(f"the archive of the Pulumi CLI {RELEASE} cannot be unpacked: is the disk full?"))
    except (Lox24Error, OSError) as error:
        return failed(error)
    say_whole(str(folder))  # as it is: it is for PATH
    return 0
