"""The workflow of a release: nothing is published untested, and what may publish runs nothing that was built here."""

from __future__ import annotations

import importlib.util
import re
from typing import Any

import pytest
import yaml

from tests.support.pipelines import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
PUBLISHING = {"index", "npm", "publish", "documentation"}
RIGHTS = {
    "build": {"contents": "read"},
    "test": {"contents": "read"},
    "attest": {"id-token": "write", "attestations": "write"},
    "index": {"id-token": "write"},
    "npm": {"id-token": "write"},
    "publish": {"contents": "write"},
    "documentation": {"pages": "write", "id-token": "write"},
}


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    return jobs


def needed(jobs: dict[str, Any], name: str) -> set[str]:
    """The jobs that have to end well before one begins."""
    before = jobs[name].get("needs", [])
    direct = {before} if isinstance(before, str) else set(before)
    return direct.union(*(needed(jobs, one) for one in direct))


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_it_begins_with_a_tag_of_a_version_and_with_nothing_else() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["permissions"] == {}


def test_each_job_has_the_rights_that_it_needs_and_no_secret(jobs: dict[str, Any]) -> None:
    assert {name: job["permissions"] for name, job in jobs.items()} == RIGHTS
    assert "secrets" not in WORKFLOW.read_text()


def test_what_publishes_waits_for_the_tests_and_for_a_person(jobs: dict[str, Any]) -> None:
    assert {name for name, job in jobs.items() if "environment" in job} == PUBLISHING
    for name in PUBLISHING:
        assert {"build", "test", "attest"} <= needed(jobs, name), name


def test_what_has_an_identity_takes_no_code_of_the_repository_and_installs_nothing(jobs: dict[str, Any]) -> None:
    """Whoever gets a line into what is built or installed must not get the identity that publishes."""
    trusted = {"actions/download-artifact", "actions/attest", "actions/deploy-pages", "actions/setup-node"}
    for name, job in jobs.items():
        if "id-token" not in job["permissions"]:
            continue
        used = {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step}
        assert used <= {*trusted, "pypa/gh-action-pypi-publish"}, name
        for command in commands(job):
            assert re.match(r"mkdir|mv|npm publish", command), (name, command)


def test_nothing_is_built_again_after_the_tests(jobs: dict[str, Any]) -> None:
    built = re.compile(r"\b(?:make|pip|build|npm (?:install|pack|run)|mkdocs)\b(?!/)")
    for name in {"attest", *PUBLISHING}:
        for command in commands(jobs[name]):
            assert not built.search(command), (name, command)


def test_every_python_that_the_package_is_for_tries_the_wheel(jobs: dict[str, Any]) -> None:
    assert jobs["test"]["strategy"]["matrix"] == {"python": ["3.10", "3.11", "3.12", "3.13", "3.14"]}
    assert 'requires-python = ">=3.10"' in (ROOT / "pyproject.toml").read_text()
    (command,) = commands(jobs["test"])
    assert "--wheel" in command


def test_each_command_is_one_that_is_here(jobs: dict[str, Any]) -> None:
    """A workflow runs on its forge alone; so what it runs is what `make check` and the tests run."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = "\n".join(command for job in jobs.values() for command in commands(job))
    assert set(re.findall(r"\bmake ([a-z-]+)", said)) <= targets
    modules = set(re.findall(r"-m ((?:checks|tools)[\w.]*)", said))
    assert {"checks.changelog.notes", "checks.release.plugin_archive", "tools.go_module"} <= modules
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []
    assert [name for name in re.findall(r" (checks/\w+)", said) if not (ROOT / name).is_dir()] == []


def test_what_is_uploaded_is_what_is_published(jobs: dict[str, Any]) -> None:
    """By its id: under its name, a job that runs what others wrote may put something else in its place."""
    build, *others = jobs.values()
    ids = {
        step.get("id"): step["with"]["name"] for step in build["steps"] if "/upload-artifact@" in step.get("uses", "")
    }
    assert ids == {name: name for name in ("release", "notes", "go-module")}
    assert build["outputs"] == {name: f"${{{{ steps.{name}.outputs.artifact-id }}}}" for name in ids}
    taken = []
    for job in others:
        for step in job["steps"]:
            assert "/upload-artifact@" not in step.get("uses", "")
            if "/download-artifact@" in step.get("uses", ""):
                taken.append(step["with"]["artifact-ids"])
                assert set(step["with"]) == {"artifact-ids", "path"}
                assert "build" in job["needs"]  # else the output is empty, and all there is would come
    assert set(taken) == {f"${{{{ needs.build.outputs.{name} }}}}" for name in ids}


def test_nothing_of_a_tags_name_is_read_by_a_shell(jobs: dict[str, Any]) -> None:
    """Git allows `v$(id)`, and an expression is put into the text of a command."""
    for job in jobs.values():
        for command in commands(job):
            assert "${{" not in command
            assert not re.search(r'(?<!")\$(?:GITHUB_REF_NAME|VERSION|KIND)\b(?!")', command.replace('$VERSION"', '"'))


def test_a_version_before_a_release_is_not_what_anybody_gets_who_names_none(jobs: dict[str, Any]) -> None:
    (publish,) = (step for step in jobs["npm"]["steps"] if "npm publish" in step.get("run", ""))
    assert '--tag "$KIND"' in publish["run"]
    assert publish["env"]["KIND"] == "${{ contains(github.ref_name, '-') && 'next' || 'latest' }}"
