"""A user's own project: the provider from its wheel, far from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.support.engine import Project
from tests.support.wheelhouse import built


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The `bin` of a virtual environment with the wheel, and with the dependencies of this one: nothing is fetched."""
    environment = tmp_path / "venv"
    wheel = built(tmp_path, into=tmp_path)
    venv.create(environment, with_pip=False)
    paths = {"base": str(environment), "platbase": str(environment)}
    packages = sysconfig.get_path("purelib", vars=paths)
    offline = ["--quiet", "--no-deps", "--no-index"]
    install = [sys.executable, "-m", "pip", "install", *offline, "--target", packages, str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment / "bin"


def test_a_project_of_ones_own_works_with_the_wheel(tmp_path: Path, installed: Path) -> None:
    path = f"{installed}{os.pathsep}{os.environ['PATH']}"
    project = Project(
        folder=tmp_path / "elsewhere", config={"baseUrl": "sandbox"}, environment={"PATH": path}, as_users_run_it=True
    )
    project.program(
        'import lox24_provider\ng = Group("clients", name="My Clients")\n'
        'pulumi.export("from", lox24_provider.__file__)\npulumi.export("account", g.account)'
    )
    assert project.up().summary == {"created": 2}
    outputs = project.outputs()
    assert outputs["account"] == "1000000@sandbox"
    assert str(installed.parent.resolve()) in str(Path(outputs["from"]).resolve())
    assert project.up("--expect-no-changes").code == 0
    assert project.refresh("--expect-no-changes").code == 0
    assert project.destroy().code == 0
