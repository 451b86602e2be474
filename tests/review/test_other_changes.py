"""A review of files says which other files changed: of what a program does with the lists they tell nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.paths import from_folder
from lox24_provider.workflow.review.terminal import terminal
from lox24_provider.workflow.reviewing import of_files
from tests.support.people import number

STACK = "config:\n  lists:groups:\n    one: {name: One, phones: lists/one.csv}\n    two: {name: Two}\n"
FILES = {
    "Pulumi.yaml": "name: lists\nruntime: python\nstackConfigDir: stacks\n",
    "stacks/Pulumi.prod.yaml": STACK,
    "stacks/Pulumi.dev.yaml": STACK.replace("one.csv", "dev.csv"),
    "lists/one.csv": f"phone\n{number(1)}\n",
    "lists/dev.csv": f"phone\n{number(1)}\n",
    "__main__.py": "import pulumi\n",
    "requirements.txt": "lox24-provider\n",
    "docs/README.md": "# Lists\n",
    ".github/workflows/lists.yml": "on: push\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of a repository, as committed."""
    repository = tmp_path / "repository"
    folder = repository / "project"
    for name, text in FILES.items():
        write(folder, name, text)
    write(repository, "README.md", "x")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=repository, check=True)
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def review(folder: Path) -> Review:
    """As somebody in the project's folder sees it."""
    return from_folder(of_files(Project.find(folder), stack="prod", against="HEAD"), folder="project")


def told(found: Review) -> list[str]:
    """What a terminal shows but for the verdict and what it is of."""
    return terminal(found, colour=False).splitlines()[2:]


def test_where_nothing_else_changed_nothing_is_said(folder: Path) -> None:
    write(folder, "lists/one.csv", f"phone\n{number(1)}\n{number(2)}\n")
    write(folder, "stacks/Pulumi.prod.yaml", STACK.replace("Two", "Zwei").replace("config:", "config: # comment"))
    found = review(folder)
    assert found.verdict == "2 to change, 1 unchanged"
    assert not any("tracked" in line for line in told(found))
    assert "tracked" not in markdown(found, link=lambda _: "") + page(found, link=lambda _: "")


def test_a_suppression_file_is_judged_with_its_list(folder: Path) -> None:
    out = "{source: lists/one.csv, suppression_files: [lists/out.csv]}"
    write(folder, "stacks/Pulumi.prod.yaml", STACK.replace("lists/one.csv", out))
    write(folder, "lists/out.csv", f"phone\n{number(2)}\n")
    for words in (["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    write(folder, "lists/out.csv", f"phone\n{number(1)}\n")
    found = review(folder)
    assert [str(item.counts) for item in found.items] == ["1 removed"]
    assert not any("tracked" in line for line in told(found))


def test_a_move_to_the_native_plugin_is_judged_and_no_other_change(folder: Path) -> None:
    write(folder, "stacks/Pulumi.prod.yaml", STACK + "  lox24:native: 'true'\n")
    found = review(folder)
    assert found.others.program.names == ()
    assert [danger.text for danger in found.dangers if "native plugin" in danger.text]


def test_documentation_alone_is_one_line_and_no_danger(folder: Path) -> None:
    write(folder, "docs/README.md", "# All lists\n")
    write(folder, "../README.md", "y")
    found = review(folder)
    assert found.verdict == "3 unchanged"
    line = "other tracked files changed, not judged here: 2 of documentation: ../README.md, docs/README.md"
    assert told(found) == [f"  {line}"]
    for form in (markdown(found, link=lambda _: ""), page(found, link=lambda _: "")):
        assert form.count(f"<p><code>{line}</code></p>") == 1
    assert main(["review", "-s", "prod", "--against", "HEAD"]) == 0


@pytest.mark.promise
@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("__main__.py", "import os\n", "__main__.py"),
        ("requirements.txt", "lox24-provider\nevil\n", "requirements.txt"),
        (".github/workflows/lists.yml", "on: [push]\n", ".github/workflows/lists.yml"),
        ("Pulumi.yaml", FILES["Pulumi.yaml"] + "main: src\n", "Pulumi.yaml (outside of its groups)"),
        ("Pulumi.yaml", FILES["Pulumi.yaml"] + "config:\n  other:key: x\n", "Pulumi.yaml (outside of its groups)"),
        ("stacks/Pulumi.prod.yaml", "environment: [x]\n" + STACK, "stacks/Pulumi.prod.yaml (outside of its groups)"),
        ("stacks/Pulumi.prod.yaml", STACK + "  lox24:parallel: 3\n", "stacks/Pulumi.prod.yaml (outside of its groups)"),
    ],
)
def test_what_a_run_may_read_is_said_to_be_open(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, shown: str
) -> None:
    """A pull request that changed the program read `3 unchanged`."""
    write(folder, name, text)
    found = review(folder)
    assert found.verdict == "3 unchanged, 1 other file not judged"
    line = (
        "other tracked files changed, not judged here: 1 that a run may read, and files do not tell what they do: "
        f"{shown}"
    )
    assert told(found) == [f"  ! {line}"]
    for form in (markdown(found, link=lambda _: ""), page(found, link=lambda _: "")):
        assert form.count(f"<p><b><code>{line}</code></b></p>") == 1
    assert main(["review", "-s", "prod", "--against", "HEAD", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["others"]["program"] == {"count": 1, "names": [f"project/{shown}"]}
    assert document["others"]["stacks"] == document["others"]["documents"] == {"count": 0, "names": []}


def test_another_stacks_files_have_a_review_of_their_own(folder: Path) -> None:
    write(folder, "lists/dev.csv", f"phone\n{number(1)}\n{number(2)}\n")
    write(folder, "stacks/Pulumi.dev.yaml", FILES["stacks/Pulumi.dev.yaml"].replace("Two", "Zwei"))
    found = review(folder)
    assert found.verdict == "3 unchanged"
    assert told(found) == [
        "  other tracked files changed, not judged here: 2 of other stacks: lists/dev.csv, stacks/Pulumi.dev.yaml"
    ]


def test_what_is_behind_a_link_is_judged_as_what_it_is_linked_as(folder: Path) -> None:
    (folder / "stacks/Pulumi.prod.yaml").rename(folder / "all.yaml")
    (folder / "stacks/Pulumi.prod.yaml").symlink_to("../all.yaml")
    (folder / "lists/one.csv").rename(folder / "people.csv")
    (folder / "lists/one.csv").symlink_to("../people.csv")
    for words in (["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    write(folder, "all.yaml", STACK.replace("Two", "Zwei"))
    write(folder, "people.csv", f"phone\n{number(1)}\n{number(2)}\n")
    assert review(folder).verdict == "2 to change, 1 unchanged"
    write(folder, "all.yaml", STACK + "encryptionsalt: v1:x\n")
    assert review(folder).others.program.names == ("all.yaml (outside of its groups)",)


GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@y.z", "-c", "protocol.file.allow=always")


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=folder, check=True)


AS_LIST = "{source: %s, columns: {phone: \"'phone'\"}, skip_without_phone: true}"


@pytest.mark.promise
@pytest.mark.parametrize("way", ["a list", "a list of another stack", "a link of a list", "a list that becomes a link"])
def test_nobody_hides_a_program_by_calling_it_a_list(folder: Path, way: str) -> None:
    """A line in a stack file, `phones: __main__.py`, took it from what is said to be open."""
    write(folder, "__main__.py", f"'phone'\n{number(1)}\n" if "link" in way else "'phone'\n0\n")
    git(folder, "commit", "-qam", "y")
    write(folder, "__main__.py", f"'phone'\n{number(2)}\n")
    three = "    three: {name: Three, phones: %s}\n" % (AS_LIST % ("lists/3.csv" if "link" in way else "__main__.py"))
    if way == "a list that becomes a link":
        write(folder, "stacks/Pulumi.prod.yaml", STACK.replace("lists/one.csv", AS_LIST % "lists/one.csv"))
        (folder / "lists/one.csv").unlink()
        (folder / "lists/one.csv").symlink_to("../__main__.py")
    else:
        write(folder, f"stacks/Pulumi.{'dev' if 'another' in way else 'prod'}.yaml", STACK + three)
        if way == "a link of a list":
            (folder / "lists/3.csv").symlink_to("../__main__.py")
    git(folder, "add", "-A")
    assert review(folder).others.program.names == ("__main__.py",)


@pytest.mark.promise
def test_no_file_of_the_repository_hides_that_a_submodule_changed(folder: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    write(library, "module.py", "x = 1")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        git(library, *words)
    git(folder, "submodule", "--quiet", "add", str(library), "library")
    git(folder, "config", "-f", "../.gitmodules", "submodule.project/library.ignore", "all")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "y")
    write(folder, "library/module.py", "x = 2")
    assert review(folder).others.program.names == ("library",)
    git(folder / "library", "commit", "-qam", "y")
    assert review(folder).others.program.names == ("library",)


@pytest.mark.parametrize("way", ["main", "link"])
def test_a_program_by_the_name_of_documentation_is_none(folder: Path, way: str) -> None:
    write(folder, "docs/program.md", "import pulumi\n")
    if way == "main":
        write(folder, "Pulumi.yaml", FILES["Pulumi.yaml"] + "main: ./docs/program.md\n")
    else:
        (folder / "__main__.py").unlink()
        (folder / "__main__.py").symlink_to("docs/program.md")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "y")
    write(folder, "docs/program.md", "import os\n")
    assert review(folder).others.program.names == ("docs/program.md",)


@pytest.mark.promise
@pytest.mark.slow
def test_names_are_few_and_harmless(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit: Callable[..., object] = subprocess.run
    names = [f"m{n:04}.py" for n in range(3000)]
    hostile = ["a\n::error::x\x1b[31m\u202e.py", f"b {number(3)}.py", "c<script>@someone #1.py"]
    for name in (*hostile, *names):
        write(folder, name, "x")
    commit(["git", "add", "-A"], cwd=folder, check=True)
    found = review(folder)
    assert found.others.program.count == 3003
    assert len(found.others.program.names) == 20
    (line,) = told(found)
    assert line.endswith(
        ": a ::error::x\\u001b[31m\\u202e.py, b [number].py, c<script>@someone #1.py, m0000.py, m0001.py and 2,998 more"
    )
    assert "c&lt;script&gt;@someone #1.py" in page(found, link=lambda _: "")
    assert "<script" not in page(found, link=lambda _: "") + markdown(found, link=lambda _: "")
    assert main(["review", "-s", "prod", "--against", "HEAD", "--json"]) == 2
    assert number(3) not in capsys.readouterr().out
