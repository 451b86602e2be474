"""Makes the plugin's environment beside this file, once: by the first start of the plugin, and by one at a time.

It is in the archive that the engine unpacks, where nothing is installed yet: the standard library is all there is.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / "environment"
COMPLETE = ENVIRONMENT / "complete"  # written last: without it an earlier start was interrupted

# What an installer needs. The token, the passphrase and the credentials of a backend are not its business.
PASSED = re.compile(
    r"PATH|HOME|TMPDIR|LANG|LC_\w+|XDG_\w+|PIP_\w+|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|(?i:\w+_proxy)"
)
PIP = ("-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
# Exactly the packages that are pinned, by their hashes; no package's own code runs while they are installed.
EXACTLY = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", "requirements.txt")


def main() -> int:
    """Makes it unless it is there; what keeps it from that is one line."""
    try:
        with (HERE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not COMPLETE.exists():
                print(f"lox24: making an environment in {HERE}, once; up to a minute", file=sys.stderr, flush=True)
                _make()
    except OSError as error:
        return _failed(f"{error.strerror or type(error).__name__}: {error.filename or HERE}")
    except subprocess.CalledProcessError as error:
        return _failed(_last_line(f"{error.stdout}\n{error.stderr}"))
    return 0


def _make() -> None:
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    _run(sys.executable, "-I", "-m", "venv", str(ENVIRONMENT))
    _run(str(ENVIRONMENT / "bin" / "python"), *PIP, *EXACTLY)
    COMPLETE.touch()


def _run(*command: str) -> None:
    """Runs it silently: the engine reads the plugin's port from what is printed."""
    passed = {name: value for name, value in os.environ.items() if PASSED.fullmatch(name)}
    subprocess.run(
        command,
        cwd=HERE,
        env=passed,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )


def _last_line(text: str) -> str:
    """The installer's own last word, without the user and password of an index."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith(("ERROR: ", "Error: "))]
    last = (errors or lines or ["it does not say why"])[-1]
    return re.sub(r"://[^/@\s]*@", "://", last)[:500]


def _failed(why: str) -> int:
    print(f"error: lox24 cannot make its environment ({why}) [LOX4015]", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
