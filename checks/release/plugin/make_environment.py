"""Makes the plugin's environment beside this file, once: by the first start of the plugin, and by one at a time.

It is in the archive that the engine unpacks, where nothing is installed yet: the standard library is all there is.
"""

from __future__ import annotations

import fcntl
import io
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
OWN = "lox24_provider"

# What an installer needs. The token, the passphrase and the credentials of a backend are not its business. Of a
# person's settings of pip, those by which it finds packages: PIP_TARGET, PIP_DRY_RUN and others would leave this empty.
_OF_PIP = (
    r"(?:EXTRA_)?INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|(?:DEFAULT_)?TIMEOUT|RETRIES"
    r"|(?:NO_)?CACHE_DIR|CONFIG_FILE|KEYRING_PROVIDER"
)
PASSED = re.compile(
    rf"PATH|HOME|TMPDIR|LANG|LC_\w+|XDG_\w+|PIP_(?:{_OF_PIP})|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|(?i:\w+_proxy)"
)
PIP = ("-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
# Exactly the packages that are pinned, by their hashes; no package's own code runs while they are installed.
EXACTLY = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", "requirements.txt")


def main() -> int:
    """Makes it unless it is there; what keeps it from that is one line."""
    try:
        with _lock() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (COMPLETE.exists() and _python().exists()):  # that of a system may be gone after an upgrade
                print(f"lox24: making an environment in {HERE}, once; up to a minute", file=sys.stderr, flush=True)
                _make()
    except OSError as error:
        return _failed(f"{error.strerror or type(error).__name__}: {error.filename or HERE}")
    except subprocess.CalledProcessError as error:
        return _failed(_last_line(f"{error.stdout}\n{error.stderr}"))
    return 0


def _make() -> None:
    if ENVIRONMENT.is_symlink():  # what it leads to is somebody else's
        ENVIRONMENT.unlink()
    elif ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    _run(sys.executable, "-I", "-m", "venv", str(ENVIRONMENT))
    _run(str(_python()), *PIP, *EXACTLY)
    _run(str(_python()), "-I", "-c", f"import {OWN}")  # a person's pip.conf may have put it elsewhere
    COMPLETE.touch()


def _python() -> Path:
    return ENVIRONMENT / "bin" / "python"


def _lock() -> io.FileIO:
    """A file that only this writes; a link in its place is followed nowhere."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return io.FileIO(os.open(HERE / "lock", flags, 0o600), "r+")


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
    return re.sub(r"://\S*@", "://", last)[:500]


def _failed(why: str) -> int:
    print(f"error: lox24 cannot make its environment ({why}) [LOX4015]", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
