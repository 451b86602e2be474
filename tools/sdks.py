"""Makes the SDKs of other languages from the plugin's schema: `python -m tools.sdks`.

`build/sdks/nodejs` is a package for npm, compiled in its folder `bin` where npm is on PATH, `build/sdks/go` a module.
A program in YAML needs none.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tools.building import Go, Unavailable
from tools.engine import TAGS
from tools.setup import ROOT
from tools.steps import SetupError, Step

__all__ = ["SCHEMA", "SDKS", "NoNpm", "compiled", "current", "generated", "main"]

SDKS = ROOT / "build" / "sdks"
SCHEMA = ROOT / "docs" / "reference" / "schema.json"  # a copy beside the SDKs tells of what they were made
BESIDE = ("package.json", "README.md", "LICENSE")  # what npm wants beside the compiled files
SOURCE = "lox24_provider/adapter/native/schema.py"
GENERATOR = "lox24-pulumi-cli/sdks"  # engine/cli/sdks


class NoNpm(Unavailable):
    """There is nothing here that compiles TypeScript."""


def current() -> bool:
    """Whether the SDKs are there and made of the schema as it is."""
    copy = SDKS / SCHEMA.name
    return copy.is_file() and copy.read_bytes() == SCHEMA.read_bytes()


def generated(folder: Path, *, schema: Path, step: Step) -> None:
    """Makes the code anew; whatever Pulumi's own generators have to say of the schema is an error.

    Raises:
        Unavailable: there is no Go, or an old one.
        SetupError: the schema has faults, or the modules cannot be had.
    """
    go = Go.found(modules=ROOT / "tools" / "engine", module="cli", environ=os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        program = Path(scratch, "sdks")
        # As the CLI is built, of the same modules: what that has compiled is taken.
        doing = "building Pulumi's generators, up to 5 minutes the first time"
        go.build(program, step=step, module="cli", package=GENERATOR, flags=TAGS, doing=doing)
        (folder / schema.name).unlink(missing_ok=True)
        step.run([program, schema, folder], doing="making the SDKs", remedy=f"mend {SOURCE}")
    for name in ("nodejs", "go"):
        shutil.copyfile(ROOT / "LICENSE", folder / name / "LICENSE")
    shutil.copyfile(folder / "nodejs" / "README.md", folder / "go" / "README.md")  # that generator makes none


def compiled(package: Path, *, step: Step) -> None:
    """Compiles the package for npm into its folder `bin`, which is what a release publishes.

    Raises:
        NoNpm: as its name says.
        SetupError: it does not compile, or what compiles it cannot be had.
    """
    npm = shutil.which("npm")
    if not npm:
        raise NoNpm("no npm on PATH")
    for arguments, doing, remedy in (
        (("install", "--no-package-lock", "--no-audit", "--no-fund"), "fetching TypeScript", "check the network"),
        (("run", "build"), "compiling the package for npm", f"mend {SOURCE}"),
    ):
        step.run([npm, *arguments], cwd=package, doing=doing, remedy=remedy)
    for name in BESIDE:
        shutil.copyfile(package / name, package / "bin" / name)


def main() -> int:
    """Makes both; without npm the package for it is there as code."""
    try:
        generated(SDKS, schema=SCHEMA, step=Step(1, 2))
        compiled(SDKS / "nodejs", step=Step(2, 2))
    except NoNpm as reason:
        print(f"sdks: the package for npm is not compiled: {reason}", file=sys.stderr)
    except (SetupError, Unavailable, OSError) as error:
        print(f"sdks: {error}", file=sys.stderr)
        return 1
    shutil.copyfile(SCHEMA, SDKS / SCHEMA.name)
    print(f"sdks: {SDKS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
