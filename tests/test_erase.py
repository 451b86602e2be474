"""`lox24 erase`: one person goes, everybody else stays, and the number is never printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.cli import main
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox

Erase = Callable[..., tuple[int, str]]


@pytest.fixture
def erase(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Erase:
    """Runs the command; gives its exit code and all that it printed. The number must not be in that."""
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.setenv("LOX24_BASE_URL", sandbox.url)

    def run(*arguments: str, person: str = number(7)) -> tuple[int, str]:
        code = main(["erase", person, "--folder", str(tmp_path), *arguments])
        told = "".join(capsys.readouterr())
        assert person[3:] not in told
        return code, told

    return run


def numbers(sandbox: Sandbox, group: str) -> list[str]:
    return [entry["phone"] for entry in sandbox.phones(group)]


def test_one_person_goes_from_every_group_in_every_spelling(erase: Erase, sandbox: Sandbox, tmp_path: Path) -> None:
    one, other = sandbox.add_group(name="one"), sandbox.add_group(name="other")
    sandbox.add_phones(one, 10)
    for spelled in (f"00{number(7)[1:]}", f"0{number(7)[3:]}", number(8)):
        sandbox.api("POST", f"/groups/{other}/phones", json={"phone": spelled})
    (tmp_path / "list.csv").write_text(f"phone,a\n{number(6)},x\n0176 000/00007,y\n{number(7)},z\n{number(7)}0,no\n")

    code, told = erase()
    assert code == 2
    assert f"group {one} 'one': 1 entry to delete\ngroup {other} 'other': 2 entries to delete" in told
    assert "not confirmed, nothing was deleted" in told
    assert len(numbers(sandbox, one)) == 10

    code, told = erase("--yes")
    assert code == 0
    assert numbers(sandbox, one) == [number(n) for n in range(10) if n != 7]
    assert numbers(sandbox, other) == [number(8)]
    assert [line for line in told.splitlines() if line.startswith("still in")] == [
        f"still in {tmp_path}/list.csv:{line}: remove it there, or the next `pulumi up` adds the person again"
        for line in (3, 4)
    ]
    code, told = erase("--yes")
    assert code == 0
    assert "the person is in no group of the account" in told


def test_an_opt_out_that_only_a_group_knows_is_kept(erase: Erase, sandbox: Sandbox) -> None:
    """Erased, the person would be added again by the next list that has them."""
    group = sandbox.add_group(name="one")
    sandbox.add_phones(group, 10)
    sandbox.edit_phone(sandbox.phones(group)[7]["id"], unsubscribed_at=1_800_000_000)
    code, told = erase("--yes")
    assert code == 3
    assert "put the number on the account's block list first" in told
    assert len(numbers(sandbox, group)) == 10
    sandbox.block(number(7))
    code, told = erase("--yes", "--json")
    assert code == 0
    assert json.loads(told) == {
        "groups": [{"id": group, "name": "one", "entries": 1, "erased": True}],
        "blocked": True,
        "files": [],
        "erased": True,
    }
    assert len(numbers(sandbox, group)) == 9
    assert erase("--json")[1].count('"blocked": true') == 1, "the block list stays"


@pytest.mark.parametrize("fault", [{"status": 401}, {"status": 500}, {"reset": "before"}])
def test_a_fault_is_one_line(
    erase: Erase, sandbox: Sandbox, fault: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lox24_provider.api.retry.FIRST_WAIT", 0.0)
    sandbox.fault(**fault, times=9)
    code, told = erase("--yes")
    assert code == 1
    (line,) = told.splitlines()
    assert line.startswith("error: GET /groups")


def test_a_number_that_is_none_is_refused_without_a_request(erase: Erase, sandbox: Sandbox) -> None:
    sandbox.forget()
    assert erase(person="0176 00000007")[0] == 1
    assert sandbox.calls() == []
