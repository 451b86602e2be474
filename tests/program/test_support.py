"""The page of what is supported says what set-up demands and what the workflow runs."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from docs.generate import support
from lox24_provider.workflow import installed_cli
from lox24_provider.workflow.doctor import machine
from tools import engine

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text())


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_the_workflow_tests_every_python_that_the_package_is_for() -> None:
    assert support.workflow_pythons() == support.pythons()
    assert re.findall(r'requires-python = ">=([\d.]+)"', text("pyproject.toml")) == [support.pythons()[0]]
    assert ".".join(map(str, machine.PYTHON)) == support.pythons()[0]
    minors = [int(one.partition(".")[2]) for one in support.pythons()]
    assert minors == list(range(minors[0], minors[-1] + 1))


def test_each_of_them_runs_the_tests_that_need_no_engine_with_that_python() -> None:
    steps = WORKFLOW["jobs"]["pythons"]["steps"]
    assert [step["with"]["python-version"] for step in steps if "setup-python" in step.get("uses", "")] == [
        "${{ matrix.python }}"
    ]
    assert [step["run"] for step in steps if "run" in step] == ["make quick PYTHON=python ARGS=--cases=0"]
    assert WORKFLOW["jobs"]["checks"]["steps"][-1]["run"] == "./.ci/run"  # all tests, the oldest SDK among them
    assert re.search(r"^make check\b", text(".ci/run"), re.MULTILINE)  # runs the programs in TypeScript and Go


def test_the_oldest_sdk_is_the_one_that_is_demanded() -> None:
    oldest, below, newest, first = support.sdks()
    assert first == f"{oldest}.0"
    assert tuple(tuple(map(int, one.split("."))) for one in (oldest, f"{below}.0")) == machine.SDK
    assert not machine.outdated_sdk(newest)


def test_the_oldest_cli_is_one_number() -> None:
    assert installed_cli.MINIMUM == engine.MINIMUM
    minimum = ".".join(map(str, engine.MINIMUM))
    assert f'requiredPulumiVersion: ">={minimum}"' in text("Pulumi.yaml")
    assert f"| Pulumi CLI | {minimum} and newer |" in support.page()
