"""Set-up tooling: from a fresh clone to a running stack. Standard library only; started by the Makefile."""

import platform
import sys

# Checked here, since a package's __init__ runs before its modules are read: an old Python would stop at their syntax.
if sys.version_info < (3, 10):  # noqa: UP036 the one place that must know about older ones
    sys.exit("setup: this is Python " + platform.python_version() + ", 3.10 is needed: make PYTHON=python3.12 ...")
