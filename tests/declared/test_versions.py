"""What a version is made of before its program runs: files, configuration, program, Python and variables."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.errors import FilesUnreadable, GitError, ProgramError, ProjectError
from lox24_provider.workflow import git
from lox24_provider.workflow.declared import checkout, dependencies
from lox24_provider.workflow.declared.checkout import check_out
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.program import Program
from lox24_provider.workflow.declared.variables import for_program, for_toolchain
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.project import Project
from tests.declared.conftest import Look, Write

Commit = Callable[[], None]


def test_a_version_is_written_as_git_keeps_it_and_nothing_of_it_runs(
    write: Write, commit: Commit, repository: Path, tmp_path: Path
) -> None:
    write({"a.txt": "as it is\n", "infra/run.sh": "#!/bin/sh\n", ".gitattributes": "*.txt filter=bad\n"})
    (repository / "infra/run.sh").chmod(0o755)
    (repository / "infra/inside").symlink_to("../a.txt")
    (repository / "infra/outside").symlink_to("../../outside")
    (repository / "infra/top").symlink_to("/etc/passwd")
    (repository / "infra/itself").symlink_to("itself")
    (repository / "infra/back").symlink_to("..")
    (repository / "infra/roundabout").symlink_to("back/../outside")  # by its words alone, in `infra`
    (repository / "infra/again").symlink_to("roundabout")
    commit()
    ran = tmp_path / "ran"
    for name, command in (("filter.bad.smudge", f"touch {ran}; cat"), ("filter.bad.clean", f"touch {ran}; cat")):
        subprocess.run(["git", "config", name, command], cwd=repository, check=True)
    hook = repository / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    (tmp_path / "outside").write_text("somebody else's\n")
    folder = tmp_path / "version"
    folder.mkdir()
    check_out(Git(repository / "infra"), commit="HEAD", folder=folder)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    assert found == {"a.txt", ".gitattributes", "infra/run.sh", "infra/inside"}
    assert (folder / "infra/back").resolve() == folder
    assert (folder / "infra/inside").read_text() == "as it is\n"
    assert os.access(folder / "infra/run.sh", os.X_OK)
    assert not ran.exists()


def test_a_tree_that_no_git_would_make_leads_nowhere(repository: Path, tmp_path: Path) -> None:
    def told(*words: str, given: bytes = b"") -> str:
        ended = subprocess.run(["git", *words], cwd=repository, input=given, capture_output=True, check=True)
        return ended.stdout.decode().strip()

    blob = told("hash-object", "-w", "--stdin", given=b"x")
    inner = told("mktree", given=f"100644 blob {blob}\tx\n".encode())
    names = [b"..", b".git", b".GIT"]
    entries = b"".join(b"40000 " + name + b"\0" + bytes.fromhex(inner) for name in sorted(names))
    entries += b"100644 ok\0" + bytes.fromhex(blob)
    tree = told("hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=entries)
    folder = tmp_path / "version"
    folder.mkdir()
    check_out(Git(repository), commit=tree, folder=folder)
    assert [path.name for path in folder.iterdir()] == ["ok"]
    assert not (tmp_path / "x").exists()


def test_a_version_of_too_much_is_not_written(
    write: Write, commit: Commit, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"a": "a", "b": "b"})
    commit()
    monkeypatch.setattr(checkout, "MOST_FILES", 1)
    with pytest.raises(GitError, match="too many to be run"):
        check_out(Git(repository), commit="HEAD", folder=tmp_path)


def test_files_are_read_in_parts_that_fit_into_memory(
    write: Write, commit: Commit, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"a": "a" * 60, "b": "b" * 60, "c": "c" * 200, "d": "d", "e": "", "f": "f"})
    commit()
    at_once = list[int]()

    class Counted(Git):
        def _run(self, *words: str, given: bytes = b"", **named: Any) -> tuple[int, bytes, str]:
            code, out, told = super()._run(*words, given=given, **named)
            at_once.append(len(out))
            return code, out, told

    monkeypatch.setattr(git, "_BYTES_AT_ONCE", 100)
    counted = Counted(repository)
    entries = counted.entries("HEAD")
    at_once.clear()
    assert [len(content) for _, content in counted.contents(entries)] == [60, 60, 200, 1, 0, 1]
    assert len(at_once) == 4


def configuration(write: Write, main: str, stack: str) -> Configuration:
    write({"infra/Pulumi.yaml": f"name: shop\nruntime: python\n{main}", "infra/Pulumi.prod.yaml": stack})
    return Configuration.of(Project.find(), stack="prod", what="now")


def test_configuration_is_what_the_engine_hands_over_without_what_is_encrypted(write: Write) -> None:
    said = configuration(
        write,
        "config:\n  size: {type: integer, default: 3}\n  hidden: {type: string, secret: true, default: x}\n"
        "  cloud:region: {value: eu}\n  only: {type: string}\n  both: {default: shared}\n",
        "config:\n  both: own\n  shop:flag: true\n  shop:half: 1.5\n  shop:list: [1, {a: b}]\n"
        "  shop:key: {secure: AAABAone}\n  shop:deep: {a: {secure: AAABAone}, b: c}\n  lox24:clientId: '12'\n",
    )
    assert said.plain == {
        "cloud:region": "eu",
        "lox24:clientId": "12",
        "shop:both": "own",
        "shop:flag": "true",
        "shop:half": "1.5",
        "shop:list": '[1,{"a":"b"}]',
        "shop:size": "3",
    }
    assert said.encrypted == {"shop:key", "shop:deep"}
    assert said.secret == {"shop:key", "shop:deep", "shop:hidden"}
    key = said.values["shop:key"]
    assert (key[: len(UNKNOWN)], len(key) <= 50) == (UNKNOWN, True)
    assert said.values["shop:deep"] == f'{{"a":"{key}","b":"c"}}'
    assert said.account == "12@api.lox24.eu"


def test_files_that_are_no_yaml_are_told_with_their_place(write: Write) -> None:
    with pytest.raises(FilesUnreadable, match=r"now: Pulumi\.prod\.yaml:3:"):
        configuration(write, "", "config:\n  a: [\n")


@pytest.mark.parametrize(
    ("main", "why"),
    [
        ("runtime: nodejs\n", "only Python programs can be run so"),
        ("runtime: {name: go}\n", "only Python programs can be run so"),
        ("runtime: python\n", "there is no program .*Automation API"),
        ("runtime: python\nmain: nowhere\n", "there is no program"),
    ],
)
def test_what_is_no_program_says_so(write: Write, main: str, why: str) -> None:
    write({"infra/Pulumi.yaml": f"name: shop\n{main}"})
    with pytest.raises(ProgramError, match=why):
        Program.of(Project.find(), what="now")


@pytest.mark.parametrize(("main", "file", "cwd"), [("src", "src", "src"), ("src/app.py", "src/app.py", "src")])
def test_main_names_a_folder_or_a_file(write: Write, repository: Path, main: str, file: str, cwd: str) -> None:
    write({"infra/Pulumi.yaml": f"name: shop\nruntime: python\nmain: {main}\n", "infra/src/app.py": ""})
    write({"infra/src/__main__.py": ""})
    program = Program.of(Project.find(), what="now")
    assert (program.file, program.cwd) == (repository / "infra" / file, repository / "infra" / cwd)
    assert program.root == repository


def program(write: Write, *, runtime: str = "python", **files: str) -> Program:
    write({"infra/Pulumi.yaml": f"name: shop\nruntime: {runtime}\n", "infra/__main__.py": "", **files})
    return Program.of(Project.find(), what="now")


def python_in(folder: Path) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").touch()
    return folder / "bin/python"


def test_the_python_is_the_one_that_the_project_names(write: Write, repository: Path) -> None:
    assert dependencies.own(program(write)) == Path(sys.executable)
    own = python_in(repository / "infra/env")
    assert dependencies.own(program(write, runtime="{name: python, options: {virtualenv: env}}")) == own
    above = python_in(repository / ".venv")
    for toolchain in ("uv", "poetry"):
        runtime = f"{{name: python, options: {{toolchain: {toolchain}}}}}"
        assert dependencies.own(program(write, runtime=runtime)) == above


def test_poetry_is_asked_without_plugins_that_a_change_may_bring(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def told(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, f"{python_in(tmp_path / 'made')}\n", "")

    monkeypatch.setattr(dependencies, "_ran", told)
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    runtime = "{name: python, options: {toolchain: poetry}}"
    assert dependencies.own(program(write, runtime=runtime)) == tmp_path / "made/bin/python"
    assert asked == [["/opt/poetry", "--no-plugins", "env", "info", "--executable"]]


@pytest.mark.parametrize(
    "name",
    [
        "infra/requirements.txt",
        "infra/requirements-prod.txt",
        "infra/requirements/base.txt",
        "infra/uv.lock",
        "pyproject.toml",
        "Pipfile.lock",
        "shared/pinned.txt",
    ],
)
def test_other_dependencies_are_seen_wherever_they_are_declared(
    write: Write, repository: Path, tmp_path: Path, name: str
) -> None:
    one = program(write, **{"infra/requirements.txt": "-r ../shared/pinned.txt\npulumi\n", "shared/pinned.txt": "a\n"})
    other = tmp_path / "other"
    subprocess.run(["cp", "-r", repository, other], check=True)
    copy = Program.of(Project.find(other / "infra"), root=other, what="HEAD")
    assert dependencies.are_same(one, copy)
    write({"elsewhere/requirements.txt": "b\n"})
    assert dependencies.are_same(one, copy)
    write({name: "c\n"})
    assert not dependencies.are_same(one, copy)
    assert not dependencies.are_same(replace(copy, toolchain="uv"), copy)


@pytest.mark.parametrize(
    ("toolchain", "expected"),
    [
        ("pip", [["-m", "venv"], ["-m", "pip", "install", "-q", "-r", "requirements.txt"]]),
        ("uv", [["sync"]]),
        ("poetry", [["install", "--no-interaction", "--no-root"]]),
    ],
)
def test_an_environment_is_made_by_the_toolchain_that_the_project_names(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolchain: str, expected: list[list[str]]
) -> None:
    ran: list[tuple[list[str], Path, dict[str, str]]] = []

    def done(command: list[str], *, at: Path, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        ran.append((command, at, more))
        if len(ran) == 1:
            python_in(tmp_path / "environment" / ("shop-py3" if toolchain == "poetry" else ""))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(dependencies, "_ran", done)
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{Path(name).name}")
    files = {"infra/requirements.txt": "pulumi\n", "infra/pyproject.toml": ""}
    runtime = f"{{name: python, options: {{toolchain: {toolchain}}}}}"
    (tmp_path / "environment").mkdir()
    python = dependencies.made(program(write, runtime=runtime, **files), folder=tmp_path / "environment", what="HEAD")
    assert python.is_file()
    assert [command[1 : 1 + len(words)] for (command, _, _), words in zip(ran, expected, strict=True)] == expected
    assert {at for _, at, _ in ran} == {Path.cwd()}


def test_an_environment_that_cannot_be_made_is_one_line(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "looking\nERROR: no way to https://u:p@host/x\nhint\n")

    with pytest.raises(ProgramError, match=r"^HEAD: it has other dependencies, and no requirements\.txt says which; "):
        dependencies.made(program(write), folder=tmp_path, what="HEAD")
    monkeypatch.setattr(dependencies, "_ran", fails)
    given = program(write, **{"infra/requirements.txt": ""})
    with pytest.raises(ProgramError) as told:
        dependencies.made(given, folder=tmp_path, what="HEAD")
    assert str(told.value) == (
        "HEAD: its environment cannot be made (venv: ERROR: no way to https://host/x); --base-python names a Python "
        "that has what it needs"
    )
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ProgramError, match="uv is not on PATH"):
        dependencies.made(replace(given, toolchain="uv"), folder=tmp_path, what="HEAD")


def test_variables_are_those_of_a_list_and_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("LOX24_TOKEN", "LOX24_PLAN_KEY", "PULUMI_CONFIG_PASSPHRASE", "AWS_SESSION_TOKEN", "GH_TOKEN", "API_KEY")
    publishing = ("POETRY_PYPI_TOKEN_PYPI", "UV_PUBLISH_PASSWORD")
    for name in (*secrets, *publishing, "CI_JOB_TOKEN", "PYTHONPATH", "REGION", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    given = for_program(home=tmp_path, named=("REGION",))
    assert given["HOME"] == str(tmp_path)
    assert given["REGION"] == "x"
    assert not {*secrets, "CI_JOB_TOKEN", "PYTHONPATH", "PIP_INDEX_URL"} & given.keys()
    assert not {*secrets, *publishing, "CI_JOB_TOKEN"} & for_toolchain().keys()
    assert "PIP_INDEX_URL" in for_toolchain()
    for name in (*secrets, "CI_JOB_TOKEN", "my_secret", "DB_PASSWORD", "GOOGLE_CREDENTIALS"):
        with pytest.raises(ProjectError, match=f"--env {name}: a change's program gets no secret"):
            for_program(home=tmp_path, named=(name,))


def test_a_job_that_has_secrets_runs_no_changes_code(
    write: Write, commit: Commit, look: Look, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(write, **{"infra/Pulumi.prod.yaml": "config: {}\n", "infra/__main__.py": "open('ran', 'w')\n"})
    commit()
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("LOX24_TOKEN", "")  # as a fork's job has it
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "x")
    code, _, err = look("--declared", "--against", "HEAD")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("error: this job has PULUMI_CONFIG_PASSPHRASE, and --declared runs a change's code")
    assert not (repository / "infra/ran").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--declared"], "--declared goes with --against"),
        (["--declared", "--against", "HEAD", "--lines"], "does not go with --declared"),
        (["--against", "HEAD", "--python", "x", "--env", "A"], "--python, --env: goes with --declared"),
        (["--declared", "--against", ""], "--against is empty"),
        (["--declared", "--against", "HEAD", "--python", "nowhere"], "nowhere cannot be run"),
        (["--declared", "--against", "HEAD", "-s", "prud"], "there is no Pulumi.prud.yaml"),
    ],
)
def test_options_that_do_not_go_together(write: Write, commit: Commit, look: Look, words: list[str], why: str) -> None:
    program(write, **{"infra/Pulumi.prod.yaml": "config: {}\n"})
    commit()
    code, _, err = look(*words)
    assert code == 1
    assert why in err


def test_files_without_groups_lead_to_the_program(write: Write, commit: Commit, look: Look) -> None:
    program(write, **{"infra/Pulumi.prod.yaml": "config: {}\n"})
    commit()
    _, _, err = look("--against", "HEAD", "--markdown", "my review.md")
    hint = "lox24 review -s prod --declared --against HEAD --markdown 'my review.md'"
    assert f"`{hint}` runs it" in err
    code, _, pasted = look(*shlex.split(hint)[2:])
    assert (code, pasted) == (0, "")
    write({"infra/Pulumi.prod.yaml": "config: {shop:groups: {}}\n"})
    assert "--declared" not in look("--against", "HEAD")[2]
