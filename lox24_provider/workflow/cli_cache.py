"""Where a Pulumi CLI of ours is kept: in the user's cache, whole or not at all, for every project on the machine.

Imports nothing that has to be installed, as `cli_archive`.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lox24_provider.errors import EngineError
from lox24_provider.workflow.cli_archive import RELEASE, fetch, machine
from lox24_provider.workflow.environment import outside

__all__ = ["cache_folder", "install_once", "installed", "lock"]

_ASK_SECONDS = 60  # for a program's version; generous, as a first start from a cold disk is slow


def cache_folder(environ: Mapping[str, str], release: str) -> Path:
    """Where a release is kept for every project on the machine."""
    base = environ.get("XDG_CACHE_HOME", "")
    if not Path(base).is_absolute():  # unset or relative: the XDG specification says to ignore it
        base = str(Path.home() / ".cache")
    return Path(base) / "lox24-provider" / f"pulumi-{release}"


def installed(
    environ: Mapping[str, str], *, note: Callable[[str], None], build: Callable[[Path], None] = fetch
) -> Path:
    """The folder of the pinned CLI, fetched where the cache does not have it; never the one that PATH has.

    Args:
        note: is told what takes its time.
        build: fills a folder's `bin`.

    Raises:
        EngineError: there is none for this machine, or it cannot be fetched.
        OSError: the cache cannot be written.
    """
    machine()  # before anything is looked for: elsewhere not even the lock can be had

    def told(staging: Path) -> None:
        note(f"fetching the Pulumi CLI {RELEASE}")
        build(staging)

    def wait() -> None:
        note(f"waiting for another run, which fetches the Pulumi CLI {RELEASE} now")

    return install_once(target=cache_folder(environ, RELEASE), build=told, check=_check, wait=wait)


def install_once(
    *, target: Path, build: Callable[[Path], None], check: Callable[[Path], None], wait: Callable[[], None]
) -> Path:
    """Fills `target` by `build`, whole or not at all, once however many ask; returns its bin folder.

    `check` raises an `EngineError` where a folder has no CLI that is of use; `wait` is told when another is at it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with lock(target.with_name(f"{target.name}.lock"), wait=wait):
        if (target / "bin").is_dir():  # it was here, or the other was faster
            with contextlib.suppress(EngineError):
                check(target / "bin")
                return target / "bin"
        staging = target.with_name(f"{target.name}.part")
        for leftover in (staging, target):  # of a killed build; whoever holds the lock is the only one here
            shutil.rmtree(leftover, ignore_errors=True)
        (staging / "bin").mkdir(parents=True)
        try:
            build(staging)
            check(staging / "bin")
            staging.rename(target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return target / "bin"


@contextlib.contextmanager
def lock(path: Path, *, wait: Callable[[], None]) -> Iterator[None]:
    """Holds a file's lock; the kernel releases it when that process ends, so none is ever stale."""
    import fcntl  # noqa: PLC0415 Windows has none, and says before that it has no CLI of ours

    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _check(folder: Path) -> None:
    """Raises unless the `pulumi` in the folder is the pinned one, by its own word."""
    with tempfile.TemporaryDirectory() as home:  # even `version` writes a log, which nobody needs in ~/.pulumi
        env = {**outside(), "PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        try:
            said = subprocess.run(  # noqa: S603 the CLI
                [folder / "pulumi", "version"],
                env=env,
                capture_output=True,
                text=True,
                check=False,
                timeout=_ASK_SECONDS,
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(f"the Pulumi CLI {RELEASE} does not start ({type(error).__name__})") from None
    if not re.fullmatch(rf"v?{re.escape(RELEASE)}\s*", said):
        raise EngineError(f"what should be the Pulumi CLI {RELEASE} does not say that it is")
