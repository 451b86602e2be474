"""Names of files and keys come from others: none of them makes a line of its own or steers what shows it."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from lox24_provider.cli import main
from tests.support.source import parsed

PACKAGE = Path(__file__).parents[2] / "lox24_provider"
HOSTILE = "x\n::error::y\x1b[31m\u202ez\x9b2J"
STACK = (
    'config:\n  lists:groups:\n    a: {name: A, nmae: x}\n    "k\\n::error::\\e[31m": {name: A, phones: "l\\r.csv"}\n'
)
CALLS = {
    "check": ["stacks", "check"],
    "no such stack": ["stacks", "diff", "nope", "dev"],
    "diff": ["stacks", "diff", HOSTILE, "dev"],
    "copied": ["stacks", "new", "other", "--from", "secret"],
    "list": ["lists", "check", "-s", "nope", "a"],
    "list of a hostile name": ["lists", "check", HOSTILE],
    "which stack": ["review"],
    "no file": ["review", "-s", "nope", "--against", "HEAD"],
    "review": ["review", "-s", "dev", "--against", "HEAD"],
    "another review": ["review", "-s", HOSTILE, "--against", "HEAD"],
    "doctor": ["doctor", "--offline"],
    "erase": ["erase", "+4917612345678", "--folder", HOSTILE],
    "verify": ["verify-account", "--trial", HOSTILE],
    "apply": ["apply", HOSTILE],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stack files of hostile names and contents, in git."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (tmp_path / f"Pulumi.{HOSTILE}.yaml").write_text(STACK)
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  lists:groups: {}\n")
    secret = "config:\n  lox24:clientId: '1'\n  \"lox24:x\\n::error::\\e; rm -rf ~\": {secure: v1:x}\n"
    (tmp_path / "Pulumi.secret.yaml").write_text(secret)
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK.replace(", nmae: x", "").replace(', phones: "l\\r.csv"', ""))
    return tmp_path


@pytest.mark.promise
@pytest.mark.parametrize("words", CALLS.values(), ids=CALLS)
def test_no_name_makes_a_line_or_steers_a_terminal(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """At the beginning of a line GitHub takes `::error::` for a command; a terminal takes more anywhere."""
    assert project.exists()
    main(words)
    told = "".join(capsys.readouterr())
    assert told
    for line in told.split("\n"):
        assert not line.lstrip().startswith("::"), told
        assert not any(one in line for one in "\x1b\u202e\x9b\r"), told


def test_what_is_pasted_into_a_shell_is_one_word(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stacks", "new", "other", "--from", "secret"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "  pulumi config set --secret 'lox24:x ::error::\\u001b; rm -rf ~' -s other"
    assert project.exists()


@pytest.mark.slow
def test_only_the_commands_own_words_print() -> None:
    """`say` and `note` make every line harmless; nothing goes around them."""
    for file in (*(PACKAGE / "commands").glob("*.py"), *(PACKAGE / "workflow").rglob("*.py"), PACKAGE / "cli.py"):
        calls = [node for node in ast.walk(parsed(file.read_text())) if isinstance(node, ast.Call)]
        assert file.name == "common.py" or not any(ast.unparse(call.func) == "print" for call in calls), file
