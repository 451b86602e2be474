from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from tests.tools.conftest import Clone
from tools import setup
from tools.setup import Stamp


@pytest.fixture
def ready(clone: Clone) -> Stamp:
    """A clone whose set-up has ended."""
    for name in ("requirements-dev.txt", "pyproject.toml"):
        (clone.root / name).touch()
    (clone.root / ".venv/bin/python").touch()
    stamp = Stamp(digest=setup.digest_of(clone.root), root=str(clone.root), engine=str(clone.engine))
    stamp.write()
    return stamp


def holds(stamp: Stamp, root: Path) -> bool:
    return stamp.holds(digest=setup.digest_of(root), root=root)


def test_a_second_run_does_nothing(clone: Clone, ready: Stamp) -> None:
    ran = clone.run("tools.setup")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert Stamp.read(clone.root) == ready
    assert clone.calls() == []


@pytest.mark.parametrize("name", setup.INPUTS)
def test_a_changed_input_is_noticed(clone: Clone, ready: Stamp, name: str) -> None:
    assert holds(ready, clone.root)

    with (clone.root / name).open("a") as file:
        file.write("# changed\n")

    assert not holds(ready, clone.root)


def test_a_vanished_cli_or_python_is_noticed(clone: Clone, ready: Stamp) -> None:
    python = clone.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to("gone")
    assert not holds(ready, clone.root)

    python.unlink()
    python.touch()
    assert holds(ready, clone.root)

    shutil.rmtree(clone.engine)
    assert not holds(ready, clone.root)


def test_a_moved_checkout_is_noticed(clone: Clone, ready: Stamp) -> None:
    assert not holds(dataclasses.replace(ready, root="/elsewhere"), clone.root)


def test_a_stamp_of_another_release_is_none(clone: Clone) -> None:
    for text in ("", "[]", '{"version": 1}'):
        Stamp.path(clone.root).write_text(text)

        assert Stamp.read(clone.root) is None
