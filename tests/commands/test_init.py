"""`lox24 init`: what it writes, what it leaves to a person, and that nothing of anybody's is touched."""

from __future__ import annotations

import itertools
import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from lox24_provider import __version__
from lox24_provider.safe_io.writing import Folder
from lox24_provider.workflow.scaffolding.project_files import Names, template_files
from lox24_provider.workflow.scaffolding.scaffold import scaffold
from lox24_provider.workflow.scaffolding.target import Target, name_from
from tests.support.codes import without_code
from tests.support.scaffolds import Init

PROJECT = "name: shop\nruntime: python\n"
NEW = {
    "Pulumi.yaml",
    "__main__.py",
    "Pulumi.dev.yaml",
    "Pulumi.prod.yaml",
    "schema.json",
    "lists/on-call.csv",
    ".gitignore",
    "README.md",
}


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.mark.parametrize(
    ("runner", "files"),
    [
        ("pip", {"requirements.in", "requirements.txt"}),
        ("uv", {"pyproject.toml"}),
        ("poetry", {"pyproject.toml", "poetry.toml"}),
    ],
)
def test_a_new_project_has_what_its_runner_needs(init: Init, tmp_path: Path, runner: str, files: set[str]) -> None:
    code, out, err = init("my lists", "--runner", runner, "--client-id", "7654321")
    assert (code, err) == (0, "")
    made = tree(tmp_path / "my lists")
    assert made.keys() == NEW | files
    assert yaml.safe_load(made["Pulumi.yaml"])["runtime"]["options"]["toolchain"] == runner
    assert any(f"lox24-provider[sandbox]=={__version__}" in made[file] for file in files)
    assert "${" not in "".join(made.values())
    first, *others = (line.strip() for line in out.partition("next:\n")[2].splitlines())
    assert shlex.split(first)[:2] == ["cd", "my lists"]
    assert others == ["pulumi stack init dev", "pulumi up -s dev"]


def test_what_is_scaffolded_has_no_problem_but_the_accounts_number(
    init: Init, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init("one", "--client-id", "7654321")
    init("two", "-s", "live")
    monkeypatch.chdir(tmp_path / "one")
    assert init("check", command="stacks") == (0, "2 stacks, 3 groups: no problems\n", "")
    monkeypatch.chdir(tmp_path / "two")
    code, out, _ = init("check", command="stacks")
    assert (code, without_code(out.strip())) == (
        1,
        "Pulumi.live.yaml:3:3: lox24:clientId must be the account's number, digits only",
    )
    code, out, _ = init("schema", command="stacks")
    assert json.loads(out) == json.loads(Path("schema.json").read_text())


def test_a_second_run_writes_nothing_and_a_dry_run_neither(init: Init, tmp_path: Path) -> None:
    _, told, _ = init("--dry-run", "--name", "x")
    assert tree(tmp_path) == {}
    assert told.count("would write ") == len(NEW) + 2
    init("--name", "x")
    made = tree(tmp_path)
    _, told, _ = init()
    assert "everything is there\n" in told
    assert tree(tmp_path) == made


def test_pipelines_are_at_the_root_of_the_repository(init: Init, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "repository")], check=True)
    code, out, _ = init("repository/infra", "--ci", "github")
    assert code == 0
    assert "wrote repository/.github/workflows/lists.yml\n" in out
    assert "infra" in (tmp_path / "repository/.github/workflows/lists.yml").read_text()
    _, out, _ = init("new", "--ci", "gitlab")
    assert (tmp_path / "new/.gitlab-ci.yml").exists()
    assert "there is no git repository yet" in out
    assert "not pinned" not in out
    _, out, _ = init("pinned", "--ci", "gitlab", "--pin", "1" * 40)
    assert "not pinned by a commit that is published, a digest or hashes: $CI_SERVER_FQDN/OWNER/" in out


def test_a_pipeline_that_is_there_stays_and_ours_is_beside_the_project(init: Init, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitlab-ci.yml").write_text("test: {script: [make]}\n")
    code, out, _ = init("infra", "--ci", "gitlab")
    assert code == 0
    assert ".gitlab-ci.yml, take over:\n    the jobs of infra/lox24.gitlab-ci.yml\n" in out
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "test: {script: [make]}\n"
    assert (tmp_path / "infra/lox24.gitlab-ci.yml").exists()


@pytest.mark.promise
def test_of_an_existing_project_no_file_is_changed(init: Init, tmp_path: Path) -> None:
    own = {
        "infra/Pulumi.yaml": f"{PROJECT}stackConfigDir: config\n",
        "infra/__main__.py": "import pulumi_aws\n",
        "infra/config/Pulumi.dev.yaml": "config:\n  shop:instanceType: t3\n",
        "infra/.gitignore": "venv/\n.venv\n",
        "infra/requirements.txt": "pulumi-aws\n",
        "infra/README.md": "ours\n",
    }
    for path, text in own.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    code, out, err = init("--client-id", "7654321")  # from above the project
    assert (code, err) == (0, "")
    made = tree(tmp_path)
    assert own.items() <= made.items()
    assert made.keys() - own.keys() == {
        "infra/config/Pulumi.prod.yaml",
        "infra/config/schema.json",
        "infra/lists/on-call.csv",
    }
    for lines in (
        "infra/__main__.py, add:\n    import pulumi\n    from lox24_provider.stacks import Groups\n",
        "infra/config/Pulumi.dev.yaml, add beneath `config:`:\n      lox24:baseUrl: sandbox",
        "\n      shop:groups:\n",
        "infra/.gitignore, add:\n    /.lox24/\n    __pycache__/\n",
        f"infra/requirements.txt, add:\n    lox24-provider[sandbox]=={__version__}\n",
        "infra/Pulumi.yaml, instead of the line `runtime: python`:\n    runtime:\n      name: python\n",
        "left as it is: infra/README.md\n",
        "next, when that is pasted:\n  cd infra && python3 -m venv .venv",
        "  lox24 stacks check\n  pulumi preview -s dev\n",
    ):
        assert lines in out


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {"requirements.txt": "pulumi-aws\n"},
            [
                "requirements.txt, add:",
                "push, in infra: mv requirements.txt requirements.in && pip install pip-tools && pip-compile --",
            ],
        ),
        (
            {"requirements.txt": "pulumi==3.272.0 --hash=sha256:00\n"},
            [
                "requirements.txt, add to what it is made of, and make it again:",
                "before the first push, in infra: make requirements.txt again, with hashes, of what it is made of",
            ],
        ),
        (
            {"requirements.txt": "pulumi==3.272.0 --hash=sha256:00\n", "requirements.in": "pulumi\n"},
            ["requirements.in, add:", "before the first push, in infra: pip install pip-tools && pip-compile "],
        ),
    ],
)
def test_a_lock_is_made_of_what_a_project_has(
    init: Init, tmp_path: Path, files: dict[str, str], lines: list[str]
) -> None:
    (tmp_path / "infra").mkdir()
    for name, text in {"Pulumi.yaml": PROJECT, **files}.items():
        (tmp_path / "infra" / name).write_text(text)
    out = init("--ci", "github")[1]
    assert [line for line in lines if line not in out] == []


@pytest.mark.parametrize(
    ("options", "is_told"),
    [
        ("virtualenv: venv", True),
        ("virtualenv: ./.venv", False),
        ("toolchain: pip", False),
        ("toolchain: poetry, virtualenv: venv", False),
    ],
)
def test_an_environment_that_pipelines_do_not_make_is_named(
    init: Init, tmp_path: Path, options: str, *, is_told: bool
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: shop\nruntime: {{name: python, options: {{{options}}}}}\n")
    told = "the pipelines make .venv, and Pulumi.yaml says `virtualenv: venv`"
    assert (told in init("--ci", "gitlab")[1]) is is_told
    assert told not in init("--dry-run")[1]


@pytest.mark.parametrize(
    ("held", "where"),
    [
        ("encryptionsalt: v1:x\n", "add"),
        ("", "add"),
        ("# config: none yet\nx:\n  config: {}\n", "add"),
        ("config:\n  shop:size: '1'\n", "add beneath `config:`"),
        ("config: # ours\n  shop:size: '1'\n", "add beneath `config:`"),
        ("config: {} # none\n", "instead of the line `config: {}`"),
        ("encryptionsalt: v1:x\nconfig: null\n", "instead of the line `config: null`"),
    ],
)
def test_a_stack_file_without_config_gets_it_too(init: Init, tmp_path: Path, held: str, where: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(held)
    _, out, _ = init()
    section = out.partition(f"Pulumi.dev.yaml, {where}:\n")[2]
    if where.startswith("instead"):
        held = held.replace(where.split("`")[1], "")
    file.write_text(held + _section(section))
    content = yaml.safe_load(file.read_text())
    assert content["config"]["lox24:baseUrl"] == "sandbox"
    assert set(content["config"]["shop:groups"]) == {"clients", "on-call"}


def test_a_config_on_one_line_is_to_be_divided_and_not_shown(init: Init, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {lox24:token: '1:secret-canary'}\n")
    out = init()[1]
    told = "Pulumi.dev.yaml, write each key of `config` on a line of its own, and add beneath `config:`:\n      lox24:"
    assert told in out
    assert "canary" not in out


def _section(out: str) -> str:
    """The lines to paste at the beginning of an output."""
    lines = itertools.takewhile(lambda line: line.startswith("    "), out.splitlines())
    return "".join(line.removeprefix("    ") + "\n" for line in lines)


def test_what_was_pasted_is_whole(init: Init, tmp_path: Path) -> None:
    """A person does what the lines say; then nothing is missing, and nothing wrong."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: {name: python, options: {toolchain: uv}}\n")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["lox24-provider"]\n')
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  shop:size: '1'\n")
    _, out, _ = init("--client-id", "7654321")
    section = out.partition("add beneath `config:`:\n")[2].partition("next")[0]
    with (tmp_path / "Pulumi.dev.yaml").open("a") as file:
        file.writelines(line.removeprefix("    ") + "\n" for line in section.splitlines())
    (tmp_path / "__main__.py").write_text(out.partition("__main__.py, add:\n")[2].partition("P")[0].replace("    ", ""))
    assert "everything is there\n" in init()[1]
    assert init("diff", "dev", "prod", command="stacks")[0] == len(["dev", "prod"])


def test_a_program_that_declares_its_groups_gets_no_stack_files(init: Init, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("from lox24_provider import Group\n")
    (tmp_path / "requirements.txt").write_text("lox24-provider\n")
    out = init("--ci", "github")[1]
    assert "the pipelines run it for its review" in out
    assert out.endswith(" && pip install -r requirements.txt\n  pulumi preview\n")  # of stacks that it has, and no dev
    assert tree(tmp_path).keys() == {
        "Pulumi.yaml",
        "__main__.py",
        "requirements.txt",
        ".gitignore",
        ".github/workflows/lists.yml",
    }


@pytest.mark.parametrize(
    ("files", "arguments", "told"),
    [
        ({"Pulumi.yaml": "name: x\nruntime: nodejs\n"}, [], "the native plugin (`lox24 plugin install`)"),
        ({"Pulumi.yaml": "name: [\n"}, [], "Pulumi.yaml "),
        ({"Pulumi.yaml": 'name: "a\\nb: c"\nruntime: python\n'}, [], "has the name 'a b: c', and"),
        ({"__main__.py": "print()\n"}, [], "there is a program here (__main__.py) and no Pulumi.yaml"),
        ({"a/Pulumi.yaml": PROJECT, "b/Pulumi.yaml": PROJECT}, [], "there are several projects here"),
        ({"Pulumi.yaml": PROJECT, "Pulumi.live.yaml": ""}, [], "name the stack that works on the account with --stack"),
        ({"Pulumi.yaml": PROJECT}, ["--name", "other"], "the project there is called shop"),
        ({"lists": ""}, [], "lists: there is a file in the place of this folder; nothing was written"),
        ({"lists": ""}, ["lists"], "lists: it is no folder; nothing was written"),
        ({}, ["--name", "a b"], "--name has 1 to 100"),
        ({}, ["--name", "Pulumi"], "--name has 1 to 100"),
        ({}, ["--stack", "dev"], "--stack has 1 to 100"),
        ({}, ["--stack", ""], "--stack has 1 to 100"),
        ({}, ["--client-id", "12a"], "--client-id must be"),
        ({}, ["--pin", "main", "--ci", "github"], "a pin is a commit"),
        ({}, ["--pin", "0" * 40], "--pin is for pipelines"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(
    init: Init, tmp_path: Path, files: dict[str, str], arguments: list[str], told: str
) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    code, out, err = init(*arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err
    assert tree(tmp_path) == files


@pytest.mark.promise
def test_no_link_is_followed_out_of_the_repository(init: Init, tmp_path: Path) -> None:
    outside, repository = tmp_path / "outside", tmp_path / "repository"
    outside.mkdir()
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    (repository / "infra").mkdir()
    (repository / "infra/lists").symlink_to(outside)
    for arguments in (["--dry-run"], []):
        code, _, err = init("repository/infra", *arguments)
        assert (code, "a link leads out of the repository" in err) == (1, True)
    (repository / "infra/lists").unlink()
    target = Target.find(Path("repository/infra"))
    names = Names(project="infra", key="infra:groups", stack="prod", runner="pip")
    made = scaffold(target, names, pipelines={})
    (repository / "infra/lists").symlink_to(outside)  # after it was judged
    with pytest.raises(OSError, match="a link leads out"):
        made.write()
    (repository / "infra/lists").unlink()
    (repository / "infra/Pulumi.prod.yaml").symlink_to(outside / "new")
    assert init("repository/infra", "--dry-run")[0] == 0
    assert tree(outside) == tree(repository) == {}


@pytest.mark.promise
def test_either_all_is_written_or_nothing(init: Init, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Folder.rename

    def rename(self: Folder, old: str, new: str) -> None:
        if new == "README.md":
            raise OSError(28, "No space left on device", new)
        real(self, old, new)

    monkeypatch.setattr(Folder, "rename", rename)
    code, _, err = init("lists")
    assert (code, err) == (1, "error: README.md: No space left on device; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_second_project_in_a_repository_is_named(init: Init, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    init("lists", "--name", "lists")
    assert (tmp_path / "lists/Pulumi.yaml").read_text().startswith("name: lists\n")


def test_a_project_around_the_repository_is_another_one(init: Init, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    subprocess.run(["git", "init", "-q", "repository"], check=True)
    assert init("repository")[0] == 0
    assert (tmp_path / "repository/Pulumi.yaml").exists()


def test_a_name_that_is_none_is_made_one() -> None:
    names = ["My lists (2)", "lox24", "Pulumi.x", "...", "Prüfung", "x" * 200, "on"]
    assert [name_from(name) for name in names] == [
        "My-lists-2",
        "lists-lox24",
        "lists-Pulumi.x",
        "lists",
        "Pr-fung",
        "x" * 80,
        "on",
    ]


def test_a_name_that_yaml_takes_for_something_else_is_quoted(init: Init, tmp_path: Path) -> None:
    init("1.0")
    assert yaml.safe_load((tmp_path / "1.0/Pulumi.yaml").read_text())["name"] == "1.0"


def test_the_template_is_the_same_project(init: Init, tmp_path: Path) -> None:
    """But for the key of the groups: the engine fills a name in with a line break behind it, which no key can have."""
    init("lists", "-s", "prod")
    template = {
        path: text.replace("${PROJECT}", "lists").replace("${DESCRIPTION}", "SMS mailing lists at LOX24")
        for path, text in template_files().items()
    }
    made = tree(tmp_path / "lists")
    assert template.pop("Pulumi.yaml").startswith(made.pop("Pulumi.yaml"))
    assert json.loads(template.pop("schema.json"))["title"] == json.loads(made.pop("schema.json"))["title"]
    assert {path: text.replace("sms:lists:", "lists:groups:") for path, text in template.items()} == made
    assert not any("${" in text for path, text in template_files().items() if path.startswith("Pulumi."[:7] + "dev"))
