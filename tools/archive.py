"""Fetches the vendor's archive of the Pulumi CLI, as `lox24 install-cli` does, before anything is installed.

`python -m tools.archive FOLDER` fills FOLDER/bin.
"""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path

from lox24_provider.errors import EngineError
from lox24_provider.workflow.cli_archive import fetch


def main() -> int:
    """Fetches; every foreseeable fault is one message."""
    try:
        fetch(Path(sys.argv[1]))
    except (EngineError, OSError, tarfile.TarError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
