"""Which stack a command works on where `-s` does not say it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.errors import EmptyOption, ProjectError
from lox24_provider.workflow.doctor.check import Check
from lox24_provider.workflow.doctor.examination import examine
from lox24_provider.workflow.environment import outside
from lox24_provider.workflow.meant_stack import meant
from tests.support.stack_files import Folder

BACKEND = "file:///states"
SELECTED = "pulumi stack select"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in `real/`, which `linked` leads to, with stacks a and b."""
    home = tmp_path / "real"
    home.mkdir()
    folder = Folder(home)
    for name in ("a", "b"):
        folder.stack(name, "config:\n  lists:groups: {}\n")
    (tmp_path / "linked").symlink_to("real")
    monkeypatch.chdir(home)
    monkeypatch.setenv("PWD", str(home))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", BACKEND)
    return home


@pytest.fixture
def select(project: Path) -> Callable[..., None]:
    """Writes down what `pulumi stack select` would, for a path of the project's file."""

    def written(said: object, *, path: Path | None = None) -> None:
        digest = hashlib.sha1(str(path or project / "Pulumi.yaml").encode()).hexdigest()  # noqa: S324 the engine's
        file = project.parent / "pulumi" / "workspaces" / f"lists-{digest}-workspace.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said if isinstance(said, str) else json.dumps(said))

    return written


def found(named: str | None = None, /, *, unasked: bool = False, **more: str) -> tuple[str, str]:
    environment = {"PULUMI_HOME": str(Path.cwd().parent / "pulumi"), "PULUMI_BACKEND_URL": BACKEND, **more}
    told = meant(named, environment=environment, needs_naming=unasked)
    return told.stack, told.by


def test_the_option_wins_over_the_variable_and_that_over_the_selected_one(select: Callable[..., None]) -> None:
    select({"stacks": {BACKEND: "organization/lists/b"}})
    assert found("x", PULUMI_STACK="a") == ("x", "")
    assert found("x", PULUMI_STACK="") == ("x", "")
    assert found(PULUMI_STACK="org/lists/a") == ("org/lists/a", "PULUMI_STACK")
    assert found() == ("b", SELECTED)


@pytest.mark.parametrize(("named", "variables"), [("", {}), (" ", {"PULUMI_STACK": "a"}), (None, {"PULUMI_STACK": ""})])
def test_what_is_set_and_empty_means_no_other_stack(
    select: Callable[..., None], named: str | None, variables: dict[str, str]
) -> None:
    select({"stacks": {BACKEND: "b"}})
    with pytest.raises(EmptyOption, match="is empty, and nothing was done"):
        meant(named, environment=variables)


@pytest.mark.parametrize(
    ("said", "stack"),
    [
        ({"stacks": {BACKEND: "organization/lists/b", "https://api.pulumi.com": "acme/lists/a"}}, "b"),
        ({"stacks": {BACKEND: "acme/lists/b"}}, "acme/lists/b"),
        ({"stacks": {BACKEND: "organization/others/b"}}, "organization/others/b"),
        ({"stack": "b"}, "b"),
        ({"stack": "b", "stacks": {"s3://other": "a"}}, "b"),
        ({"stack": "a", "stacks": {BACKEND: "b"}}, "b"),
    ],
)
def test_the_selected_one_is_that_of_the_backend(select: Callable[..., None], said: object, stack: str) -> None:
    select(said)
    assert found() == (stack, SELECTED)


@pytest.mark.parametrize(
    "said", [{"stacks": {"s3://other": "b"}}, {}, [], "{", {"stacks": {BACKEND: {}}}, {"stack": 1}]
)
def test_what_is_selected_elsewhere_or_cannot_be_read_is_none(select: Callable[..., None], said: object) -> None:
    select(said)
    with pytest.raises(
        ProjectError, match=r"which stack\? name it with -s STACK \(stacks here: a, b\), set PULUMI_STACK"
    ):
        found()


def test_the_backend_is_that_of_the_project_or_of_the_login(project: Path, select: Callable[..., None]) -> None:
    select({"stacks": {"file://~": "a", "s3://mine": "b"}})
    home = project.parent / "pulumi"
    with pytest.raises(ProjectError):
        found(PULUMI_BACKEND_URL="")
    (home / "credentials.json").write_text('{"current": "s3://mine"}')
    assert found(PULUMI_BACKEND_URL="") == ("b", SELECTED)
    with (project / "Pulumi.yaml").open("a") as file:
        file.write("backend: {url: file://~}\n")
    assert found(PULUMI_BACKEND_URL="") == ("a", SELECTED)


def test_a_selection_by_the_shells_path_is_found_too(
    project: Path, select: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = project.parent / "linked"
    select({"stack": "b"}, path=linked / "Pulumi.yaml")
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    monkeypatch.setenv("PWD", str(linked / "below"))
    environment = {"PULUMI_HOME": str(project.parent / "pulumi")}
    assert meant(None, environment=environment).stack == "b"


def test_what_writes_unasked_takes_no_stack_that_is_only_selected(
    select: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    select({"stack": "b"})
    for words in (["recover", "--yes"], ["import", "--yes"], ["release", "clients", "--yes"]):
        assert main(words) == 1
        told = capsys.readouterr()
        assert "without asking, none is taken that is only selected [LOX4001]" in told.err, words
    monkeypatch.setenv("PULUMI_STACK", "a")
    assert found("x", unasked=True) == ("x", "")
    assert found(unasked=True, PULUMI_STACK="a") == ("a", "PULUMI_STACK")


def test_a_command_says_which_stack_it_took(
    select: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    select({"stack": "b\x1b[31m"})
    assert main(["review", "--against", "HEAD"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "stack b\\u001b[31m (pulumi stack select)"
    monkeypatch.setenv("PULUMI_STACK", "a")
    assert main(["review", "--against", "HEAD"]) == 1
    assert capsys.readouterr().err.startswith("stack a (PULUMI_STACK)\n")
    assert main(["review", "-s", "b", "--against", "HEAD"]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert "PULUMI_STACK" not in outside()  # what is started is told by --stack


def test_doctor_looks_at_the_stack_that_is_meant(select: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no engine, which is not what this is about
    monkeypatch.delenv("PULUMI_BACKEND_URL")

    def said() -> Check:
        return next(check for check in examine(stack=None, offline=True).checks if check.name == "stack")

    assert said().text == "none was chosen, so no stack was looked at (stacks here: a, b)"
    select({"stack": "b"})
    assert said().text == "b (pulumi stack select)"
    monkeypatch.setenv("PULUMI_STACK", "a")
    assert said().text == "a (PULUMI_STACK)"
    monkeypatch.setenv("PULUMI_STACK", "")
    assert (said().state, said().code) == ("problem", EmptyOption.code)


def test_no_variable_changes_what_a_command_of_ours_asks_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the engine's options has a variable: one shows secrets, another leaves resources out of a review."""
    for name in ("PULUMI_OPTION_SHOW_SECRETS", "PULUMI_OPTION_TARGET", "PULUMI_SKIP_CONFIRMATIONS"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("PULUMI_OPTION_PARALLEL", "4")
    monkeypatch.setenv("PULUMI_HOME", "/home")
    kept = {name for name in outside() if name.startswith("PULUMI_")}
    assert {"PULUMI_PARALLEL", "PULUMI_HOME"} <= kept
    assert not [name for name in kept if "SECRETS" in name or "TARGET" in name or "CONFIRMATIONS" in name]
