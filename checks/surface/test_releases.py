"""The files in `releases/` say what the wheel of that release has, built again of the commit that its tag names."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lox24_provider.version import __version__
from tests.support.wheelhouse import built, extracted
from tools.surface.releases import RELEASES, ROOT, commit_of, versions

NEEDED = ("tools", "releases")


def surface_of(commit: str, *, folder: Path) -> dict[str, str]:
    """The files that the wheel of a commit gives, made by that commit's own tools; of none, by this working tree."""
    beside, made = folder / "beside", folder / "made"
    beside.mkdir()
    if commit:
        extracted(commit, into=beside, names=NEEDED)
    else:
        for name in NEEDED:
            (beside / name).symlink_to(ROOT / name)
    with zipfile.ZipFile(built(folder, into=folder / "wheel", commit=commit)) as wheel:
        wheel.extractall(beside)
    asked = "import sys; import lox24_provider, tools; print(lox24_provider.__file__, tools.__file__)"
    begun = subprocess.run([sys.executable, "-c", asked], cwd=beside, check=True, capture_output=True, text=True)
    assert begun.stdout.count(str(beside)) == 2, begun.stdout  # not what is installed for development
    subprocess.run([sys.executable, "-m", "tools.surface", "--into", made], cwd=beside, check=True)
    return {one.name: one.read_text() for one in made.iterdir()}


@pytest.mark.parametrize("version", versions())
def test_the_files_of_a_release_are_what_its_wheel_has(version: str, tmp_path: Path) -> None:
    commit = commit_of(version)
    if not commit and version != __version__:
        pytest.skip(f"there is no tag v{version} here: this clone has no tags, `git fetch --tags` brings them")
    (tmp_path / "wheel").mkdir()
    written = {one.name: one.read_text() for one in (RELEASES / version).iterdir()}
    made = surface_of(commit, folder=tmp_path)
    assert made == written, f"{version} is not released yet: run `python -m tools.surface --write`"


def test_a_wheel_of_a_commit_has_the_surface_of_that_commit(tmp_path: Path) -> None:
    """By the commit before this tree's, so that this is seen to work while there is no release."""
    (tmp_path / "wheel").mkdir()
    made = surface_of("HEAD", folder=tmp_path)
    shown = subprocess.run(
        ["git", "show", f"HEAD:releases/{versions()[-1]}/codes.json"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert made["codes.json"] == shown.stdout
