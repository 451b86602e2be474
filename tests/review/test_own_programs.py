"""A review of files where the groups stand in a program with keys and files of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lox24_provider.errors import FilesUnreadable, NoStackFile
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.terminal import terminal
from lox24_provider.workflow.reviewing import of_files, stack_engine
from tests.support.people import number

STACK = """\
config:
  shop:instanceType: t3.micro
  shop:groups: [admins]
  shop:smsLists:
    one: {name: One, phones: lists/one.csv}
    two: {name: Two, force_destroy: true}
"""
FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\nconfig:\n  lox24:groupsKey: {value: smsLists}\n  size: 3\n",
    "Pulumi.prod.yaml": STACK,
    "Pulumi.dev.yaml": "config:\n  shop:instanceType: t3.nano\n",
    "lists/one.csv": f"phone\n{number(1)}\n",
    "__main__.py": "import pulumi\n",
}


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's repository, made once: git's starts are most of what these tests take."""
    folder = tmp_path_factory.mktemp("committed")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


@pytest.fixture
def folder(committed: Path, tmp_path: Path) -> Path:
    """The project, as committed."""
    return shutil.copytree(committed, tmp_path / "project")


def review(folder: Path, stack: str = "prod") -> Review:
    return of_files(Project.find(folder), stack=stack, against="HEAD")


def test_a_project_without_stack_files_is_the_engines_to_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.yaml").write_text(FILES["Pulumi.yaml"])
    project = Project.find(tmp_path)
    engine = Engine(project=project, stack="prod", environment={})
    monkeypatch.setattr(Engine, "of", lambda **_: engine)
    assert stack_engine("prod") is engine
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    with pytest.raises(NoStackFile):
        stack_engine("prod")


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def test_groups_and_lists_are_compared_and_a_stack_may_have_none(folder: Path) -> None:
    change(folder, "Pulumi.prod.yaml", "Two", "Zwei")
    (folder / "lists/one.csv").write_text(f"phone\n{number(1)}\n{number(2)}\n")
    found = review(folder)
    assert found.verdict == "2 to change, 1 unchanged"
    assert {str(item.place) for item in found.items} == {"Pulumi.prod.yaml:5:5", "Pulumi.prod.yaml:6:5"}
    assert found.others.program.count == 0
    assert (review(folder, "dev").items, review(folder, "dev").dangers) == ((), ())


@pytest.mark.parametrize(
    ("name", "old", "new", "shown"),
    [
        ("Pulumi.prod.yaml", "t3.micro", "t3.large", "Pulumi.prod.yaml (outside of its groups)"),
        ("Pulumi.prod.yaml", "[admins]", "[staff]", "Pulumi.prod.yaml (outside of its groups)"),
        ("Pulumi.yaml", "size: 3", "size: 4", "Pulumi.yaml (outside of its groups)"),
        ("Pulumi.yaml", "size: 3", "defaults: eu", "Pulumi.yaml (outside of its groups)"),
        ("__main__.py", "import pulumi", "import os", "__main__.py"),
    ],
)
def test_what_the_program_may_read_besides_is_said_to_be_open(
    folder: Path, name: str, old: str, new: str, shown: str
) -> None:
    change(folder, name, old, new)
    found = review(folder)
    assert found.verdict == "3 unchanged, 1 other file not judged"
    assert found.others.program.names == (shown,)


@pytest.mark.promise
@pytest.mark.parametrize("how", ["the key goes", "the file goes", "the setting names another key"])
def test_a_stack_that_loses_all_of_its_groups_is_shown_to_delete_them(folder: Path, how: str) -> None:
    """A missing key is no mistake in a program of one's own, so nothing else would stop it."""
    if how == "the key goes":
        (folder / "Pulumi.prod.yaml").write_text(STACK.partition("  shop:smsLists")[0])
    elif how == "the file goes":
        (folder / "Pulumi.prod.yaml").unlink()
    else:
        change(folder, "Pulumi.yaml", "smsLists", "other:key")
        change(folder, "Pulumi.prod.yaml", "shop:smsLists", "other:key: {}\n  shop:smsLists")
    found = review(folder)
    assert {(item.kind, item.name, item.op) for item in found.items} == {
        ("group", "one", "delete"),
        ("group", "two", "delete"),
        ("list", "one", "delete"),
    }
    told = terminal(found, colour=False)
    assert "group 'One' is deleted" in told
    assert "group 'Two' is deleted with all its entries because of force_destroy" in told


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("Pulumi.prod.yaml", "smsLists", "smsList", "Pulumi.prod.yaml:3:3: smsList: is this `shop:smsLists`? "),
        ("Pulumi.yaml", "smsLists", "sms:list", "Pulumi.prod.yaml:3:3: smsLists: is this `sms:list`? "),
        (
            "Pulumi.yaml",
            "groupsKey: {value: smsLists}",
            "timeout: 9",
            "Pulumi.prod.yaml:3:3: smsLists: is this `shop:gr",
        ),
        ("Pulumi.yaml", "smsLists", "a b", "Pulumi.yaml:4:21: lox24:groupsKey: must be a key such as "),
    ],
)
def test_a_mistake_in_the_key_is_no_deletion(folder: Path, file: str, old: str, new: str, told: str) -> None:
    change(folder, "Pulumi.prod.yaml", "  shop:groups: [admins]\n", "")
    change(folder, file, old, new)
    with pytest.raises(FilesUnreadable) as refused:
        review(folder)
    assert str(refused.value).startswith(f"now: {told}")


def test_a_change_of_the_key_alone_changes_no_group(folder: Path) -> None:
    change(folder, "Pulumi.yaml", "smsLists", "sms:lists")
    change(folder, "Pulumi.prod.yaml", "shop:smsLists", "sms:lists")
    found = review(folder)
    assert found.verdict == "3 unchanged, 1 other file not judged"
    assert found.others.program.names == ("Pulumi.yaml (outside of its groups)",)
