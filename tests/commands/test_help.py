"""Every command explains itself, and none ends in a traceback where there is nothing to work on."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import lox24_provider
from docs.generate.commands import below
from lox24_provider.cli import EVERYWHERE, main, whole_parser
from lox24_provider.commands.manual import Manual, manual_of
from tests.support.stack_files import Folder

COMMANDS = [
    "init",
    "review",
    "plan",
    "apply",
    "export",
    "import",
    "release",
    "drift",
    "recover",
    "stacks",
    "lists",
    "migrate",
    "plugin",
    "install-cli",
    "doctor",
    "verify-account",
    "erase",
    "completion",
    "sandbox",
]
STACKLESS = ("apply", "stacks", "lists", "plugin", "install-cli", "completion", "sandbox")
"""A plan knows its stack; the others look at all stacks, at one file, or at none."""
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WORK = {
    "review": ["review", "-s", "prod"],
    "plan": ["plan", "-s", "prod"],
    "apply": ["apply", "nowhere"],
    "export": ["export", "-s", "prod"],
    "import": ["import", "-s", "prod"],
    "release": ["release", "-s", "prod", "clients"],
    "drift": ["drift", "-s", "prod"],
    "recover": ["recover", "-s", "prod"],
    "check": ["stacks", "check"],
    "diff": ["stacks", "diff", "a", "b"],
    "migrate": ["migrate", "-s", "prod"],
    "doctor": ["doctor", "--offline"],
}


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


def joined(page: Path) -> str:
    """A page whose commands are in one line each."""
    return page.read_text().replace("\\\n", " ")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_names_no_option_that_a_command_does_not_have(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = [line for page in PAGES for line in re.findall(rf"lox24 {command} ([^`&|;#\n]*)", joined(page))]
    whats = {line.split()[0] for line in said if line.split()} if command in ("stacks", "lists", "plugin") else {""}
    for what in whats:
        told = help_of(capsys, command, *([what] if what else []))
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", " ".join(line for line in said if line.startswith(what))):
            assert re.search(rf"(?<!\S){option}\b", told), f"lox24 {command} {what} {option}"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys, command)
    assert re.search(r"examples?:", text)
    assert f"lox24 {command}" in text.partition("example")[2]
    if command != "stacks":
        assert "exit codes:" in text


@pytest.mark.parametrize(("name", "parser"), [(name, parser) for name, _, parser in below(whole_parser())])
def test_a_command_says_what_it_writes_needs_and_returns(
    name: str, parser: argparse.ArgumentParser, capsys: pytest.CaptureFixture[str]
) -> None:
    manual = manual_of(parser)
    assert manual is not None
    assert manual.writes
    assert manual.secrets
    assert 0 in manual.exits
    told = help_of(capsys, *name.split())
    listed = told.rpartition("exit codes:\n")[2]
    assert {int(code) for code in re.findall(r"^  (\d+)  \S", listed, re.MULTILINE)} == {*manual.exits}


@pytest.mark.parametrize("path", sorted((ROOT / "lox24_provider/commands").glob("*.py")), ids=lambda path: path.stem)
def test_a_command_returns_only_codes_that_it_tells(path: Path) -> None:
    """By the constants and numbers behind each `return` of a function whose result is an exit code."""
    module = importlib.import_module(f"lox24_provider.commands.{path.stem}")
    told = {code for one in vars(module).values() if isinstance(one, Manual) for code in one.exits}
    functions = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.FunctionDef)]
    named = [one for one in functions if one.returns and ast.unparse(one.returns) == "int" and "run" in one.name]
    assert bool(told) == bool(named), "a module of a command has both"
    for function in named:
        for made in (one.value for one in ast.walk(function) if isinstance(one, ast.Return)):
            assert returned(made, vars(module)) <= told, ast.unparse(function).partition("\n")[0]


def returned(value: ast.expr | None, names: Mapping[str, object]) -> set[object]:
    """The exit codes that an expression may be, as far as it says so itself."""
    if isinstance(value, ast.IfExp):
        return returned(value.body, names) | returned(value.orelse, names)
    if isinstance(value, ast.Constant):
        return {value.value}
    return {names[value.id]} if isinstance(value, ast.Name) and value.id in names else set()


def test_a_code_that_is_not_told_would_be_found() -> None:
    assert returned(ast.parse("FINE if x else 7", mode="eval").body, {"FINE": 0}) == {0, 7}


@pytest.mark.parametrize(
    "arguments",
    [
        *([*name.split(), "--nothing"] for name, _, _ in below(whole_parser())),
        *([], ["nothing"], ["stacks"], ["-C"], ["completion", "cmd"], ["sandbox", "--port", "x"]),
    ],
    ids=" ".join,
)
def test_what_is_not_understood_is_an_error_and_never_a_change(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """For a pipeline 2 means that something would change, which it lets pass."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: lox24")
    assert told.err.endswith("[LOX4011]\n")


@pytest.mark.parametrize("arguments", [["doctor", "--nothing"], ["lists", "check"], ["erase", "1", "0176 5550001"]])
def test_a_wrong_call_prints_its_error_for_machines_too(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        sys.exit(main([*arguments, "--json"]))
    assert stop.value.code == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["code"] == "LOX4011"
    assert told.err.endswith(f"error: {document['errors'][0]} [LOX4011]\n")
    assert "0176" not in told.out


REFUSED = {
    "review": ["review", "-s", "prod", "--unread", "docs"],
    "export": ["export", "-s", ""],
    "import": ["import", "-s", "prod", "--map", "clients"],
    "stacks diff": ["stacks", "diff", "prod", "nowhere"],
    "stacks new": ["stacks", "new", "a/b", "--from", "prod"],
    "lists check": ["lists", "check"],
    "init": ["init", "--pin", "owner/name@sha"],
    "verify-account": ["verify-account", "--trial", "0176"],
    "verify-account, where nobody is asked": ["verify-account", "--trial", "+4915550000001", "--json"],
    "erase": ["erase", "0176"],
    "sandbox": ["sandbox", "--set", "put=delete"],
}


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED)
def test_what_a_command_refuses_of_its_own_accord_has_the_same_code(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Folder(tmp_path).stack("prod", "config:\n  lists:groups: {clients: {name: Clients}}\n")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(("name", "parser"), [(name, parser) for name, _, parser in below(whole_parser())])
def test_an_interrupted_command_has_one_code_and_one_line(
    name: str, parser: argparse.ArgumentParser, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = manual_of(parser)
    assert manual is not None

    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    (commands,) = (one for one in whole_parser()._actions if isinstance(one, argparse._SubParsersAction))
    run = commands.choices[name.split(maxsplit=1)[0]].get_default("run")
    monkeypatch.setattr(importlib.import_module(run.__module__), run.__name__, interrupted)
    taken = [one for one in parser._actions if not one.option_strings and one.nargs != "?"]
    values = {"SHELL": "bash"}
    words = [*name.split(), *(values.get(str(one.metavar), "x") for one in taken)]
    words += ["--from", "x"] if name == "stacks new" else []
    has_json = any("--json" in one.option_strings for one in parser._actions)
    assert main([*words, *(["--json"] if has_json else [])]) == 130
    told = capsys.readouterr()
    said = f"interrupted; {manual.interrupted}" if manual.interrupted else "interrupted"
    assert told.err == f"error: {said} [LOX4013]\n"
    assert told.out == (json.dumps({"code": "LOX4013", "errors": [said]}) + "\n" if has_json else "")


@pytest.mark.parametrize("has_json", [True, False])
def test_a_command_that_is_interrupted_while_it_is_loaded_ends_the_same_way(
    has_json: bool,  # noqa: FBT001 drawn from a table
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lox24_provider.cli.import_module", interrupted)
    assert main(["doctor", *(["--json"] if has_json else [])]) == 130
    told = capsys.readouterr()
    assert told.err == "error: interrupted [LOX4013]\n"
    assert told.out == (json.dumps({"code": "LOX4013", "errors": ["interrupted"]}) + "\n" if has_json else "")


def test_a_word_of_exit_codes_has_one_code_and_a_code_of_a_command_one_word() -> None:
    manuals = [manual for _, _, parser in below(whole_parser()) if (manual := manual_of(parser))]
    found = {(one.word, code) for exits in (EVERYWHERE, *(one.exits for one in manuals)) for code, one in exits.items()}
    assert len(found) == len({word for word, _ in found})
    assert {word for word, code in found if code == 2} == {"changes", "unconfirmed"}


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in STACKLESS])
def test_every_command_that_works_on_a_stack_takes_it_by_one_name(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert re.search(r"-s(?: STACK)?, --stack STACK\b", help_of(capsys, command))


def test_the_list_of_commands_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.findall(r"^    ([a-z-]+)(?:  |$)", help_of(capsys), re.MULTILINE) == COMMANDS


@pytest.mark.slow
def test_an_output_that_ends_early_or_is_none_is_no_traceback() -> None:
    words = [sys.executable, "-c", "import sys; from lox24_provider.cli import main; sys.exit(main())"]
    reads, writes = os.pipe()
    os.close(reads)
    run = subprocess.run([*words, "stacks", "schema"], check=False, stdout=writes, stderr=subprocess.PIPE, text=True)
    os.close(writes)
    assert (run.returncode, run.stderr) == (141, "")
    closed = ["sh", "-c", '"$@" >&-', "sh", *words, "stacks", "schema"]
    run = subprocess.run(closed, check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    with Path("/dev/full").open("wb") as full:
        buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
        run = subprocess.run(
            [*words, "--version"], check=False, stdout=full, stderr=subprocess.PIPE, text=True, env=buffered
        )
    told = "error: [Errno 28] No space left on device [LOX4012]\n"
    assert (run.returncode, run.stderr) == (1, told)
    run = subprocess.run([*words, "--version"], check=True, capture_output=True, text=True)
    assert run.stdout == f"lox24-provider {lox24_provider.__version__}\n"


@pytest.mark.parametrize("arguments", WORK.values(), ids=WORK)
def test_without_a_project_there_is_a_line_and_no_traceback(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert "Pulumi.yaml" in told.err + told.out or "is no plan" in told.err
    assert "Traceback" not in told.err
