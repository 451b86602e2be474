"""All of a release but upload, signing and the Pythons that this machine lacks: `python -m checks.release`.

`build/release` has it afterwards: wheel, source distribution, bill of materials, the plugin's archives and all their
digests. With `--wheel` nothing is built: that wheel is installed and used, and its tests run, with each
Python that is here, or with `--python` that one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checks.release import (
    bill,
    contents,
    installed,
    metadata,
    packages,
    pins,
    plugin_archive,
    pythons,
    sources,
    sums,
    wheels,
)
from checks.release.environment import Environment
from checks.release.parts import ReleaseError, joined, part
from checks.release.wheel_tests import run_tests

__all__ = ["FOLDER", "main"]

FOLDER = sources.ROOT / "build" / "release"


def main() -> int:
    """Checks; whatever is wrong is one line, after what a program has said of it."""
    parser = argparse.ArgumentParser(prog="python -m checks.release", description=__doc__)
    parser.add_argument("--publish", action="store_true", help="what would spoil a publication is an error, too")
    parser.add_argument("--wheel", type=Path, help="install and use this wheel, and build nothing")
    parser.add_argument("--python", action="append", help="only with this one, such as 3.14, which has to be here")
    arguments = parser.parse_args()
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="release-check-") as scratch:
            if arguments.wheel:
                _install(arguments.wheel.resolve(), folder=Path(scratch), only=arguments.python)
            else:
                _whole(Path(scratch), publish=arguments.publish, only=arguments.python)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, say
        print(f"release-check: {error}", file=sys.stderr)
        return 1
    print(f"release-check: all of it is as it has to be ({time.monotonic() - began:.0f} s)")
    return 0


def _whole(scratch: Path, *, publish: bool, only: list[str] | None) -> None:
    epoch = sources.epoch()
    with part("sources") as seen:
        _sources(seen.saw, publish=publish)
    with part("build") as seen:
        made = packages.built(scratch / "built", epoch=epoch)
        seen.saw(f"twice the same wheel {packages.digest(made.wheel)[:12]} and source distribution")
        seen.saw("of which comes the same wheel")
    with part("contents") as seen:
        seen.saw(contents.seen(made))
    with part("metadata") as seen:
        seen.saw(metadata.judge(made, folder=scratch))
    shutil.rmtree(FOLDER, ignore_errors=True)  # nothing of an earlier one is in this release
    FOLDER.mkdir(parents=True)
    for path in (made.wheel, made.sdist):
        shutil.copyfile(path, FOLDER / path.name)
    _install(FOLDER / made.wheel.name, folder=scratch, only=only, bill_into=FOLDER, epoch=epoch)
    with part("plugin") as seen:
        seen.saw(f"its archive for {len(plugin_archive.archives(FOLDER / made.wheel.name, into=FOLDER))} platforms")
    with part("digests") as seen:
        seen.saw(f"{sums.FILE} of {sums.write(FOLDER)} files in build/release")


def _sources(saw: Callable[[str], None], *, publish: bool) -> None:
    """Says what must not be published; an error only where that is what follows."""
    names = sources.tracked()
    spoiled = []
    if sources.is_changed():
        spoiled.append("files differ from the last commit")
    if placeholders := sources.placeholders(sources.ROOT, names):
        spoiled.append(f"OWNER is still in {len(placeholders)} files, such as {', '.join(placeholders[:3])}")
    if publish and spoiled:
        raise ReleaseError(joined(spoiled))
    saw("; ".join([f"{len(names)} files", *(f"not to be published: {one}" for one in spoiled)]))


def _install(
    wheel: Path, *, folder: Path, only: list[str] | None, bill_into: Path | None = None, epoch: int = 0
) -> None:
    """With each Python that is here; with the newest also the tests, and of it the bill of materials."""
    wanted = only or metadata.pythons(metadata.of_wheel(wheel))
    here = pythons.found(wanted, environ=os.environ)
    lacking = [version for version in wanted if version not in here]
    if not here or (only and lacking):
        raise ReleaseError(f"this machine has no Python {' and no '.join(lacking)}")
    for version, python in here.items():
        own = folder / version
        own.mkdir()
        with part(f"Python {version}") as seen:
            links = wheels.kept(python, version=version, requirements=pins.runtime(), environ=os.environ)
            environment = Environment(own / "environment", python=python, version=version)
            installed.install(environment, wheel=wheel, wheels=links)
            is_newest = version == list(here)[-1]
            if is_newest and bill_into:
                with part("bill of materials") as bill_seen:
                    bill_seen.saw(bill.write(environment, into=bill_into, epoch=epoch))
            installed.use(environment, folder=own / "use")
            seen.saw("installed, imported without a warning, a program previewed and applied")
        if is_newest:
            with part("tests of the wheel") as seen:
                tools = wheels.kept(python, version=version, requirements=pins.testing(), environ=os.environ)
                seen.saw(run_tests(environment, folder=own / "tests", links=tools))
    if lacking:
        print(f"not on this machine: Python {', '.join(lacking)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
