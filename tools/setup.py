"""Makes a clone ready, once: `python -m tools.setup` for what `make up` needs.

With `--develop` it does so for `make test` too, with `--check` for `make check` besides. With `--pinned` the
CLI is one that has the digest which the repository names, and not whichever is on PATH.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from lox24_provider.workflow.cli_cache import lock
from tools import engine, hosts
from tools.building import Unavailable
from tools.packages import Installer
from tools.steps import SetupError, Step

__all__ = ["INPUTS", "OLDEST_SDK", "ROOT", "Layer", "Stamp", "digest_of"]

ROOT = Path(__file__).resolve().parent.parent
OLDEST_SDK = Path(".venv", "oldest-sdk")  # for PYTHONPATH: the oldest SDK that is supported, which some tests run with

Layer = Literal["run", "develop", "check"]
STEPS: dict[Layer, int] = {"run": 4, "develop": 3, "check": 1}
INPUTS: dict[Layer, tuple[str, ...]] = {
    "run": (
        "requirements.txt",
        "pyproject.toml",
        "tools/engine.py",  # the required version and how the CLI is made
        "tools/building.py",
        "lox24_provider/workflow/cli_archive.py",
        "tools/engine/cli/go.mod",
        "tools/engine/language-host/go.mod",
    ),
    "develop": ("requirements-dev.txt", "requirements-oldest.txt", "tools/hosts.py", "tools/engine/yaml-host/go.mod"),
    "check": ("requirements-check.txt",),
}


@dataclass(frozen=True)
class Stamp:
    """What a layer of the set-up was made of, kept in the virtual environment so that it goes with it.

    `yaml` is the engine's host for programs in YAML, of the layer for tests; empty where there can be none.
    """

    digest: str
    root: str
    engine: str
    pinned: bool = False
    yaml: str = ""

    @staticmethod
    def path(root: Path, layer: Layer) -> Path:
        """Where the stamp is stored."""
        return root / ".venv" / f"set-up-{layer}.json"

    @classmethod
    def read(cls, root: Path, layer: Layer = "run") -> Stamp | None:
        """Returns the stamp; None where set-up has not ended yet, or was another release's."""
        try:
            return cls(**json.loads(cls.path(root, layer).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, layer: Layer) -> None:
        """Says that the layer is complete."""
        self.path(Path(self.root), layer).write_text(json.dumps(asdict(self), indent=2) + "\n")

    def holds(self, *, digest: str, root: Path, pinned: bool = False) -> bool:
        """Tells whether nothing has changed since."""
        return (
            (self.digest, self.root) == (digest, str(root))
            and self.pinned >= pinned
            and (root / ".venv/bin/python").exists()
            and (Path(self.engine) / "pulumi").exists()
            and (not self.yaml or Path(self.yaml).exists())
        )


def digest_of(root: Path, layer: Layer) -> str:
    """Returns a digest of all that a layer depends on."""
    total = hashlib.sha256()
    for name in INPUTS[layer]:
        total.update(hashlib.sha256((root / name).read_bytes()).digest())
    return total.hexdigest()


def make_ready(root: Path, *, upto: Layer = "run", pinned: bool = False) -> None:
    """Installs what is missing or stale of the layers up to one, and removes nothing else.

    Nothing at all happens where the stamps hold.
    """
    layers = list(STEPS)[: list(STEPS).index(upto) + 1]
    if all(_holds(root, layer, pinned=pinned) for layer in layers):
        return
    (root / ".pulumi").mkdir(exist_ok=True)  # outlives the environment, and git ignores it

    def wait() -> None:
        print("setup: waiting for another make, which sets this clone up now", file=sys.stderr)

    with lock(root / ".pulumi" / "set-up.lock", wait=wait):
        if not _holds(root, "run", pinned=pinned):
            _run(root, pinned=pinned)
        if "develop" in layers and not _holds(root, "develop"):
            _develop(root)
        if "check" in layers and not _holds(root, "check"):
            _check(root)


def _holds(root: Path, layer: Layer, *, pinned: bool = False) -> bool:
    stamp = Stamp.read(root, layer)
    pinned = pinned and layer == "run"
    return stamp is not None and stamp.holds(digest=digest_of(root, layer), root=root, pinned=pinned)


def _run(root: Path, *, pinned: bool) -> None:
    digest, stamp = digest_of(root, "run"), Stamp.read(root)
    if stamp and stamp.root != str(root):  # a moved checkout: the old path stands in every script
        shutil.rmtree(root / ".venv")
    Stamp.path(root, "run").unlink(missing_ok=True)
    first, second, third, fourth = _steps("run")
    python = _virtual_environment(first, root)
    installer = Installer.found(second, root=root, python=python, environ=os.environ)
    installer.pinned(second, "requirements.txt", doing="installing what the program needs")
    installer.editable(third, doing="installing this project")
    folder = engine.provide(step=fourth, modules=root / "tools" / "engine", environ=os.environ, pinned=pinned)
    Stamp(digest=digest, root=str(root), engine=str(folder), pinned=pinned).write("run")
    print(f"setup: ready, with the Pulumi CLI in {folder}", file=sys.stderr)


def _develop(root: Path) -> None:
    digest, run = digest_of(root, "develop"), Stamp.read(root)
    assert run is not None  # noqa: S101 the layer below was just made
    Stamp.path(root, "develop").unlink(missing_ok=True)
    first, second, third = _steps("develop")
    installer = Installer.found(first, root=root, python=root / ".venv" / "bin" / "python", environ=os.environ)
    installer.pinned(first, "requirements-dev.txt", doing="installing what the tests need")
    installer.pinned(second, "requirements-oldest.txt", doing="installing the oldest SDK", into=root / OLDEST_SDK)
    yaml = _yaml_host(third, root, engine=Path(run.engine))
    Stamp(digest=digest, root=str(root), engine=run.engine, yaml=yaml).write("develop")


def _check(root: Path) -> None:
    digest, run = digest_of(root, "check"), Stamp.read(root)
    assert run is not None  # noqa: S101 as above
    (step,) = _steps("check")
    installer = Installer.found(step, root=root, python=root / ".venv" / "bin" / "python", environ=os.environ)
    installer.pinned(step, "requirements-check.txt", doing="installing what the checks need")
    Stamp(digest=digest, root=str(root), engine=run.engine).write("check")


def _yaml_host(step: Step, root: Path, *, engine: Path) -> str:
    """The engine's host for programs in YAML; without one all else is as it is, so that is no end."""
    try:
        modules = root / "tools" / "engine"
        return str(hosts.provide(hosts.YAML, step=step, modules=modules, engine=engine, environ=os.environ))
    except Unavailable as reason:
        print(f"setup: no host for programs in YAML, whose tests are skipped: {reason}", file=sys.stderr)
        return ""


def _steps(layer: Layer) -> list[Step]:
    return [Step(number, STEPS[layer]) for number in range(1, STEPS[layer] + 1)]


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


def main() -> int:
    """Runs the set-up; every foreseeable fault is one message."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup", description=__doc__)
    parser.add_argument("--develop", action="store_true", help="install what the tests need as well")
    parser.add_argument("--check", action="store_true", help="install what the checks need too")
    parser.add_argument("--pinned", action="store_true", help="take no CLI from PATH, but one whose digest is pinned")
    arguments = parser.parse_args()
    try:
        upto: Layer = "check" if arguments.check else "develop" if arguments.develop else "run"
        make_ready(ROOT, upto=upto, pinned=arguments.pinned)
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: interrupted; make resumes from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
