"""What a plan is held to besides git's tree: the contents of what a run reads, whether or not git knows them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.rules.list_file.digests import fingerprint
from lox24_provider.workflow.approval_plan.contents import Modules, contents, sources
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.project import Project
from tests.support.people import number
from tests.support.reviews import document, group, people

NAME = "__main__.py"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with a project in a folder: modules, a list, a list beside it, and what tools leave."""
    folder = tmp_path / "clone" / "project"
    for name, text in {
        "Pulumi.yaml": "name: lists\nruntime: python\n",
        "Pulumi.prod.yaml": "config: {}\n",
        "__main__.py": "import helpers\n",
        "helpers/__init__.py": "",
        "one.csv": f"phone\n{number(1)}\n",
        ".venv/pyvenv.cfg": "",
        ".venv/lib/site.py": "",
        "helpers/__pycache__/__init__.cpython-313.pyc": "",
        "../.git/HEAD": "",
        "node_modules/x/setup.py": "",
        "plan/review.md": "",
        ".uv-cache/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55",
        ".conda/conda-meta/history": "",
        "no_cache/CACHEDIR.TAG": "",
        "../shared/people.csv": f"phone\n{number(2)}\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def digest(folder: Path, *lists: str) -> str:
    return contents(Modules(Project.find(folder)), lists=lists or ("one.csv", "../shared/people.csv"))


@pytest.mark.parametrize(
    "name",
    [
        *("Pulumi.yaml", "Pulumi.prod.yaml", "__main__.py", "helpers/__init__.py", "one.csv", "../shared/people.csv"),
        *("untracked.py", "compiled.so", "helpers/bare.pyc", "Pulumi.other.yaml", "no_cache/new.py"),
    ],
)
def test_what_a_run_reads_counts(clone: Path, name: str) -> None:
    before = digest(clone)
    with (clone / name).open("a") as file:
        file.write("# edited\n")
    assert digest(clone) != before


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", ".venv/lib/site.py", ".venv/new.py", "helpers/__pycache__/new.cpython-313.pyc"),
        *("node_modules/x/setup.py", "plan/review.md", "plan/manifest.json", ".tox/py/x.py", "below/.git/x.py"),
        *(".uv-cache/archive-v0/x/setup.py", ".conda/lib/site.py"),
        "other.csv",
    ],
)
def test_what_no_run_reads_does_not_count(clone: Path, name: str) -> None:
    before = digest(clone)
    (clone / name).parent.mkdir(parents=True, exist_ok=True)
    (clone / name).write_text("edited")
    assert digest(clone) == before


@pytest.mark.slow
def test_names_count_and_no_two_files_stand_for_one(clone: Path) -> None:
    (clone / "a.py").write_text("x = 1\n")
    before = digest(clone)
    (clone / "a.py").rename(clone / "b.py")
    renamed = digest(clone)
    (clone / "b.py").rename(clone / "a.py")
    assert (digest(clone), renamed != before) == (before, True)
    (clone / "one.csv").write_text("")
    (clone / "../shared/people.csv").write_text(f"phone\n{number(1)}\n")
    swapped = digest(clone)
    (clone / "one.csv").write_text(f"phone\n{number(1)}\n")
    (clone / "../shared/people.csv").write_text("")
    assert digest(clone) != swapped


def test_every_clone_has_the_same(clone: Path, tmp_path: Path) -> None:
    """A pipeline plans in one and applies in another; a program may name its lists by its own folder."""
    shutil.copytree(tmp_path / "clone", tmp_path / "elsewhere" / "job")
    other = tmp_path / "elsewhere" / "job" / "project"
    assert digest(clone) == digest(other)
    lists = ("one.csv", "../shared/people.csv")
    assert digest(clone, *(str(clone / name) for name in lists)) == digest(
        other, *(str(other / name) for name in lists)
    )


@pytest.mark.slow
def test_links_are_followed(clone: Path, tmp_path: Path) -> None:
    """To a module, a folder of modules, a list; a link to a folder around the project is not."""
    outside = tmp_path / "outside"
    (outside / "package").mkdir(parents=True)
    for name in ("module.py", "package/part.py", "people.csv"):
        (outside / name).write_text("x\n")
    (clone / "module.py").symlink_to(outside / "module.py")
    (clone / "package").symlink_to(outside / "package")
    (clone / "linked.csv").symlink_to(outside / "people.csv")
    (clone / "all").symlink_to("/")
    (clone / "package" / "again").symlink_to(outside / "package")
    seen = [digest(clone, "linked.csv")]
    for name in ("module.py", "package/part.py", "people.csv"):
        (outside / name).write_text("y\n")
        seen.append(digest(clone, "linked.csv"))
    assert len(set(seen)) == 4


def test_what_cannot_be_read_counts_and_is_not_waited_for(clone: Path) -> None:
    before = digest(clone)
    os.mkfifo(clone / "pipe.py")
    (clone / "dangling.py").symlink_to("nowhere.py")
    odd = digest(clone, "one.csv", "missing.csv", "../shared", "two\ud800.csv")
    assert odd != before
    assert digest(clone, "one.csv", "missing.csv", "../shared", "two\ud800.csv") == odd


@pytest.mark.promise
def test_what_git_was_told_to_overlook_counts(clone: Path) -> None:
    """Its tree stays the same."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (
        ("init", "-q"),
        ("add", "__main__.py", "helpers"),
        ("update-index", "--skip-worktree", "__main__.py"),
    ):
        subprocess.run([*git, *arguments], cwd=clone, check=True)
    before, tree = digest(clone), Git(clone).tree()
    (clone / NAME).write_text("import others\n")
    assert Git(clone).tree() == tree
    assert digest(clone) != before


@pytest.mark.promise
def test_no_list_can_be_guessed_from_the_digest_at_little_cost(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it goes through the slow fingerprint once, and nothing less leaves the module."""
    slow: list[str] = []

    def noted(text: str) -> str:
        slow.append(text)
        return fingerprint(text)

    monkeypatch.setattr("lox24_provider.workflow.approval_plan.contents.fingerprint", noted)
    assert digest(clone).startswith("scrypt:")
    assert len(slow) == 1


def test_the_lists_of_a_preview_are_those_that_the_program_reads() -> None:
    def step(op: str, name: str, source: object, type_: str = PHONES_TYPE, **more: object) -> dict[str, object]:
        made = people(op, name, new={"source": source, **more})
        made["newState"]["type"] = type_
        return made

    gone = people("delete", "gone", old={"source": "gone.csv"})
    gone["oldState"]["type"] = PHONES_TYPE
    found = document(
        step("same", "a", "a.csv"),
        step("update", "b", "b.csv"),
        step("create", "inline", None),
        step("same", "other", "other.csv", GROUP_TYPE),
        step("same", "odd", "a\0b"),
        step("same", "c", "c.csv", suppression_files=["out.csv", "o\0", None]),
        gone,
        group("same", "no state"),
    )
    assert sorted(sources(found)) == ["a.csv", "b.csv", "c.csv", "out.csv"]


def test_a_list_that_lies_beside_the_program_counts_where_it_is_found(clone: Path) -> None:
    """With `main: src` lists were read there, and one that is only there still is."""
    (clone / "Pulumi.yaml").write_text("name: lists\nruntime: python\nmain: src\n")
    (clone / "src").mkdir()
    shutil.move(clone / "one.csv", clone / "src" / "one.csv")
    before = digest(clone, "one.csv")
    (clone / "src" / "one.csv").write_text(f"phone\n{number(3)}\n")
    assert digest(clone, "one.csv") != before


@pytest.mark.parametrize(
    ("language", "counts", "does_not"),
    [
        ("yaml", "resources/Main.yaml", "helper.py"),
        ("nodejs", "src/lists.ts", "helper.py"),
        ("go", "lists.go", "notes.md"),
        ("python", "more.py", "lists.go"),
    ],
)
def test_the_program_counts_in_its_own_language(clone: Path, language: str, counts: str, does_not: str) -> None:
    (clone / "Pulumi.yaml").write_text(f"name: lists\nruntime: {{name: {language}}}\n")
    before = digest(clone)
    (clone / does_not).write_text("x")
    assert digest(clone) == before
    (clone / counts).parent.mkdir(exist_ok=True)
    (clone / counts).write_text("x")
    assert digest(clone) != before
