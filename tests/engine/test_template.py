"""`templates/pulumi-lox24-python` as the engine fills it in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from lox24_provider.cli import main
from tests.support.codes import without_code

TEMPLATE = Path(__file__).parents[2] / "templates" / "pulumi-lox24-python"


@pytest.mark.slow
def test_pulumi_new_makes_a_project_whose_files_have_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").mkdir()
    folder = tmp_path / "my lists"
    folder.mkdir()
    variables = {
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    command = ["pulumi", "new", str(TEMPLATE), "--name", "my-lists", "--yes", "--generate-only", "--dir", str(folder)]
    made = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    project = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    assert (project["name"], "template" in project) == ("my-lists", False)
    monkeypatch.chdir(folder)
    assert main(["stacks", "check"]) == 1
    told = without_code(capsys.readouterr().out.strip())
    assert told == "Pulumi.prod.yaml:3:3: lox24:clientId must be the account's number, digits only"
    assert main(["init", "--ci", "gitlab"]) == 0
    told = capsys.readouterr().out
    assert "wrote .gitlab-ci.yml\n" in told
    assert "add" not in told
