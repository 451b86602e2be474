"""Makes a clone ready: virtual environment, pinned dependencies, this project, Pulumi CLI; once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import engine
from tools.steps import SetupError, Step

__all__ = ["INPUTS", "ROOT", "Stamp", "digest_of"]

ROOT = Path(__file__).resolve().parent.parent
STEPS = 4
INPUTS = (
    "requirements-dev.txt",
    "pyproject.toml",
    "tools/engine.py",  # the required version and how the CLI is made
    "tools/engine/cli/go.mod",
    "tools/engine/language-host/go.mod",
)


@dataclass(frozen=True)
class Stamp:
    """What the last set-up was made of, kept in the virtual environment so that it goes with it."""

    digest: str
    root: str
    engine: str

    @staticmethod
    def path(root: Path) -> Path:
        """Where the stamp lies."""
        return root / ".venv" / "set-up.json"

    @classmethod
    def read(cls, root: Path) -> Stamp | None:
        """Returns the stamp; None where set-up has not ended yet, or was another release's."""
        try:
            return cls(**json.loads(cls.path(root).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self) -> None:
        """Says that set-up is done."""
        self.path(Path(self.root)).write_text(json.dumps(asdict(self), indent=2) + "\n")

    def holds(self, *, digest: str, root: Path) -> bool:
        """Tells whether nothing has changed since."""
        return (
            (self.digest, self.root) == (digest, str(root))
            and (root / ".venv/bin/python").exists()
            and (Path(self.engine) / "pulumi").exists()
        )


def digest_of(root: Path) -> str:
    """Returns a digest of all that set-up depends on."""
    total = hashlib.sha256()
    for name in INPUTS:
        total.update(hashlib.sha256((root / name).read_bytes()).digest())
    return total.hexdigest()


def make_ready(root: Path) -> Stamp:
    """Runs the four steps, or none if the stamp holds."""
    digest = digest_of(root)
    stamp = Stamp.read(root)
    if stamp and stamp.holds(digest=digest, root=root):
        return stamp
    if stamp and stamp.root != str(root):  # a moved checkout: the old path stands in every script
        shutil.rmtree(root / ".venv")
    Stamp.path(root).unlink(missing_ok=True)
    python = _virtual_environment(Step(1, STEPS), root)
    _dependencies(Step(2, STEPS), root, python)
    _project(Step(3, STEPS), root, python)
    folder = engine.provide(step=Step(4, STEPS), modules=root / "tools" / "engine", python=python, environ=os.environ)
    stamp = Stamp(digest=digest, root=str(root), engine=str(folder))
    stamp.write()
    print(f"setup: ready, with the Pulumi CLI in {folder}", file=sys.stderr)
    return stamp


def _virtual_environment(step: Step, root: Path) -> Path:
    folder = root / ".venv"
    python = folder / "bin" / "python"
    if not _usable(python):
        step.run(
            [sys.executable, "-m", "venv", "--clear", folder],
            doing="making the virtual environment .venv",
            remedy="on Debian or Ubuntu install python3-venv, or name another Python: make PYTHON=python3.12",
        )
    return python


def _usable(python: Path) -> bool:
    """Tells whether a virtual environment's Python is there, runs, is new enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 10))"
    try:
        return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _pip(step: Step, root: Path, python: Path, *arguments: str, doing: str) -> None:
    step.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", *arguments],
        cwd=root,
        doing=doing,
        remedy="check the network (python3 -m pip config list), then run make again",
    )


def _dependencies(step: Step, root: Path, python: Path) -> None:
    _pip(
        step,
        root,
        python,
        "--require-hashes",
        "-r",
        "requirements-dev.txt",
        doing="installing the pinned dependencies",
    )


def _project(step: Step, root: Path, python: Path) -> None:
    # setuptools is among the pins, so building needs no second download.
    _pip(step, root, python, "--no-deps", "--no-build-isolation", "-e", ".", doing="installing this project")


def main() -> int:
    """Runs the set-up; every foreseeable fault is one message."""
    try:
        make_ready(ROOT)
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: interrupted; make goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
