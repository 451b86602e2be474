"""The tests that need no engine, with the package that is installed instead of the one of this clone.

Of all tests those are taken that tell most of a wheel in a minute: the pure rules, with 20 examples of each law, and
the client on real sockets against the sandbox. They are what may differ by Python, and by what is installed with it.
The rest asks the engine, the tools or the files of the repository, and is the task of `make test`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from checks.release.environment import Environment
from checks.release.parts import ReleaseError
from checks.release.sources import ROOT

__all__ = ["TESTS", "run_tests"]

TESTS = ("tests/rules", "tests/api", "tests/operations")
HOW = ("-q", "-n", "2", "-p", "no:cacheprovider", "--hypothesis-profile=quick")
BESIDE = ("tests", "docs/reference", "pyproject.toml")  # no package: what is imported is what is installed


def run_tests(environment: Environment, *, folder: Path, links: Path) -> str:
    """How many have passed.

    Raises:
        ReleaseError: some have not.
    """
    environment.install("--no-deps", "-r", str(links / "requirements.txt"), links=[links])
    copy = folder / "copy"
    copy.mkdir(parents=True)
    for name in BESIDE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, copy / name)
    said = environment.run("python", "-m", "pytest", *HOW, *TESTS, cwd=copy)
    passed = re.search(r"^(\d+) passed", said, re.MULTILINE)
    if not passed:
        raise ReleaseError(f"Python {environment.version}: no test has passed", output=said)
    return f"{passed[1]} tests with Python {environment.version} pass"
