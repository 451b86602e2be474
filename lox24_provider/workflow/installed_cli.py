"""The `pulumi` CLI of this machine: where it is, and whether it is new enough."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from functools import cache

from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import EngineError
from lox24_provider.workflow.environment import outside

__all__ = ["MINIMUM", "cli", "version_of"]

MINIMUM = (3, 254, 0)  # as `requiredPulumiVersion` of Pulumi.yaml; --run-program of a preview is older


def cli() -> str:
    """Where the CLI is.

    Raises:
        EngineError: nowhere.
    """
    found = shutil.which("pulumi")
    if found is None:
        raise EngineError("the Pulumi CLI is not on PATH: install it (https://www.pulumi.com/docs/install/)")
    # Its plugins are ended by SIGINT: where CI has it ignored, every command would take 5 s longer.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return found


@cache  # one command asks several times
def version_of(path: str) -> str:
    """The CLI's version, `3.259.0`.

    Raises:
        EngineError: it is too old, or does not say.
    """
    try:
        said = subprocess.run(  # noqa: S603 the CLI
            [path, "version"], env=outside(), capture_output=True, text=True, check=False, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(f"the Pulumi CLI does not start: {one_line(masked(str(error)))}") from None
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", said.strip())
    if found is None:
        raise EngineError("the Pulumi CLI does not say its version")
    if tuple(map(int, found.groups())) < MINIMUM:
        least = ".".join(map(str, MINIMUM))
        raise EngineError(f"the Pulumi CLI is {found[0].lstrip('v')}, and {least} or newer is needed: update it")
    return said.strip().lstrip("v")
