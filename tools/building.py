"""What set-up builds from Go modules, whose sums stand in `engine/*`, and keeps for every clone on the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lox24_provider.errors import EngineError
from lox24_provider.workflow import cli_cache
from tools.steps import SetupError, Step, Work, count

__all__ = ["MINIMUM_GO", "Go", "Unavailable", "ask", "kept", "parse_version"]

MINIMUM_GO = (1, 26, 6)  # engine/*/go.mod
PACKAGE = r"^[\w.][\w./-]*$"  # a line of `go list` and of `go build -v`, which does not tell what is cached
REMEDY = "check the network (go env GOPROXY) and the disk: 4 GB are needed"
ASK_SECONDS = 60  # for a program's version; generous, as a first start from a cold disk is slow


class Unavailable(EngineError):
    """Something cannot be had on this machine in one way; the text says why. No end yet: the next way may work."""


@dataclass(frozen=True)
class Go:
    """A Go that can build what is pinned in the folders of `modules`."""

    program: str
    env: Mapping[str, str]
    modules: Path

    @classmethod
    def found(cls, *, modules: Path, module: str, environ: Mapping[str, str]) -> Go:
        """The one on PATH, if it is new enough; an older one may fetch the toolchain that go.mod names."""
        program = shutil.which("go", path=environ.get("PATH", os.defpath))
        if not program:
            raise Unavailable("no go on PATH")
        env = {**environ, "GOWORK": "off"}  # a go.work above the checkout is not meant for these modules
        version = ask([program, "env", "GOVERSION"], cwd=modules / module, env=env)
        if parse_version(version) < MINIMUM_GO:
            raise Unavailable(f"{version} is older than go{MINIMUM_GO[0]}.{MINIMUM_GO[1]}")
        return cls(program=program, env=env, modules=modules)

    def build(self, target: Path, *, step: Step, module: str, package: str, flags: Sequence[str], doing: str) -> None:
        """Builds a package's program, and tells how much of it is done."""
        needed = step.run(
            [self.program, "list", "-mod=readonly", "-deps", package],
            cwd=self.modules / module,
            env=self.env,
            doing=f"fetching the Go modules of {package.rpartition('/')[2]}",
            remedy=REMEDY,
        )
        step.run(
            [self.program, "build", "-v", "-mod=readonly", "-trimpath", *flags, "-o", target, package],
            cwd=self.modules / module,
            env=self.env,
            doing=doing,
            remedy=REMEDY,
            work=Work(total=count(PACKAGE, needed), what="packages", pattern=PACKAGE),
        )

    def module_folder(self, name: str, *, module: str) -> Path:
        """Where a module's own files lie."""
        command = [self.program, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", name]
        return Path(ask(command, cwd=self.modules / module, env=self.env))


def kept(*, step: Step, target: Path, build: Callable[[Path], None], check: Callable[[Path], None], what: str) -> Path:
    """Fills a folder of the cache, whole and once; a failed build is `Unavailable`, so that another way is tried."""

    def wait() -> None:
        with step.say(f"waiting for another clone, which installs {what} now"):
            pass

    try:
        return cli_cache.install_once(target=target, build=build, check=check, wait=wait)
    except SetupError as error:
        raise Unavailable(f"{error.what} ({error.remedy})\n{error.output.rstrip()}") from error
    except OSError as error:
        raise Unavailable(f"{target} cannot be written ({error})") from error


def parse_version(text: str) -> tuple[int, int, int]:
    """Reads the first version in a text: `v3.259.0`, `go1.26.8`, `v3.260.0-alpha.1`, `go1.27`."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    if not found:
        raise Unavailable(f"no version in {text.strip()!r}")
    return int(found[1]), int(found[2]), int(found[3] or 0)


def ask(command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None) -> str:
    """Returns what a program prints; a program that fails is no use."""
    try:
        answer = subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, timeout=ASK_SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"{command[0]} failed: {error.stderr.strip()[-300:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{command[0]} does not run ({error})") from error
    return answer.stdout.strip()
