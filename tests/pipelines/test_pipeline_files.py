"""What `pipeline_files` writes for others' repositories: any folder, any installer, and nothing that no commit pins."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from lox24_provider import __version__
from lox24_provider.errors import UsageError
from lox24_provider.workflow.scaffolding import installers
from lox24_provider.workflow.scaffolding.pipelines import (
    ACTION,
    RELEASE_TAG,
    component_files,
    pipeline_files,
    shipped_files,
    unpinned,
)
from tests.support.pipelines import ROOT, machine

CIS = ("github", "gitlab")
PIN = "0123456789abcdef0123456789abcdef01234567"


def written(*, ci: str = "github", runner: str = "pip", folder: str = "", stack: str = "prod", **more: Any) -> str:
    (text,) = pipeline_files(ci=ci, runner=runner, folder=folder, stack=stack, **more).values()
    assert "<<" not in text
    return text


FOLDERS = {"": "", ".": "", "infra": "infra", ".infra": ".infra", "./teams/a b/lists/": "'teams/a b/lists'"}


@pytest.mark.parametrize(("ci", "runner", "folder"), [*product(CIS, installers.RUNNERS, FOLDERS)])
def test_every_combination_is_yaml_that_names_its_folder(ci: str, runner: str, folder: str) -> None:
    shown = FOLDERS[folder]
    for pin in (None, PIN):
        text = written(ci=ci, runner=runner, folder=folder, stack="1.0", pin=pin)
        assert "1.0," not in f"{yaml.safe_load(text)},".replace("'1.0'", ""), "a stack's name is no number"
        if pin:
            assert f'directory: "{shown.strip(chr(39)) or "."}"' in text
            continue
        commands = re.findall(r"^ +(?:- )?(?:run: )?lox24 (?!install-cli)(.*)", text, re.MULTILINE)
        assert len(commands) == 5
        assert all(line.startswith(f"-C {shown} ") if shown else "-C" not in line for line in commands)


def test_a_pin_names_the_commit_and_perhaps_where_it_is_published() -> None:
    assert f"uses: {ACTION}@{PIN}\n" in written(pin=PIN)
    assert f"uses: acme/lists@{PIN}\n" in written(pin=f"acme/lists@{PIN}")
    assert f"component: $CI_SERVER_FQDN/acme/lists/lists@{PIN}\n" in written(ci="gitlab", pin=f"acme/lists@{PIN}")
    jobs = yaml.safe_load(written(pin=PIN))["jobs"].values()
    assert all(len(yaml.safe_dump(job["steps"]).splitlines()) <= 18 for job in jobs)
    assert len(written(ci="gitlab", pin=PIN).splitlines()) <= 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"ci": "jenkins"},
        {"runner": "conda"},
        {"stack": "prod; env"},
        {"stack": ""},
        {"folder": "../lists"},
        {"folder": "a/../../b"},
        {"folder": "a$(env)"},
        {"folder": "it's"},
        {"folder": "-C"},
        {"folder": "a\nb"},
        {"pin": "v1"},
        {"pin": PIN[:-1]},
        {"pin": f"{PIN}\n"},
    ],
    ids=str,
)
def test_what_no_pipeline_can_be_written_for_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        written(**wrong)


@pytest.mark.parametrize("ci", CIS)
def test_a_program_is_reviewed_by_two_jobs_and_its_plans_are_approved_by_people(ci: str) -> None:
    text = written(ci=ci, is_program=True, folder="infra")
    whole = yaml.safe_load(text)
    jobs = whole.get("jobs", whole)
    review, comment = (yaml.safe_dump(jobs[name], width=1000) for name in ("review", "comment"))
    assert "lox24 -C infra review -s prod --declared --against" in review
    assert "stacks check" not in text
    assert "--approved" not in text
    assert not re.search("secrets|TOKEN", review)
    assert "own/bin/lox24 review -s prod --render" in comment
    assert "checkout" not in comment
    assert {"github": True, "gitlab": "GIT_STRATEGY: none" in comment}[ci]
    with_token = [line for line in comment.splitlines() if "own/bin" in line and "REVIEW_TOKEN" in line]
    assert with_token == []
    assert unpinned(text) == [f"lox24-provider=={__version__}"]


def test_published_steps_review_stack_files_alone() -> None:
    with pytest.raises(UsageError, match="--pin"):
        written(pin=PIN, is_program=True)


def test_what_a_push_must_touch_is_the_callers_to_say() -> None:
    assert "paths" not in yaml.safe_load(written())[True]["push"]
    assert yaml.safe_load(written(watched=["infra/**", "lists/**"]))[True]["push"]["paths"] == ["infra/**", "lists/**"]


@pytest.mark.parametrize(("runner", "folder"), [*product(installers.RUNNERS, ("", "my infra"))])
def test_each_installers_lines_install_what_its_lock_pins(tmp_path: Path, runner: str, folder: str) -> None:
    """Line by line, with a Python and tools that take notes; the environment is where Pulumi looks for it."""
    (tmp_path / "work" / folder).mkdir(parents=True)
    lines = yaml.safe_load(written(runner=runner, folder=folder))["jobs"]["plan"]["steps"][1]["run"]
    notes, first = tmp_path / "installed", tmp_path / "first"
    subprocess.run(
        ["bash", "-e", "-c", lines],
        cwd=tmp_path / "work",
        env={**os.environ, **machine(tmp_path), "GITHUB_PATH": str(first)},
        check=True,
    )
    inside = f"{folder}/" if folder else ""
    noted = re.sub(r"/\S*/tmp\.\w+", "TOOLS", notes.read_text()).splitlines()
    where = f" --directory {folder}" if folder else ""
    pinned = "python -m pip install --require-hashes -r /dev/stdin"
    assert (
        noted
        == {
            "pip": [
                f"python3 -m venv {inside}.venv",
                f"python -m pip install --require-hashes -r {inside}requirements.txt",
            ],
            "uv": ["python3 -m venv TOOLS", pinned, f"uv sync --frozen --no-dev{where}"],
            "poetry": [
                "python3 -m venv TOOLS",
                f"python -m pip install {installers.POETRY}",
                f"poetry install --no-interaction --only main --no-root{where}",
            ],
        }[runner]
    )
    assert first.read_text().splitlines()[-1] == f"{tmp_path}/work/{inside}.venv/bin"


def test_what_nobody_has_pinned_is_one_list() -> None:
    """Nothing that gets a secret is named by a tag; a digest or a commit that nobody can look up is made up nowhere."""
    files = {**shipped_files(), **component_files()}
    everything = [*files.values(), *(written(ci=ci, runner=runner) for ci in CIS for runner in installers.RUNNERS)]
    assert {one for text in everything for one in unpinned(text)} == {installers.POETRY}
    for ci in CIS:
        assert unpinned(written(ci=ci, pin=f"acme/lox24-provider@{PIN}")) == []
        assert len(unpinned(written(ci=ci, pin=PIN))) == 1, "where it is published has to be filled in"
    pages = "".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    pipelines = "\n".join(re.findall(r"^```yaml\n(.*?)^```", pages, re.DOTALL | re.MULTILINE))
    assert ACTION in pipelines
    assert set(unpinned(pipelines)) <= {f"{ACTION}@{RELEASE_TAG}", f"$CI_SERVER_FQDN/{ACTION}/lists@{RELEASE_TAG}"}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("- uses: actions/checkout@v4", ["actions/checkout@v4"]),
        ("- uses: ./", []),
        (f"- uses: actions/checkout@{PIN} # v7", []),
        (f"- uses: {ACTION}@{PIN}", [f"{ACTION}@{PIN}"]),
        ("image: python:3.13", ["python:3.13"]),
        (f"image: python:3.13@sha256:{PIN}{PIN[:24]}", []),
        ("- python -m pip install poetry==1", ["poetry==1"]),
        ("- python -m pip install --require-hashes -r requirements.txt", []),
        ("- component: $CI_SERVER_FQDN/a/b/lists@1.0", ["$CI_SERVER_FQDN/a/b/lists@1.0"]),
        ("# uses: a@v1 # for example", []),
    ],
)
def test_what_is_not_pinned_is_named(line: str, named: list[str]) -> None:
    assert unpinned(line) == named
