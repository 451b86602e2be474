"""The command `lox24`: what the engine has no word for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="lox24", description="LOX24 mailing lists as Pulumi resources.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    try:
        from lox24_provider.sandbox import command as sandbox  # noqa: PLC0415 an extra
    except ModuleNotFoundError as error:
        parser.exit(1, f"lox24 sandbox needs the package {error.name}: pip install 'lox24-provider[sandbox]'\n")
    sandbox.add_arguments(commands.add_parser("sandbox", help="serve an imitation of LOX24 on a port"))
    return sandbox.run(parser.parse_args(arguments))
