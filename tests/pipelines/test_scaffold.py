"""What `lox24 init` writes, used as its last lines say, and every line of its pipelines in fresh clones."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from lox24_provider import __version__
from lox24_provider.cli import main
from lox24_provider.workflow.scaffolding import scaffold
from lox24_provider.workflow.scaffolding.origin import INDEX
from tests.pipelines.conftest import PROD
from tests.pipelines.test_github import GitHub
from tests.pipelines.test_gitlab import GitLab, Project, project
from tests.support import forks, keys
from tests.support.engine import HASTY, made_stack
from tests.support.pipelines import edit, git, machine
from tests.support.sandbox import Sandbox
from tests.support.scaffolds import Scaffolded
from tests.support.smalltest import add_provider, store_of
from tests.support.wheelhouse import wheelhouse

__all__ = ["project"]

UV = """#!/bin/sh
echo "${{0##*/}} $*" >> "$INSTALLED"
ln -sf {uv} "${{0%/*}}/uv"
"""
SPARED_UV = """#!/bin/sh
# The real one; then the environment's Python is forked, as in other tests of pipelines.
{uv} "$@" || exit
for name in python python3; do ln -sf {forked} infra/.venv/bin/$name; done
"""
MIXED = """\
import pulumi
from smalltest import Machine

machine = Machine("web", kind="small", zone=pulumi.Config().require("zone"))
"""


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scaffolded:
    (tmp_path / "state").mkdir()
    environment = {
        **HASTY,
        **keys.variables(),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **machine(tmp_path),
    }
    secrets = {
        "LOX24_TOKEN": PROD,
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": "",
    }
    monkeypatch.setattr(scaffold, "origin", lambda: INDEX)  # as users have it, and no clone
    forge = Scaffolded(tmp_path, environment=environment, secrets=secrets)
    monkeypatch.chdir(forge.first)
    return forge


@pytest.mark.slow
def test_a_new_project_with_uv_on_github(
    forge: Scaffolded, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The package is installed from its wheel."""
    uv = shutil.which("uv")
    assert uv is not None
    forge.installs = True
    (tmp_path / "bin" / "uv").symlink_to(uv)
    forge.environment |= {
        "UV_OFFLINE": "true",
        "UV_NO_INDEX": "true",
        "UV_FIND_LINKS": str(wheelhouse(tmp_path / "index")),
        "UV_CACHE_DIR": str(tmp_path / "uv"),
        "UV_PYTHON": str(Path(sys.base_prefix) / "bin" / "python3"),
    }
    assert main(["init", "infra", "--ci", "github", "--runner", "uv", "--client-id", "7654321"]) == 0
    told = capsys.readouterr().out
    install, *begin = (line.strip() for line in told.partition("next:\n")[2].splitlines())
    python = f"==3.{sys.version_info.minor}.*"  # the index has packages for this one alone
    edit(forge.first, "infra/pyproject.toml", {">=3.10": python})
    lines = [install, "lox24 stacks check", *begin, "lox24 init --dry-run"]
    tried = forge.run(forge.first, lines, **forge.secrets, PULUMI_SKIP_CONFIRMATIONS="true")  # a person says yes
    assert tried.code == 0, tried.text
    assert "2 stacks, 3 groups: no problems\n" in tried.text
    assert "+ 4 created" in tried.text
    assert "everything is there\n" in tried.text  # the wheel has the texts, too

    _with_key(forge, "infra/Pulumi.prod.yaml", name="infra")
    forge.publish()
    tracked = git(forge.first, "ls-files")
    assert "infra/uv.lock" in tracked
    assert not re.search(r"\.venv|\.lox24", tracked)
    spared = tmp_path / "bin" / "spared-uv"
    spared.write_text(SPARED_UV.format(uv=uv, forked=forks.python()))
    spared.chmod(0o755)
    (tmp_path / "bin" / "tool").write_text(UV.format(uv=spared))
    forge.environment["LOX24_BASE_URL"] = sandbox.url
    github = GitHub(forge)
    github.workflow = yaml.safe_load((forge.first / ".github/workflows/lists.yml").read_text())

    before, work = forge.head(), forge.clone()
    edit(work, "infra/Pulumi.prod.yaml", {"Everyone with a contract": "Customers"})
    forge.push(work, "customers", branch="customers")
    pull = github.event("pull_request", ref="customers", **{"github.event.pull_request.base.sha": before})
    assert [(name, run.code) for name, run in pull.items()] == [("review", 0), ("comment", 0)], pull
    (comment,) = github.comments()
    assert "<code>Customers</code>" in comment
    assert sandbox.calls() == []
    forge.merge("customers")
    decided = github.event("workflow_dispatch")
    assert [(name, run.code) for name, run in decided.items()] == [("plan", 0), ("apply", 0)], decided
    assert sandbox.groups(PROD)["Clients"]["description"] == "Customers"
    night = github.event("schedule")["drift"]
    assert night.code == 0, night.text


@pytest.mark.slow
def test_an_existing_project_with_pip_on_gitlab(
    forge: Scaffolded, sandbox: Sandbox, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a resource of another provider; what the lines say is pasted, and nothing else is done by hand."""
    first = forge.first
    options = "{name: python, options: {toolchain: pip, virtualenv: .venv}}"
    (first / "Pulumi.yaml").write_text(f"name: shop\nruntime: {options}\n")
    (first / "__main__.py").write_text(MIXED)
    (first / "requirements.txt").write_text("pulumi\n")
    (first / "Pulumi.prod.yaml").write_text("config:\n  shop:zone: north\n")
    mixed: Any = SimpleNamespace(folder=first, as_users_run_it=False, environment=forge.environment, is_native=False)
    add_provider(mixed)
    given = ["init", "--ci", "gitlab", "--client-id", "7654321"]
    assert main(given) == 0
    _paste(first, capsys.readouterr().out)
    assert main([*given, "--dry-run"]) == 0
    assert "everything is there\n" in capsys.readouterr().out

    _with_key(forge, "Pulumi.prod.yaml", name="shop")
    forge.publish()
    forge.environment["LOX24_BASE_URL"] = sandbox.url
    gitlab = GitLab(forge, project)
    gitlab.pipeline = yaml.safe_load((first / ".gitlab-ci.yml").read_text())
    before, work = forge.head(), forge.clone()
    edit(work, "Pulumi.prod.yaml", {"Everyone with a contract": "Customers"})
    forge.push(work, "customers", branch="customers")
    event = "merge_request_event"
    review = gitlab.job("review", event, ref="customers", CI_MERGE_REQUEST_DIFF_BASE_SHA=before)
    assert review.code == 0, review.text
    project.review = (gitlab.artifacts / "review.md").read_text()
    assert gitlab.job("comment", event).code == 0
    assert "<code>Customers</code>" in project.ours()[0]
    forge.merge("customers")
    for job in ("plan", "apply"):
        ended = gitlab.job(job, "web")
        assert ended.code == 0, ended.text
    assert sandbox.groups(PROD)["Clients"]["description"] == "Customers"
    assert len(list(store_of(mixed).iterdir())) == 1
    night = gitlab.job("drift", "schedule")
    assert night.code == 0, night.text
    assert "pip install --require-hashes -r requirements.txt" in (tmp_path / "installed").read_text()


OWN = """\
import pulumi
from lox24_provider import Group

Group("customers", name="Customers", description=pulumi.Config().require("about"))
"""


@pytest.mark.slow
def test_a_program_that_declares_its_groups_on_github(
    forge: Scaffolded, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its review is made again by a job that checks nothing out; of that job's installation notes are taken."""
    infra = forge.first / "infra"
    infra.mkdir()
    (infra / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (infra / "__main__.py").write_text(OWN)
    (forge.first / ".gitignore").write_text(".venv/\n")
    (infra / "Pulumi.prod.yaml").write_text("config:\n  shop:about: everyone\n")
    assert main(["init", "infra", "--ci", "github"]) == 0
    assert "people approve each plan" in capsys.readouterr().out
    forge.publish()
    github = GitHub(forge)
    github.workflow = yaml.safe_load((forge.first / ".github/workflows/lists.yml").read_text())
    before, work = forge.head(), forge.clone()
    edit(work, "infra/Pulumi.prod.yaml", {"everyone": "'**everyone** @here'"})
    forge.push(work, "customers", branch="customers")
    pull = github.event("pull_request", ref="customers", **{"github.event.pull_request.base.sha": before})
    assert [(name, run.code) for name, run in pull.items()] == [("review", 0), ("comment", 0)], pull
    (comment,) = github.comments()
    assert "1 to change, 0 unchanged</h3>" in comment.replace("</code>", "")
    assert "<code>**everyone** @here</code>" in comment  # neither bold nor a mention
    assert f"pip install lox24-provider=={__version__}\n" in (tmp_path / "installed").read_text()
    assert sandbox.calls() == []


def _with_key(forge: Scaffolded, file: str, *, name: str) -> None:
    """The stack `prod`, as `pulumi stack init` leaves it."""
    made_stack(forge.folder / "state", project=name, stack="prod")
    with (forge.first / file).open("a") as stack:
        stack.write(keys.LINES)


def _paste(folder: Path, told: str) -> None:
    """Do what `lox24 init` says of files that are there: each of its parts is a line with the file, and lines below."""
    parts = re.findall(r"^(\S+), add(?: beneath `config:`)?:\n((?:    .*\n)+)", told, re.MULTILINE)
    assert {file for file, _ in parts} == {"__main__.py", "requirements.txt", "Pulumi.prod.yaml"}
    for file, lines in parts:
        with (folder / file).open("a") as there:
            there.writelines(line.removeprefix("    ") + "\n" for line in lines.splitlines())
