"""`lox24 sandbox`: the sandbox on a port, until Ctrl-C."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_forever
from lox24_provider.sandbox.store import Store, prepare_folder
from lox24_provider.sandbox.switches import Switches

__all__ = ["EXITS", "WHAT", "add_arguments", "run"]

DEFAULT_PORT = 8024
DEFAULT_DB = Path(".lox24/sandbox.db")
WHAT = "Serve an imitation of LOX24's API on this machine. No message is sent, nothing costs money."
STOPPED, FAILED = 0, 1
EXITS = {
    STOPPED: "after Ctrl-C",
    FAILED: "the port is taken, the file cannot be used, or a switch or argument is wrong",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command's parser the arguments, an example and the table of switches."""
    parser.description = WHAT
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _epilog()
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, metavar="N", help="the port to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--db", type=Path, default=DEFAULT_DB, metavar="FILE", help="the file with all its data (default: %(default)s)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="SWITCH=VALUE",
        help="answer an open question otherwise; may be repeated",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C; gives the exit code, one of `EXITS`."""
    try:
        switches = Switches.parse(arguments.settings)
    except ValueError as error:
        return _failure(str(error))
    db: Path = arguments.db
    try:
        prepare_folder(db)
        with Store(db) as store:
            serve_forever(app=create_app(store=store, switches=switches), port=arguments.port, ready=_announce)
    except (sqlite3.Error, ValueError) as error:
        return _failure(f"{db}: {error}")
    except (OSError, OverflowError) as error:
        return _failure(f"port {arguments.port}, file {db}: {error}")
    return STOPPED


def _announce(url: str) -> None:
    sys.stdout.write(f"LOX24 sandbox at {url} (page: {url}/)\n")
    sys.stdout.flush()


def _failure(line: str) -> int:
    sys.stderr.write(f"lox24 sandbox: {line}\n")
    return FAILED


def _epilog() -> str:
    rows = Switches.table()
    names, allowed = (max(len(row[column]) for row in rows) for column in (0, 2))
    switches = "\n".join(
        f"  {name:{names}}  {values:{allowed}}  {about} (default: {default})" for name, default, values, about in rows
    )
    exits = "\n".join(f"  {code}  {told}" for code, told in EXITS.items())
    return (
        "example:\n  lox24 sandbox --port 8024 --set put=replace --set phones_page_size=30\n"
        "  pulumi config set lox24:baseUrl http://127.0.0.1:8024 -s STACK   # for a new stack,"
        " with any token such as 1:key\n\n"
        f"switches:\n{switches}\n\nexit codes:\n{exits}"
    )
