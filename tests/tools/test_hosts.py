"""The engine's hosts for other languages, with a Go that only writes scripts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.conftest import FakeCli, Script
from tools import engine, hosts
from tools.building import Unavailable
from tools.hosts import HOSTS, YAML, Host
from tools.setup import ROOT
from tools.steps import Step

GO = """
import pathlib, sys
if sys.argv[1] == "env":
    print("go1.26.6")
elif sys.argv[1] == "build":
    with pathlib.Path(__file__).with_name("builds").open("a") as notes:
        print(pathlib.Path.cwd().name, *sys.argv[1:], file=notes)
    program = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    program.write_text("#!/bin/sh\\n")
    program.chmod(0o755)
"""


class Machine:
    """A machine with a cache, a CLI of ours in it, and a Go."""

    def __init__(self, folder: Path, script: Script, fake_cli: FakeCli) -> None:
        self.bin = folder / "bin"
        self.environ = {"PATH": str(self.bin), "XDG_CACHE_HOME": str(folder / "cache")}
        self.engine = fake_cli(engine.cache_folder(self.environ) / "bin", version="v3.274.1")
        script(self.bin, "go", GO)

    def provide(self, host: Host = YAML, *, cli: Path | None = None) -> Path:
        modules = ROOT / "tools/engine"
        found = cli or self.engine
        return hosts.provide(host, step=Step(3, 3), modules=modules, engine=found, environ=self.environ)

    def builds(self) -> list[str]:
        notes = self.bin / "builds"
        return notes.read_text().splitlines() if notes.exists() else []


@pytest.fixture
def machine(tmp_path: Path, script: Script, fake_cli: FakeCli) -> Machine:
    return Machine(tmp_path, script, fake_cli)


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_a_release_is_the_one_that_its_module_pins(host: Host) -> None:
    text = (ROOT / "tools/engine" / host.module / "go.mod").read_text()
    module = re.split("/(?:cmd|nodejs|go)/", host.package)[0]

    assert f"tool {host.package}\n" in text
    assert f"\t{module} v{host.release} // indirect\n" in text


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_it_is_built_once_for_all_clones_and_lies_beside_a_cli_of_ours(
    machine: Machine, host: Host, capfd: pytest.CaptureFixture[str]
) -> None:
    program = machine.provide(host)

    assert program == host.cache(machine.environ) / "bin" / host.program
    assert (machine.engine / host.program).resolve() == program
    assert f"building Pulumi's host for programs in {host.name} from Go modules, once" in capfd.readouterr().err
    assert machine.provide(host) == program
    assert capfd.readouterr().err == ""
    (built,) = machine.builds()
    assert built.startswith(f"{host.module} build -v -mod=readonly -trimpath")
    assert built.endswith(host.package)


def test_the_host_for_yaml_knows_its_release(machine: Machine) -> None:
    machine.provide()

    assert f"-X github.com/pulumi/pulumi-yaml/pkg/version.Version=v{YAML.release}" in machine.builds()[0]


def beside(machine: Machine, script: Script) -> Path:
    """A CLI as the vendor's archive brings it."""
    return script(machine.engine, YAML.program, "")


def on_path(machine: Machine, script: Script) -> Path:
    return script(machine.bin, YAML.program, "")


@pytest.mark.parametrize("theirs", [beside, on_path])
def test_nothing_is_built_where_there_is_one(
    machine: Machine, script: Script, theirs: Callable[[Machine, Script], Path]
) -> None:
    found = theirs(machine, script)

    assert machine.provide() == found
    assert machine.builds() == []


def test_a_newer_release_takes_the_place_of_an_older_one_of_ours(machine: Machine) -> None:
    old = machine.provide(Host("YAML", "yaml", "1.0.0", module=YAML.module, package=YAML.package, lasts=""))

    assert machine.provide() != old
    assert (machine.engine / YAML.program).resolve() == machine.provide()


def test_nothing_is_put_beside_a_cli_of_somebody_elses(machine: Machine, tmp_path: Path, fake_cli: FakeCli) -> None:
    theirs = fake_cli(tmp_path / "opt", version="v3.274.1")
    program = machine.provide(cli=theirs)

    assert sorted(path.name for path in theirs.iterdir()) == ["pulumi", "pulumi-language-python"]
    assert hosts.folders(machine.environ) == [program.parent]


def test_without_go_the_reason_is_told_and_nothing_stays(machine: Machine) -> None:
    (machine.bin / "go").unlink()

    with pytest.raises(Unavailable, match=r"^no go on PATH$"):
        machine.provide()
    assert hosts.folders(machine.environ) == []
    assert not os.path.lexists(machine.engine / YAML.program)
