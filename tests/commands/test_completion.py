"""A shell completes commands, options, files and stacks; a project's names run nothing in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.commands.completion import SHELLS

ASK = """
COMP_WORDS=({words}) COMP_CWORD={last}
{function}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def script(capsys: pytest.CaptureFixture[str], shell: str) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, whose stack files somebody else has named."""
    monkeypatch.chdir(tmp_path)
    Path("Pulumi.yaml").write_text("name: lists\nruntime: python\nstackConfigDir: config\n")
    Path("config").mkdir()
    for name in ("prod", "eu-1", "$(touch ran)", "`touch ran`", "a b"):
        Path(f"config/Pulumi.{name}.yaml").write_text("config: {}")
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_has_every_command_with_its_options(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    text = script(capsys, shell)
    for word in ("review", "verify-account", "sandbox", "against", "with-phones", "port", "stack"):
        assert word in text, word
    assert "lox24 completion stacks" in text
    if shell == "bash" or shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)


def test_bash_completes_words(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """The real shell; `lox24` in it is a function, as a start of Python takes its time."""
    text = script(capsys, "bash")
    assert main(["completion", "stacks"]) == 0
    stacks = capsys.readouterr().out
    assert stacks.split() == ["eu-1", "prod"]

    def completed(*words: str) -> list[str]:
        ask = ASK.format(words=" ".join(f"'{word}'" for word in words), last=len(words) - 1, function="_shtab_lox24")
        program = f"complete() {{ :; }}; lox24() {{ echo {' '.join(stacks.split())}; }}\n{text}\n{ask}"
        ended = subprocess.run(["bash"], input=program, text=True, capture_output=True, cwd=folder, check=True)
        assert ended.stderr == ""
        return ended.stdout.split()

    assert completed("lox24", "rev") == ["review"]
    assert completed("lox24", "stacks", "di") == ["diff"]
    assert "--against" in completed("lox24", "review", "--")
    assert completed("lox24", "review", "-s", "p") == ["prod"]
    assert completed("lox24", "review", "--preview", "Pul") == ["Pulumi.yaml"]
    assert completed("lox24", "completion", "f") == ["fish"]


def test_outside_of_a_project_there_are_no_stacks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["completion", "stacks"]) == 0
    assert capsys.readouterr() == ("", "")
