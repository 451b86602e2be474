"""The examples in other languages, on the native plugin, by the real CLI and the real hosts.

YAML is tried where its host is: set-up makes it. TypeScript and Go are tried by `make check` and `make torture`, which
make what they need: their compilers take longer than all else here.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import forks, keys
from tests.support.engine import HASTY, Run, made_stack
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.torture import factor
from tools import hosts, sdks
from tools.setup import ROOT

EXAMPLES = ROOT / "examples"
SCRIPT = Path(sys.executable).with_name("pulumi-resource-lox24")
PLUGIN = "plugins: {{providers: [{{name: lox24, path: {} }}]}}\n"
NPM = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")


@dataclass
class Example:
    """One of the examples, copied as a user does, on a stack whose account is a sandbox."""

    folder: Path
    plugin: Path

    def copy(self, language: str, *, url: str) -> None:
        left = shutil.ignore_patterns("node_modules", "package-lock.json", "go.sum", ".lox24")  # by a run in the clone
        shutil.copytree(EXAMPLES / language, self.folder, ignore=left)
        made_stack(self.folder / "state", project="lists", stack="test")
        settings = {"lox24:baseUrl": url, "lox24:maxRetries": "0"}
        (self.folder / "Pulumi.test.yaml").write_text(json.dumps({"config": settings, **keys.STACK_KEYS}))
        with (self.folder / "Pulumi.yaml").open("a") as project:
            project.write(PLUGIN.format(self.plugin))

    def replace(self, name: str, old: str, new: str) -> None:
        """Another text in one of its files."""
        file = self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def run(self, *command: str) -> str:
        """A tool of the language."""
        ended = subprocess.run(
            command, cwd=self.folder, env=self.variables(), capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def pulumi(self, verb: str, *arguments: str, asking: bool = False) -> Run:
        """A command; `asking`, its preview is first, as for a person who is asked."""
        command = ["pulumi", verb, "-s", "test", *arguments, "--non-interactive", "--color", "never"]
        yes = [] if verb == "preview" else ["--yes"] if asking else ["--yes", "--skip-preview"]
        ended = subprocess.run(
            [*command, *yes], cwd=self.folder, env=self.variables(), capture_output=True, text=True, check=False
        )
        run = Run(code=ended.returncode, text=ended.stdout + ended.stderr)
        assert run.code == 0, run.text
        return run

    def variables(self) -> dict[str, str]:
        return {
            **os.environ,
            **keys.variables(),
            **HASTY,
            "LOX24_TOKEN": TOKEN,
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder}/state?metadata=skip",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }


@pytest.fixture
def example(tmp_path: Path) -> Example:
    """With a plugin that is forked from a process which has imported what it needs."""
    plugin = tmp_path / "plugin" / SCRIPT.name
    plugin.parent.mkdir()
    plugin.write_text(f'#!/bin/sh\nexec {shlex.join([str(forks.python()), str(SCRIPT)])} "$@"\n')
    plugin.chmod(0o755)
    return Example(folder=tmp_path / "lists", plugin=plugin.parent)


def test_the_examples_have_the_same_lists() -> None:
    """And whoever copies one has all of it."""

    def lists(language: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (EXAMPLES / language / "lists").iterdir()}

    languages = sorted(path.name for path in EXAMPLES.iterdir())
    assert languages == ["go", "typescript", "yaml"]
    assert lists("yaml").keys() == {"clients.csv", "engineers.csv"}
    assert lists("yaml") == lists("typescript") == lists("go")


@pytest.mark.promise
def test_a_program_in_yaml(example: Example, sandbox: Sandbox) -> None:
    _host_or_skip(hosts.YAML)
    example.copy("yaml", url=sandbox.url)

    _played(example, sandbox)
    groups = [{"name": "Partners"}, {"name": "yes", "name_a": "0123"}, {"name": "a: ${b} # c", "description": "d\ne"}]
    found = [
        {"type": "lox24:index:Group", "name": f"g{at}", "id": sandbox.add_group(**group)}
        for at, group in enumerate(groups)
    ]
    (example.folder / "found.json").write_text(json.dumps({"resources": found}))
    printed = example.pulumi("import", "--file", "found.json", "--protect=false").text
    (code,) = re.findall(r"\nresources:\n((?: .*\n)+)", printed)
    assert code.startswith("  g0:\n    type: lox24:Group\n    properties:\n      name: Partners\n  g1:\n")
    example.replace("Pulumi.yaml", "outputs:\n", f"{code}outputs:\n")
    assert example.pulumi("up", "--refresh").summary == {"updated": 1, "unchanged": 7}
    _left(example, sandbox)


def _typescript(example: Example) -> None:
    """Its dependencies, as npm gets them."""
    package = _sdk_or_skip("nodejs/bin", host=hosts.NODEJS, tool="npm")
    example.replace("package.json", "../../build/sdks/nodejs/bin", str(package))
    example.run(*NPM)
    example.run("npx", "tsc", "-p", ".")


def _go(example: Example) -> None:
    module = _sdk_or_skip("go", host=hosts.GO, tool="go")
    example.replace("go.mod", "../../build/sdks/go", str(module))
    example.run("go", "mod", "tidy")


@pytest.mark.torture
@pytest.mark.parametrize(("language", "prepare"), [("typescript", _typescript), ("go", _go)])
def test_a_program_in(language: str, prepare: Callable[[Example], None], example: Example, sandbox: Sandbox) -> None:
    if factor() == 1:
        pytest.skip("its compiler takes minutes: `make check` plays it")
    example.copy(language, url=sandbox.url)
    prepare(example)

    _played(example, sandbox)
    third = sandbox.add_group(name="Partners")
    example.pulumi("import", "lox24:index:Group", "partners", third, "--protect=false", "--generate-code=false")
    assert example.pulumi("up", "--refresh").summary == {"updated": 1, "deleted": 1, "unchanged": 4}
    _left(example, sandbox)


def _played(example: Example, sandbox: Sandbox) -> None:
    """Made, left alone, and found to differ after a colleague's change."""
    made = example.pulumi("up", asking=True)
    assert "+ 5 to create" in made.text
    assert made.summary == {"created": 5}
    held = {name: str(group["id"]) for name, group in sandbox.groups().items()}
    assert {name: len(sandbox.phones(id)) for name, id in held.items()} == {"My Clients": 2, "On-call engineers": 3}

    sandbox.forget()
    assert example.pulumi("preview").summary == {"unchanged": 5}
    assert sandbox.calls() == []

    sandbox.by_hand(held["My Clients"], name="Somebody else's")
    drifted = example.pulumi("preview", "--refresh", "--diff")
    assert drifted.summary == {"update": 1, "unchanged": 4}
    assert '"Somebody else\'s" => "My Clients"' in drifted.text


def _left(example: Example, sandbox: Sandbox) -> None:
    example.pulumi("destroy")
    assert sandbox.groups() == {}


def _host_or_skip(host: hosts.Host) -> None:
    if not shutil.which(host.program):
        pytest.skip(
            f"{host.program} is not there: `python -m tools.languages` builds it and says what keeps it from that"
        )


def _sdk_or_skip(name: str, *, host: hosts.Host, tool: str) -> Path:
    """The SDK's folder, where all is there that a program needs to run."""
    _host_or_skip(host)
    if not shutil.which(tool):
        pytest.skip(f"no {tool} on PATH")
    folder = sdks.SDKS / name
    if not sdks.current() or not folder.is_dir():
        pytest.skip("the SDK is not there, or another schema's: `make sdks` makes it and says what keeps it from that")
    return folder
