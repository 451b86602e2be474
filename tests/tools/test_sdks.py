"""`make sdks`, with a Go that builds a script in place of the generators, and an npm that only takes notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.conftest import Script
from tools import sdks
from tools.engine import TAGS
from tools.setup import ROOT

GENERATOR = """
import pathlib, sys
if sys.argv[1].endswith("broken.json"):
    sys.exit("#/resources/lox24:index:Group: a fault")
for language in ("nodejs", "go"):
    folder = pathlib.Path(sys.argv[2], language)
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "README.md"):
        (folder / name).write_text(language)
"""
GO = """
import pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1] == "env":
    print("go1.26.6")
elif sys.argv[1] == "build":
    (here / "build").write_text(" ".join([pathlib.Path.cwd().name, *sys.argv[1:]]))
    program = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    program.write_text((here / "generator").read_text())
    program.chmod(0o755)
"""
NPM = """
import pathlib, sys
with pathlib.Path(__file__).with_name("asked").open("a") as notes:
    print(pathlib.Path.cwd().name, *sys.argv[1:], file=notes)
pathlib.Path("bin").mkdir(exist_ok=True)
"""


@pytest.fixture
def programs(tmp_path: Path, script: Script, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own, and a folder to write to."""
    folder = tmp_path / "programs"
    script(folder, "generator", GENERATOR)
    script(folder, "go", GO)
    script(folder, "npm", NPM)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sdks, "SDKS", tmp_path / "build" / "sdks")
    return folder


def test_the_code_is_made_and_compiled_for_npm(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not sdks.current()
    assert sdks.main() == 0

    assert capsys.readouterr().out == f"sdks: {sdks.SDKS}\n"
    assert sorted(path.name for path in sdks.SDKS.iterdir()) == ["go", "nodejs", "schema.json"]
    assert sorted(path.name for path in (sdks.SDKS / "nodejs/bin").iterdir()) == [
        "LICENSE",
        "README.md",
        "package.json",
    ]
    assert (sdks.SDKS / "go" / "README.md").read_text() == "nodejs"
    assert (sdks.SDKS / "go" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    install, build = (programs / "asked").read_text().splitlines()
    assert install.startswith("nodejs install --no-package-lock")
    assert build == "nodejs run build"
    assert sdks.current()


def test_the_generators_are_built_of_what_the_cli_was_built_of(programs: Path) -> None:
    """So they judge the schema as that engine does, and what was compiled for it is taken."""
    assert sdks.main() == 0

    assert (programs / "build").read_text().startswith(f"cli build -v -mod=readonly -trimpath {' '.join(TAGS)} -o ")


def test_without_npm_the_code_is_there(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "npm").unlink()

    assert sdks.main() == 0
    assert "sdks: the package for npm is not compiled: no npm on PATH\n" in capsys.readouterr().err
    assert (sdks.SDKS / "nodejs" / "package.json").exists()


def test_without_go_nothing_is_made(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "go").unlink()

    assert sdks.main() == 1
    assert capsys.readouterr().err == "sdks: no go on PATH\n"
    assert not sdks.SDKS.exists()


@pytest.mark.slow
def test_a_fault_of_the_schema_is_told_and_what_is_there_counts_no_more(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sdks.main() == 0
    capsys.readouterr()
    monkeypatch.setattr(sdks, "SCHEMA", programs / "broken.json")

    assert sdks.main() == 1
    told = capsys.readouterr().err
    assert "  | #/resources/lox24:index:Group: a fault\n" in told
    assert told.endswith("making the SDKs failed with exit status 1: mend lox24_provider/adapter/native/schema.py\n")


def test_sdks_of_another_schema_do_not_count(programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert programs.exists()
    assert sdks.main() == 0
    other = tmp_path / "schema.json"
    other.write_text("{}")
    monkeypatch.setattr(sdks, "SCHEMA", other)

    assert not sdks.current()


def test_an_example_and_the_schema_name_one_package() -> None:
    schema = json.loads(sdks.SCHEMA.read_text())
    examples = ROOT / "examples"

    assert (
        schema["language"]["nodejs"]["packageName"]
        in json.loads((examples / "typescript/package.json").read_text())["dependencies"]
    )
    assert f'"{schema["language"]["go"]["importBasePath"]}"' in (examples / "go/main.go").read_text()
    assert f"{schema['language']['go']['modulePath']} v{schema['version']}\n" in (examples / "go/go.mod").read_text()
