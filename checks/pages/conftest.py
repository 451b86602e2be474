"""A machine on which the package is installed as a reader of the tutorial has it, from a folder of wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.pages.reader import Reader, Shell
from tests.support.wheelhouse import wheelhouse


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pip finds instead of a package index."""
    return wheelhouse(tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, index: Path) -> Path:
    """The folder of `python`, `pip`, `pytest` and `lox24`."""
    folder = tmp_path_factory.mktemp("reader") / "environment"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    wanted = ["--quiet", "--no-index", "--find-links", str(index), "lox24-provider[sandbox]"]
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", *wanted], check=True)
    # `lox24 doctor` asks whether `import pulumi` is the installed one: here only what it is made of is elsewhere.
    packages = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(packages, "pulumi").symlink_to(Path(sysconfig.get_path("purelib"), "pulumi"))
    return folder / "bin"


@pytest.fixture
def readers(tmp_path: Path, index: Path, installed: Path) -> Iterator[Callable[[], Reader]]:
    """Gives somebody in an empty folder, each time somebody else."""
    made: list[Reader] = []

    def make() -> Reader:
        own = tmp_path / f"{len(made)}"
        made.append(_reader(own, index=index, installed=installed))
        return made[-1]

    yield make
    for one in made:
        one.shell.close()


@pytest.fixture
def reader(readers: Callable[[], Reader]) -> Reader:
    """Somebody in an empty folder."""
    return readers()


def _reader(own: Path, *, index: Path, installed: Path) -> Reader:
    folder, home = own / "lists", own / "home"
    for one in (folder, home, own / "state"):
        one.mkdir(parents=True)
    pulumi = shutil.which("pulumi")
    assert pulumi, "the pages need the Pulumi CLI: run them with `make check`"
    environment = {
        "PATH": f"{installed}:{Path(pulumi).parent}:{os.defpath}",
        "HOME": str(home),
        "PULUMI_HOME": str(home / ".pulumi"),  # the CLI asks the system for the user's folder, not HOME
        "LANG": "C.UTF-8",
        "COLUMNS": "120",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(index),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PULUMI_BACKEND_URL": f"file://{own}/state",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "GIT_AUTHOR_NAME": "reader",
        "GIT_AUTHOR_EMAIL": "reader@example.org",
        "GIT_COMMITTER_NAME": "reader",
        "GIT_COMMITTER_EMAIL": "reader@example.org",
    }
    return Reader(folder, Shell(folder, environment=environment))
