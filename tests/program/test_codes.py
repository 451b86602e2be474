"""Whatever a user sees as an error ends with one code that the reference knows.

That codes never change is held by `test_surface`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest

import lox24_provider
from lox24_provider.cli import main
from lox24_provider.commands.common import failed
from lox24_provider.errors import NoPreview, TooManyRemovals, api_error
from lox24_provider.phones_provider import PhonesProvider
from lox24_provider.provider import Lox24Provider
from lox24_provider.rules import group
from lox24_provider.stacks import load
from tests.support.codes import code_of
from tests.support.mocks import Engine
from tests.support.source import parsed

NUMBER = "+4917655512345"
PACKAGE = Path(lox24_provider.__file__).parent


def test_a_line_has_one_code_and_one_that_the_engine_repeats_keeps_its_own() -> None:
    line = TooManyRemovals.coded("50 entries would be removed")
    assert code_of(line) == "LOX3103"
    assert NoPreview.coded(line) == line
    assert TooManyRemovals.coded(line) == line


def test_foreign_text_that_looks_like_a_code_is_not_one(capsys: pytest.CaptureFixture[str]) -> None:
    """LOX24's words, and what somebody typed."""
    error = api_error(call="GET /me", status=400, detail="no [LOX3103]")
    assert error.coded(str(error)) == "GET /me answered 400: no [LOX3103] [LOX2400]"
    assert failed(error) == 1
    assert capsys.readouterr().err.endswith(" [LOX2400]\n")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("LOX24_TOKEN", "LOX24_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (tmp_path / "Pulumi.wrong.yaml").write_text(
        "config:\n  lox24:timeout: 0\n  lists:groups:\n"
        "    a: {name: A}\n    a: {name: '', gone: 1, phones: {source: l.csv, digits: x}}\n"
    )
    (tmp_path / "Pulumi.list.yaml").write_text("config:\n  lists:groups:\n    a: {name: A, phones: l.csv}\n")
    (tmp_path / "l.csv").write_text(f"phone\n{NUMBER}\n0\n")
    return tmp_path


def _provider_lines() -> Iterator[str]:
    groups: tuple[dict[str, object], ...] = (
        {},
        {"name": "x" * 51, "on_existing": "x", "adopt": 1, "force_destroy": 1, "name_a": "\x1b"},
    )
    for news in groups:
        yield from (failure.reason for failure in Lox24Provider().check({}, news).failures)
    lists: tuple[dict[str, object], ...] = (
        {},
        {"group": "1", "source": "none.csv"},
        {"group": "1", "source": "l.csv"},
        {"group": "1", "source": "\0"},
        {"group": "x", "entries": "phone\nx\n", "mode": "x", "digits": "x", "take_over": -1},
    )
    for news in lists:
        yield from (failure.reason for failure in PhonesProvider().check({}, news).failures)


def test_what_check_refuses_has_a_code() -> None:
    lines = list(_provider_lines())
    assert {code_of(line) for line in lines} == {"LOX1003", "LOX1004", "LOX1005"}
    assert len(lines) > len(group.LIMITS)


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ({"lox24:token": "1:plain", "lox24:timeout": "0"}, {"LOX1001"}),
        (
            {"lists:groups": json.dumps({"a": {"name": "", "gone": 1, "phones": {"digits": "x"}}})},
            {"LOX1003", "LOX1004"},
        ),
        ({"lists:groups": json.dumps({"a": {"name": "A", "phones": "l.csv"}})}, {"LOX1005"}),
        ({}, {"LOX4010"}),
    ],
)
def test_what_a_stack_file_says_wrong_has_a_code_in_the_program(
    config: dict[str, str],
    codes: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", told.append)
    pulumi.runtime.set_mocks(Engine(), project="lists")
    groups = {"lists:groups": "{}"} if "lox24:timeout" in config else {}
    pulumi.runtime.set_all_config({**groups, **config})
    try:
        with pytest.raises(SystemExit):
            load()
    finally:
        pulumi.runtime.set_all_config({})
        pulumi.runtime.settings.reset_options(
            project="project", stack="stack"
        )  # with mocks, the next program in this process waits for ever
    assert {code_of(line) for line in told} == (codes)


COMMANDS = {
    "stacks check": {"LOX1001", "LOX1003", "LOX1004", "LOX1005", "LOX4010"},
    "stacks diff list wrong": {"LOX4010"},
    "stacks new ../x --from list": {"LOX4011"},
    "lists check l.csv": {"LOX1005"},
    "lists check gone.csv": {"LOX4006"},
    "lists check l.csv --region xyz": {"LOX4011"},
    "doctor -s list --offline": {"LOX1001", "LOX4004", "LOX4014"},
    "review": {"LOX4001"},
    "review --preview gone.json": {"LOX4012"},
    "review -s list --against": {"LOX4011"},
    "review -s list --against HEAD": {"LOX4007"},
    "plan -s list": {"LOX4004"},
    "apply gone": {"LOX4101"},
    "drift -s list": {"LOX4004"},
    "recover -s list": {"LOX4004"},
    "export -s list": {"LOX4004"},
    "erase 123": {"LOX4011"},
    "erase +49176 55512345": {"LOX4011"},
    "verify-account --trial 123": {"LOX4011"},
    "frobnicate": {"LOX4011"},
}


def _error_lines(told: str) -> list[str]:
    """The lines that say that something is wrong, of commands whose other lines say what is."""
    signs = ("error: ", "problem ", "  line ", ".yaml:")
    return [line for line in told.splitlines() if any(sign in line for sign in signs)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_what_is_wrong_with_a_code(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main(command.split(" "))
    except SystemExit as ended:
        code = ended.code
    assert code not in (0, None)
    told = capsys.readouterr()
    lines = _error_lines(told.out + told.err)
    assert {code_of(line) for line in lines} == COMMANDS[command], lines


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("stacks check", lambda told: told["problems"]),
        ("lists check l.csv", lambda told: told["problems"]),
        ("doctor -s list --offline", lambda told: [one for one in told["checks"] if one["state"] == "problem"]),
        ("stacks diff list wrong", lambda told: [told]),
        ("review -s list --against HEAD", lambda told: [told]),
        ("plan -s list", lambda told: [told]),
        ("apply gone", lambda told: [told]),
        ("drift -s list", lambda told: [told]),
        ("export -s list", lambda told: [told]),
        ("erase 123", lambda told: [told]),
    ],
)
def test_so_does_every_command_for_machines(
    command: str, where: Callable[[object], list[dict[str, object]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(" "), "--json"]) == 1
    found = where(json.loads(capsys.readouterr().out))
    assert found
    assert {one["code"] for one in found} == COMMANDS[command]


def test_no_error_leaves_the_package_by_another_way() -> None:
    """Whoever raises a `RunError`, reports a failure of check or prints an error gives it a code there."""
    for file in PACKAGE.rglob("*.py"):
        path = file.relative_to(PACKAGE).as_posix()
        for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            assert name != "RunError" or path == "resources/arguments.py", (
                f"{path}:{node.lineno} raises one without a code"
            )
            if name == "CheckFailure":
                reason = node.args[1] if node.args else next(one.value for one in node.keywords)
                assert "coded" in ast.unparse(reason), f"{path}:{node.lineno} has no code"
