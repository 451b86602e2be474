"""Which version of the native plugin serves a state that asks for exactly one, and that a newer one reads it.

The state is of 0.1.0. The newer plugin is this package under another version.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.workflow.native_plugin.finding import FILE
from tests.support.engine import Project

STATES = Path(__file__).with_name("states")
NEWER = "0.2.0"

PLUGIN = """\
#!/bin/sh
echo {version} >> {said}
exec {python} -c 'import sys
from lox24_provider import version
version.__version__ = "{version}"
from lox24_provider.adapter.native.main import main
sys.exit(main())' "$@"
"""


def plugin(folder: Path, *, version: str, said: Path) -> None:
    """The plugin as the package has it in a version, which writes down that it was started."""
    folder.mkdir(parents=True)
    words = {"said": shlex.quote(str(said)), "python": shlex.quote(sys.executable), "version": version}
    (folder / FILE).write_text(PLUGIN.format(**words))
    (folder / FILE).chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    environment = {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true", "PULUMI_IGNORE_AMBIENT_PLUGINS": "true"}
    project = Project(folder=tmp_path / "project", config={"baseUrl": "sandbox"}, environment=environment)
    shutil.copy(STATES / "people.csv", project.folder)
    shutil.copy(STATES / "native.py", project.folder / "__main__.py")
    state = project.folder / "native.json"
    shutil.copy(STATES / "native.json", state)
    imported = project.pulumi("stack", "import", "-s", "test", "--file", str(state))
    assert imported.code == 0, imported.text
    return project


@pytest.fixture
def cached(project: Project) -> Callable[..., Path]:
    """Puts versions into Pulumi's cache; the file that they are written to when they are started."""

    def put(*versions: str) -> Path:
        for version in versions:
            folder = project.folder / "home" / "plugins" / f"resource-lox24-v{version}"
            plugin(folder, version=version, said=project.folder / "said")
        return project.folder / "said"

    return put


@pytest.mark.promise
def test_a_newer_plugin_that_pulumi_yaml_names_reads_a_state_that_asks_for_an_older_one(project: Project) -> None:
    said = project.folder / "said"
    plugin(project.folder / "bin", version=NEWER, said=said)
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write("plugins: {providers: [{name: lox24, path: bin}]}\n")

    preview = project.preview("--diff", "--expect-no-changes")

    assert preview.code == 0, preview.text
    assert set(said.read_text().split()) == {NEWER}


@pytest.mark.slow
def test_of_pulumis_cache_exactly_the_version_that_the_state_asks_for_is_taken(
    project: Project, cached: Callable[..., Path]
) -> None:
    said = cached("0.1.0", NEWER)
    preview = project.preview("--diff", "--expect-no-changes")
    assert preview.code == 0, preview.text
    assert set(said.read_text().split()) == {"0.1.0"}


@pytest.mark.slow
def test_without_that_version_the_cache_serves_nothing(project: Project, cached: Callable[..., Path]) -> None:
    said = cached(NEWER)
    preview = project.preview()
    assert preview.code != 0
    assert "no resource plugin 'pulumi-resource-lox24' found in the workspace at version v0.1.0" in preview.text
    assert not said.exists()
