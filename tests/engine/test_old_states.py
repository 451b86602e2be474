"""States that the first release of each resource wrote, beside the program that made them, still mean the same.

Made with the code of that time on the embedded sandbox, account 1000000; what is a machine's own was taken out.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.engine import Project

STATES = Path(__file__).with_name("states")


@pytest.mark.promise
@pytest.mark.parametrize("release", ["group", "phones", "mailing_list"])
@pytest.mark.short(cases=1)
def test_a_state_of_the_first_release_previews_unchanged(release: str, tmp_path: Path) -> None:
    """Nothing is asked either: the embedded sandbox is empty, so that a look at it would find every group gone."""
    project = Project(folder=tmp_path / "project", config={"baseUrl": "sandbox"}, environment={})
    shutil.copy(STATES / "people.csv", project.folder)
    shutil.copy(STATES / f"{release}.py", project.folder / "__main__.py")
    imported = project.pulumi("stack", "import", "-s", "test", "--file", str(STATES / f"{release}.json"))
    assert imported.code == 0, imported.text

    preview = project.preview("--diff", "--expect-no-changes")

    assert preview.code == 0, preview.text
    assert not (project.folder / ".lox24").exists()
