"""A project below a repository's root: links and comments have paths from the root, a person those of their folder."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.markup import link_to
from tests.support.people import number

GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@y.z")
STACK = "config:\n  lox24:baseUrl: sandbox\n  sms:groups:\n    clients: {name: Clients, phones: ../lists/clients.csv}\n"
FILES = {
    "infra/Pulumi.yaml": "name: sms\nruntime: python\nstackConfigDir: config\n",
    "infra/config/Pulumi.prod.yaml": STACK,
    "lists/clients.csv": f"phone\n{number(1)}\n",
    "tool.py": "x = 1\n",
    "README.md": "x\n",
}
GITHUB = {"GITHUB_REPOSITORY": "acme/sms", "GITHUB_SHA": "abc"}
GITLAB = {"CI_PROJECT_URL": "https://git.example/acme/sms", "CI_COMMIT_SHA": "abc"}
LINE = "Pulumi.prod.yaml#L4"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, its project in `infra/` and its lists beside that; a group, a list, a module and a page changed."""
    root = tmp_path / "repository"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*GIT, *words], cwd=root, check=True)
    change(root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PWD", str(root))
    return root


def change(root: Path) -> None:
    (root / "infra/config/Pulumi.prod.yaml").write_text(STACK.replace("name: Clients", "name: Customers"))
    (root / "lists/clients.csv").write_text(f"phone\n{number(1)}\n{number(2)}\n")
    (root / "tool.py").write_text("x = 2\n")
    (root / "README.md").write_text("y\n")


def review(*before: str, more: tuple[str, ...] = ()) -> int:
    return main([*before, "review", "-s", "prod", "--against", "HEAD", *more])


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        (GITHUB, "https://github.com/acme/sms/blob/abc/infra/config/" + LINE),
        (GITLAB, "https://git.example/acme/sms/-/blob/abc/infra/config/" + LINE),
        ({}, ""),
    ],
    ids=["github", "gitlab", "none"],
)
def test_a_link_and_a_comment_begin_at_the_root(
    root: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], address: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    given = () if address else ("--link", "https://host/{path}#L{line}")
    for before in ("infra", "infra/config"):
        assert review("-C", before, more=("--markdown", f"{root}/r.md", "--html", f"{root}/r.html", *given)) == 2
        monkeypatch.chdir(root)
        for form in ((root / "r.md").read_text(), (root / "r.html").read_text()):
            start = f'<a href="{address or "https://host/infra/config/" + LINE}"><code>infra/config/Pulumi.prod.yaml:4<'
            assert form.count(start) == 2  # the group's and its list's
            assert ": tool.py; 1 of documentation: README.md<" in form


@pytest.mark.parametrize(
    ("folder", "place", "tool"),
    [
        ("infra", "config/Pulumi.prod.yaml:4:5", "../tool.py"),
        ("infra/config", "Pulumi.prod.yaml:4:5", "../../tool.py"),
        ("infra/program", "../config/Pulumi.prod.yaml:4:5", "../../tool.py"),
    ],
)
def test_a_terminal_has_the_paths_of_the_current_folder_and_machines_those_of_the_root(
    root: Path, folder: str, place: str, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / folder).mkdir(exist_ok=True)
    assert review("-C", folder) == 2
    told = capsys.readouterr().out
    assert f"~ change group clients 'Customers'  {place}\n" in told
    assert f": {tool}; " in told
    assert review("-C", ".", more=("--json",)) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["changes"][0]["place"] == "infra/config/Pulumi.prod.yaml:4:5"
    assert document["others"]["program"]["names"] == ["tool.py"]


@pytest.mark.parametrize("way", ["link", "worktree"])
def test_a_clone_behind_a_link_and_a_worktree_have_the_same_paths(
    root: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = root.parent / "other"
    if way == "link":
        other.symlink_to(root)
    else:
        subprocess.run(["git", "worktree", "add", "-q", str(other), "HEAD"], cwd=root, check=True)
        change(other)
    assert review("-C", "../other/infra", more=("--json",)) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["changes"][0]["place"] == "infra/config/Pulumi.prod.yaml:4:5"
    assert document["changes"][1]["entries"] == {"new": 1, "changed": 0, "removed": 0}


def test_what_a_check_names_is_where_the_person_is(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "infra/config/Pulumi.prod.yaml").write_text(STACK.replace("name:", "nmae:"))
    assert main(["-C", "infra", "stacks", "check"]) == 1
    assert capsys.readouterr().out.startswith("config/Pulumi.prod.yaml:4:5: ")
    assert main(["-C", "config", "stacks", "check"]) == 1
    assert capsys.readouterr().out.startswith("Pulumi.prod.yaml:4:5: ")
    assert main(["lists", "check", "-s", "prod", "clients"]) == 1
    (root / "infra/config/Pulumi.prod.yaml").write_text(STACK)
    assert main(["lists", "check", "-s", "prod", "clients"]) == 0
    assert main(["stacks", "new", "test", "--from", "prod"]) == 0
    assert main(["stacks", "diff", "prod", "test"]) == 0
    assert main(["stacks", "schema", "--write"]) == 0
    told = capsys.readouterr().out
    assert "wrote Pulumi.test.yaml; " in told
    assert "wrote schema.json\n" in told
    assert {file.name for file in (root / "infra/config").iterdir()} == {
        "Pulumi.prod.yaml",
        "Pulumi.test.yaml",
        "schema.json",
    }


def test_what_is_outside_of_the_repository_has_no_link(root: Path) -> None:
    link = link_to("https://host/{path}#L{line}")
    assert link(Place("../stacks/Pulumi.prod.yaml", 1)) == link(Place("/stacks/Pulumi.prod.yaml", 1)) == ""
    assert link(Place("..stacks/Pulumi.prod.yaml", 1)) == "https://host/..stacks/Pulumi.prod.yaml#L1"
    assert (Project.find(root / "infra").top, Project.find(root / "infra/config").top) == ("infra", "infra")


def test_a_stack_file_ends_as_the_projects_file_does(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the engine writes it; `Pulumi.prod.yaml` beside `Pulumi.yml` is not read by it."""
    (root / "infra/Pulumi.yaml").rename(root / "infra/Pulumi.yml")
    (root / "infra/config/Pulumi.prod.yaml").rename(root / "infra/config/Pulumi.prod.yml")
    subprocess.run([*GIT, "add", "-A"], cwd=root, check=True)
    subprocess.run([*GIT, "commit", "-qm", "y"], cwd=root, check=True)
    assert main(["-C", "infra", "stacks", "check"]) == 0
    assert capsys.readouterr().out == "1 stack, 1 group: no problems\n"
    assert review() == 0
    project = Project.find()
    assert (
        project.stack_file("acme/sms/prod") == project.base.stack_file("prod") == root / "infra/config/Pulumi.prod.yml"
    )
