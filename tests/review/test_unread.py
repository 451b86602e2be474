"""In a repository of several projects, a person may say which folders no run reads; nothing else leaves the count."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.errors import UsageError
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.model import Others
from lox24_provider.workflow.reviewing import of_files

GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@y.z")
FILES = {
    "infra/Pulumi.yaml": "name: sms\nruntime: python\n",
    "infra/Pulumi.prod.yaml": "config:\n  sms:groups: {one: {name: One}}\n",
    "infra/__main__.py": "x\n",
    "web/Pulumi.yaml": "name: web\nruntime: python\n",
    "web/__main__.py": "x\n",
    "web/README.md": "x\n",
    "web/.github/workflows/w.yml": "x\n",
    "webshop/x.py": "x\n",
    "shared/x.py": "x\n",
    "uv.lock": "x\n",
    ".gitlab-ci.yml": "x\n",
}
ALL = [".gitlab-ci.yml", "shared/x.py", "uv.lock", "web/.github/workflows/w.yml", "web/Pulumi.yaml", "web/__main__.py"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two projects; every file that is no declaration of the one has changed."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    commit(tmp_path)
    for name in FILES:
        if not name.startswith("infra/Pulumi"):
            with (tmp_path / name).open("a") as file:
                file.write("# y\n")
    monkeypatch.chdir(tmp_path / "infra")
    return tmp_path


def commit(root: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*GIT, *words], cwd=root, check=True)


def others(root: Path, *unread: str, against: str = "HEAD") -> Others:
    folders = [root / "infra" / one for one in unread]
    return of_files(Project.find(root / "infra"), stack="prod", against=against, unread=folders).others


@pytest.mark.promise
def test_only_what_a_person_has_named_leaves_the_count_and_the_projects_own_files_come_first(root: Path) -> None:
    found = others(root)
    assert found.program.names == ("infra/__main__.py", *ALL, "webshop/x.py")
    assert found.unread.count == 0
    found = others(root, "../web", "../nowhere", "../uv.lock")
    left = [name for name in ALL if not name.startswith("web/") or "/." in name]
    assert found.program.names == ("infra/__main__.py", *left, "webshop/x.py")
    assert found.unread.names == ("web/Pulumi.yaml", "web/__main__.py")
    assert found.documents.names == ("web/README.md",)


@pytest.mark.promise
@pytest.mark.parametrize("way", ["link to a file", "to its folder", "to what is around it", "through it", "main"])
def test_a_folder_that_a_run_reads_all_the_same_stays_in_the_count(root: Path, way: str) -> None:
    if way == "main":
        (root / "infra/Pulumi.yaml").write_text(FILES["infra/Pulumi.yaml"] + "main: ../web\n")
    else:
        aims = {"link to a file": "../web/__main__.py", "to its folder": "../web", "through it": "../web/hop"}
        (root / "infra/linked").symlink_to(aims.get(way, ".."))
        (root / "web/hop").symlink_to("../shared/x.py")
        subprocess.run([*GIT, "add", "infra/linked", "web/hop"], cwd=root, check=True)
    assert others(root, "../web").unread.count == 0
    assert "web/__main__.py" in others(root, "../web").program.names


@pytest.mark.parametrize("folder", ["", ".", "..", "../..", "sub", "../.github", "../web/.git", "/"])
def test_what_surely_matters_is_refused(root: Path, folder: str) -> None:
    with pytest.raises(UsageError, match=r"^--unread "):
        others(root, folder)


def test_the_command_says_what_it_took_a_persons_word_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("infra/__main__.py", *ALL, "webshop/x.py"):
        if name not in ("web/Pulumi.yaml", "web/__main__.py"):
            (root / name).write_text(FILES[name])
    words = ["review", "-s", "prod", "--against", "HEAD"]
    assert main(words) == 2
    assert main([*words, "--unread", "../web"]) == 0
    told = capsys.readouterr().out
    assert "2 in folders that no run reads, as --unread says: ../web/Pulumi.yaml, ../web/__main__.py\n" in told
    assert main([*words, "--unread", "../web", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["others"]["unread"]["count"] == 2
    assert main(["review", "-s", "prod", "--unread", "../web"]) == 1
    assert "--unread goes with --against" in capsys.readouterr().err
