"""`lox24 plugin`: the engine gets the plugin of this environment, and whoever cannot have it is told in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lox24_provider.adapter.native.version import OWN
from lox24_provider.cli import main
from lox24_provider.workflow.doctor import plugin as doctor
from lox24_provider.workflow.native_plugin import finding, installing
from lox24_provider.workflow.native_plugin.asking import Told, ask
from lox24_provider.workflow.native_plugin.finding import CACHE, ENTRY, FILE, ON_PATH, find
from lox24_provider.workflow.native_plugin.installing import launcher, scripts_folder, useless
from lox24_provider.workflow.project import Project

ENTRIES = "plugins: {{providers: [{{name: other, path: x}}, {{name: lox24, path: {path}{more}}}]}}\n"


def program(file: Path, text: str = "#!/bin/sh\nexit 1\n") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    return file


def in_cache(home: Path, version: str, text: str = "#!/bin/sh\nexit 1\n") -> Path:
    return program(home / "plugins" / f"resource-lox24-v{version}" / FILE, text)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pulumi's folder of a person who stands in a folder of their own, with nothing of ours on PATH."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "the home"))
    monkeypatch.setenv("PULUMI_SKIP_UPDATE_CHECK", "true")
    there = [one for one in os.environ["PATH"].split(os.pathsep) if not (Path(one) / FILE).exists()]
    monkeypatch.setenv("PATH", os.pathsep.join(there))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "the home"


@pytest.mark.slow
def test_what_is_installed_is_what_the_engine_finds_and_it_starts_this_environment(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And no module of the folder that the engine works in, whatever it is called."""
    for _ in range(2):
        assert main(["plugin", "install"]) == 0
        assert capsys.readouterr() == (f"lox24 {OWN} is in Pulumi's cache ({home}), and starts {sys.executable}\n", "")
    found = find(None, environment=os.environ)
    assert found is not None
    assert (found.where, found.version) == (CACHE, OWN)
    Path("lox24_provider.py").write_text("raise SystemExit('not this one')\n")
    assert ask(found.place, folder=Path()).version == OWN


def test_whoever_has_no_engine_is_told_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(home))
    assert main(["plugin", "install"]) == 1
    assert capsys.readouterr().err.startswith("error: the Pulumi CLI is not on PATH: ")


def test_what_a_wheel_leaves_in_a_clone_hides_no_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "clone" / "lox24_provider.egg-info"
    left.mkdir(parents=True)
    (left / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: lox24-provider\nVersion: 0.1.0\n")
    monkeypatch.syspath_prepend(left.parent)
    assert (scripts_folder() / FILE).is_file()


def test_the_folder_is_printed_as_pulumi_yaml_is_to_have_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = scripts_folder()
    assert (folder / FILE).is_file()
    assert main(["plugin", "path"]) == 0
    assert capsys.readouterr().out == f"{folder}\n"
    below = home.parent / "here" / "my env" / "bin"
    Path("Pulumi.yaml").write_text("name: lists\nruntime: yaml\n")
    monkeypatch.setattr("lox24_provider.commands.plugin.scripts_folder", lambda: below)
    assert main(["plugin", "path"]) == 0
    assert capsys.readouterr().out == "my env/bin\n"


def test_an_entry_comes_before_the_path_and_that_before_the_cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it was run with CLI 3.274.1; and of the cache the newest release, unless one is asked for."""
    file = Path("Pulumi.yaml")
    file.write_text("name: lists\nruntime: yaml\n")
    project = Project.find()
    assert find(project, environment=os.environ) is None
    for version in ("0.1.0", "0.10.0", "0.9.0", "0.11.0-dev.1", "no.version"):
        in_cache(home, version)
    (home / "plugins" / "resource-lox24-v0.12.0.partial").touch()
    in_cache(home, "0.12.0")
    found = find(project, environment=os.environ)
    assert found is not None
    assert (found.where, found.version) == (CACHE, "0.10.0")
    assert find(project, environment=os.environ, exactly="0.2.0") is None
    exact = find(project, environment=os.environ, exactly="0.9.0")
    assert exact is not None
    assert exact.place.parent.name == "resource-lox24-v0.9.0"

    on_path = program(home / "bin" / FILE)
    monkeypatch.setenv("PATH", str(on_path.parent), prepend=os.pathsep)
    taken = find(project, environment=os.environ, exactly="0.2.0")
    assert taken is not None
    assert (taken.where, taken.place) == (ON_PATH, on_path)
    ignored = find(project, environment={**os.environ, "PULUMI_IGNORE_AMBIENT_PLUGINS": "true"})
    assert ignored is not None
    assert ignored.where == CACHE

    named = program(Path("my bin") / FILE)
    for more, exactly, where in (("", "0.2.0", ENTRY), (", version: 0.3.0", "0.2.0", ON_PATH)):
        file.write_text("name: lists\nruntime: yaml\n" + ENTRIES.format(path="my bin", more=more))
        by = find(project, environment=os.environ, exactly=exactly)
        assert by is not None
        assert by.where == where
    file.write_text("name: lists\nruntime: yaml\n" + ENTRIES.format(path="nowhere", more=""))
    gone = find(project, environment=os.environ)
    assert gone is not None
    assert (gone.where, gone.is_there) == (ENTRY, False)
    named.unlink()


def test_the_launcher_starts_any_interpreter_and_says_its_version_before_what_the_engine_says(tmp_path: Path) -> None:
    """Its path may be longer than what can stand after `#!`, with blanks and quotes in it."""
    python = program(tmp_path / ("it's a 'long' $way " * 8) / "python", '#!/bin/sh\nprintf "%s|" "$@"\n')
    file = program(tmp_path / FILE, launcher(str(python), version="0.2.0-rc.1"))
    ran = subprocess.run([file, "-v=9", "127.0.0.1:1"], check=True, capture_output=True, text=True)
    assert ran.stdout.startswith("-c|")
    assert ran.stdout.endswith("|--version|0.2.0-rc.1|-v=9|127.0.0.1:1|")


def test_a_launcher_whose_environment_is_gone_or_has_no_plugin_says_so(tmp_path: Path) -> None:
    gone = program(tmp_path / "a" / FILE, launcher(str(tmp_path / "my env" / "python"), version=OWN))
    said = "is gone: run `lox24 plugin install` in the environment that has lox24-provider now [LOX4015]"
    assert ask(gone, folder=tmp_path).error == f"{tmp_path}/my env/python {said}"
    bare = program(tmp_path / "b" / "python", f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    without = program(tmp_path / "b" / FILE, launcher(str(bare), version=OWN))
    assert ask(without, folder=tmp_path).error.endswith(said)


def test_a_plugin_of_another_version_is_asked_and_refuses(tmp_path: Path) -> None:
    file = program(tmp_path / FILE, launcher(sys.executable, version="0.0.1"))
    told = ask(file, folder=tmp_path)
    assert told.version == ""
    assert told.error.startswith("Pulumi's cache calls this plugin lox24 0.0.1, and ")
    assert told.error.endswith(" [LOX4016]")


def test_what_is_no_plugin_is_told_apart(tmp_path: Path) -> None:
    assert ask(tmp_path / "nothing", folder=tmp_path).error == "it does not start (No such file or directory)"
    assert ask(program(tmp_path / "a"), folder=tmp_path).error == "it says no port, as if it were no plugin"
    talks = program(tmp_path / "b", "#!/bin/sh\necho hello; echo why >&2; exit 3\n")
    assert ask(talks, folder=tmp_path).error == "why"


def test_cached_plugins_that_cannot_work_are_named_and_stay(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installing, "OWN", "0.2.0")
    other = program(home / "env" / "python")
    in_cache(home, "0.0.1", launcher(str(home / "gone"), version="0.0.1"))
    in_cache(home, "0.1.0", launcher(sys.executable, version="0.1.0"))
    in_cache(home, "0.1.1", launcher(str(other), version="0.1.1"))
    in_cache(home, "0.2.0", launcher(sys.executable, version="0.2.0"))
    in_cache(home, "0.3.0", launcher(sys.executable, version="0.3.0"))
    in_cache(home, "0.4.0")  # somebody else's
    assert dict(useless(os.environ)) == {
        "0.0.1": f"its environment is gone ({home / 'gone'})",
        "0.1.0": "this environment has 0.2.0 now",
        "0.3.0": "this environment has 0.2.0 now, and is taken before it",
    }
    monkeypatch.setattr("lox24_provider.commands.plugin.install", lambda _: sys.executable)
    assert main(["plugin", "install"]) == 0
    told = capsys.readouterr().err
    assert "`pulumi plugin rm resource lox24 0.3.0 --yes`" in told
    assert len(finding.cached(os.environ)) == 6


def test_an_engine_that_takes_another_one_all_the_same_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lox24_provider.commands.plugin.install", lambda _: sys.executable)
    on_path = program(home / "bin" / FILE)
    monkeypatch.setenv("PATH", str(on_path.parent), prepend=os.pathsep)
    assert main(["plugin", "install"]) == 0
    assert f"the engine takes {on_path} all the same, by PATH with a warning" in capsys.readouterr().err


def provider(**inputs: str) -> dict[str, object]:
    return {"resources": [{"type": "pulumi:providers:lox24", "urn": "u::default", "inputs": inputs}]}


def test_doctor_looks_where_the_engine_will_look_for_it() -> None:
    needed = doctor.is_needed
    assert not needed(language="python", config={}, deployment={})
    assert not needed(language="", config={"lox24:native": "false"}, deployment={"resources": None})
    assert needed(language="yaml", config={}, deployment={})
    assert needed(language="python", config={"lox24:native": "true"}, deployment={})
    assert needed(language="python", config={}, deployment=provider())


def test_doctor_says_what_is_wrong_with_the_plugin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuses = Told(error="it is another one: run `this` [LOX4016]")
    monkeypatch.setattr(doctor, "ask", lambda file, **_: refuses if "0.0.1" in str(file) else Told(version=OWN))
    file = Path("Pulumi.yaml")
    file.write_text("name: lists\nruntime: yaml\n")
    project = Project.find()

    def looked(**inputs: str) -> tuple[str, str, str]:
        (check,) = doctor.checks(project, provider(**inputs))
        return check.state, check.text, check.fix

    state, text, fix = looked()
    assert (state, text) == ("problem", "the engine finds none")
    assert fix.startswith("run `lox24 plugin install`")
    assert looked(version="0.0.1")[1].startswith("the state asks for exactly 0.0.1, which Pulumi's cache does not have")
    in_cache(home, OWN)
    assert looked()[:2] == ("ok", f"{OWN} in {home}/plugins/resource-lox24-v{OWN}/{FILE} (Pulumi's cache)")
    assert looked(version=OWN)[1].endswith(f", as the state asks for exactly {OWN}")
    in_cache(home, "0.0.1")
    state, text, fix = looked(version="0.0.1")
    assert (state, fix) == ("problem", "do as it says")
    assert text.endswith(" does not serve: it is another one: run `this`")
    file.write_text("name: lists\nruntime: yaml\n" + ENTRIES.format(path="nowhere", more=""))
    assert looked()[:2] == ("problem", f"Pulumi.yaml says that it is in {Path.cwd()}/nowhere, where it is not")
    program(Path("nowhere") / FILE)
    state, text, fix = looked(version="0.0.1")
    assert (state, fix[:21]) == ("warning", "have the same version")
    assert text.endswith("; the state asks for 0.0.1")
