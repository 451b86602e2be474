"""`lox24 verify-account`: each reading of the documentation is found out, and nothing of it is left in the account."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.cli import main
from lox24_provider.commands.verify_account import QUESTION
from lox24_provider.sandbox import command as sandbox_command
from lox24_provider.sandbox.switches import Switches
from lox24_provider.workflow.verification.asking import Asking
from lox24_provider.workflow.verification.facts import FACTS, NOT_TRIED
from lox24_provider.workflow.verification.trial import Trial
from tests.support.people import number
from tests.support.printed import as_told
from tests.support.sandbox import TOKEN, Sandbox

PERSON = "+4917622334455"
OTHER = "7654321:token-canary-fedcba9876543210"

Verify = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def in_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., tuple[Sandbox, Verify]]]:
    """A sandbox under some switches, and the command at work on it; whatever it prints holds nobody's number."""
    made: list[Sandbox] = []

    def start(*switches: str) -> tuple[Sandbox, Verify]:
        sandbox = Sandbox(tmp_path, switches=switches)
        made.append(sandbox)
        monkeypatch.setenv("LOX24_TOKEN", TOKEN)
        monkeypatch.setenv("LOX24_BASE_URL", sandbox.url)
        monkeypatch.setattr("lox24_provider.workflow.verification.trial.PAUSES", (0.0, 0.0, 0.0))
        monkeypatch.setattr("lox24_provider.api.retry.FIRST_WAIT", 0.0)

        def run(*arguments: str, typed: str = PERSON) -> tuple[int, dict[str, Any], str]:
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
            code = main(["verify-account", *arguments])
            out, err = capsys.readouterr()
            assert "22334455" not in out + err
            assert number(7)[3:] not in out + err
            return code, as_told(out, "verify-account") if "--json" in arguments and out else {}, out + err

        return sandbox, run

    yield start
    for sandbox in made:
        sandbox.leave()


def found(document: dict[str, Any]) -> dict[str, str | None]:
    return {fact["name"]: fact["found"] for fact in document["facts"]}


def groups(sandbox: Sandbox) -> list[Any]:
    with sandbox.store.reading() as tables:
        return [dict(row) for row in tables.groups.of("1234567")]


@pytest.mark.parametrize(
    "switch",
    [
        *("hydra=hydra", "hydra=mixed", "hydra=plain"),
        "plain_lists=true",
        *("put=merge", "put=replace"),
        *("phones_on_put=replace", "phones_on_put=append", "phones_on_put=ignore"),
        *("normalise_phones=false", "normalise_phones=true"),
        *("duplicates=allow", "duplicates=422", "duplicates=409"),
        *("validation_status=400", "validation_status=422"),
        *("empty_string=keep", "empty_string=null"),
        *("trim=false", "trim=true"),
        *("count_items=always", "count_items=omit", "count_items=lag"),
        *("list_lag=0", "list_lag=2"),
        *("phones_lag=0", "phones_lag=2"),
        *("group_ids=integer", "group_ids=string"),
        *("phone_ids=string", "phone_ids=integer"),
        *("empty_map=object", "empty_map=array"),
    ],
)
@pytest.mark.short(cases=6)
def test_a_trial_finds_each_reading_and_leaves_nothing(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], switch: str
) -> None:
    sandbox, verify = in_sandbox(switch)
    code, document, _ = verify("--trial", "-", "--yes", "--json")
    name, _, value = switch.partition("=")
    assert (code, found(document)[name]) == (0, value)
    assert document["switches"] == ([] if value == FACTS[name].assumed else [switch])
    assert groups(sandbox) == []


def test_what_is_assumed_is_the_sandboxs_default() -> None:
    defaults = {name: default for name, default, _, _ in Switches.table()}
    assert {name: fact.assumed for name, fact in FACTS.items() if fact.is_switch} == {
        name: defaults[name] for name, fact in FACTS.items() if fact.is_switch
    }
    untold = {"batch_limit", "batch_limit_status", "rate_limit", "bad_credentials", "block_seconds"}
    assert set(defaults) - set(FACTS) == untold
    assert {"U6", "U17"} <= set(NOT_TRIED)


@pytest.mark.parametrize(("size", "told"), [(0, "0"), (20, "20")])
def test_pages_are_told_by_a_group_that_is_large_enough(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], size: int, told: str
) -> None:
    sandbox, verify = in_sandbox(f"phones_page_size={size}", "group_page_size=5", "count_items=omit")
    for at in range(7):
        sandbox.add_phones(sandbox.add_group(name=f"group {at}"), 31)
    before = groups(sandbox)
    sandbox.forget()
    code, document, _ = verify("--json")
    answers = found(document)
    assert (code, answers["phones_page_size"], answers["group_page_size"]) == (0, told, "5")
    assert answers["put"] is None
    assert {call.partition(" ")[0] for call in sandbox.calls()} == {"GET"}
    assert groups(sandbox) == before


def test_another_accounts_group_that_is_forbidden_is_told(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    sandbox, verify = in_sandbox("foreign_group=403")
    sandbox.add_group(token=OTHER, name="theirs")
    assert found(verify("--trial", "-", "--yes", "--json")[1])["foreign_group"] == "403"


def test_a_report_for_people_says_what_differs_and_how_to_imitate_it(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    sandbox, verify = in_sandbox("put=replace", "trim=true")
    sandbox.add_group(name=f"of {number(7)}")
    code, _, told = verify("--trial", "-", "--yes")
    lines = told.splitlines()
    assert code == 0
    assert "U1    differs  what does PUT do with fields that are left out? replace, where merge was assumed" in told
    command, _, options = lines[-1].removeprefix("a sandbox like this account: ").partition(" sandbox ")
    parser = argparse.ArgumentParser()
    sandbox_command.add_arguments(parser)
    assert command == "lox24"
    assert Switches.parse(parser.parse_args(options.split()).settings) == Switches(put="replace", trim=True)
    assert [row["name"] for row in groups(sandbox)] == [f"of {number(7)}"]


def test_an_answer_that_the_sandbox_cannot_imitate_is_no_switch(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    sandbox, verify = in_sandbox("duplicates=409")
    sandbox.fault(method="POST", pattern="/groups/*/phones", status=400)
    _, document, _ = verify("--trial", "-", "--yes", "--json")
    (fact,) = [fact for fact in document["facts"] if fact["name"] == "duplicates"]
    assert (fact["state"], fact["found"]) == ("differs", "400")
    assert Switches.parse(document["switches"]) == Switches()


def test_a_number_that_is_not_in_international_form_tells_that_none_is_rewritten(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    sandbox, verify = in_sandbox()
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 1)
    assert found(verify("--json")[1])["normalise_phones"] is None
    sandbox.api("POST", f"/groups/{id}/phones", json={"phone": "0176 1234567"})
    assert found(verify("--json")[1])["normalise_phones"] == "false"


def test_nothing_is_made_unless_somebody_agrees(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    assert verify("--trial", "-")[0] == 1
    assert verify("--trial", "-", "--json")[0] == 1
    assert verify("--trial", "0176 22334455", "--yes")[0] == 1
    assert sandbox.calls() == []


@pytest.mark.parametrize("command", [("verify-account",), ("erase", PERSON)])
@pytest.mark.parametrize("option", ["--stack", "--base-url"])
def test_an_account_of_no_name_is_asked_by_nobody(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], command: tuple[str, ...], option: str, capsys: Any
) -> None:
    """As `-s "$STACK"` is where the variable is not set: another stack may be selected, and another account asked."""
    sandbox, _ = in_sandbox()
    assert main([*command, option, ""]) == 1
    assert capsys.readouterr().err.endswith("[LOX4003]\n")
    assert sandbox.calls() == []


def test_a_number_of_the_block_list_is_put_into_no_group(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    sandbox, verify = in_sandbox()
    sandbox.block("0049 176 22334455")
    code, _, told = verify("--trial", "-", "--yes")
    assert code == 1
    assert "LOX4401" in told
    assert {call.partition(" ")[0] for call in sandbox.calls()} == {"GET"}


@pytest.mark.promise
@pytest.mark.parametrize("call", ["POST /groups", "PUT /groups/*", "GET /groups/*/phones", "PATCH /groups/*"])
def test_a_trial_that_ends_early_leaves_nothing(in_sandbox: Callable[..., tuple[Sandbox, Verify]], call: str) -> None:
    sandbox, verify = in_sandbox()
    method, _, path = call.partition(" ")
    sandbox.fault(method=method, pattern=path, reset="after", times=1 if method == "POST" else 5)
    code, _, told = verify("--trial", "-", "--yes")
    assert code == 1, told
    assert groups(sandbox) == []


def test_what_a_lost_answer_made_is_found_though_lists_lag(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox("list_lag=2")
    sandbox.fault(method="POST", pattern="/groups", reset="after")
    code, _, told = verify("--trial", "-", "--yes")
    assert (code, "LOX4402" in told) == (1, False), told
    assert groups(sandbox) == []


def test_what_cannot_be_removed_is_named(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    sandbox.fault(method="DELETE", pattern="/groups/*", status=403, times=99)
    code, _, told = verify("--trial", "-", "--yes")
    assert code == 1
    (left,) = {row["name"] for row in groups(sandbox)}
    assert left.startswith("lox24-verify-")
    assert left in told
    assert told.rstrip().endswith("[LOX4402]")


@pytest.mark.promise
def test_a_group_of_another_name_is_never_removed(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an answer says its id is."""
    sandbox, verify = in_sandbox()
    id = sandbox.add_group(name="clients")
    made = Trial._create

    def create(self: Trial, **fields: str) -> Any:
        self._made.add(id)
        return made(self, **fields)

    monkeypatch.setattr(Trial, "_create", create)
    code, _, told = verify("--trial", "-", "--yes")
    assert code == 1
    assert "LOX4402" in told
    assert [row["name"] for row in groups(sandbox)] == ["clients"]


@pytest.mark.promise
def test_an_answer_that_names_somebodys_group_changes_nothing_of_it(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]],
) -> None:
    """A PUT to it would give it the trial's name, by which it would be deleted then."""
    sandbox, verify = in_sandbox()
    id = sandbox.add_group(name="clients", description="ours")
    before = groups(sandbox)
    sandbox.fault(method="POST", pattern="/groups", status=201, body={"id": int(id), "name": "x"}, effect=True)
    sandbox.forget()
    assert verify("--trial", "-", "--yes")[0] == 0
    assert groups(sandbox) == before
    assert not [call for call in sandbox.calls() if f"/groups/{id}" in call and not call.startswith("GET")]


@pytest.mark.parametrize("id", [True, "1/../2", "x", None, 1.5, {}])
def test_an_id_that_is_none_is_not_asked_for(in_sandbox: Callable[..., tuple[Sandbox, Verify]], id: object) -> None:
    sandbox, verify = in_sandbox()
    member = {"id": id, "name": "x", "count_items": 40}
    sandbox.fault(method="GET", pattern="/groups", body={"hydra:member": [member], "hydra:totalItems": 1})
    sandbox.fault(method="POST", pattern="/groups", status=201, body={"id": id, "name": "x"}, effect=True)
    sandbox.forget()
    code, document, _ = verify("--trial", "-", "--yes", "--json")
    assert (code, found(document)["group_ids"]) == (0, None)
    assert groups(sandbox) == []
    assert not [call for call in sandbox.calls() if f"/groups/{id}" in call]


@pytest.mark.parametrize("at", [1, 2])
def test_ctrl_c_while_a_group_is_made_leaves_nothing(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    sandbox, verify = in_sandbox()
    ask, made = Asking.ask, list[str]()

    def interrupted(self: Asking, method: str, path: str, **how: Any) -> Any:
        answer = ask(self, method, path, **how)
        if (method, path) == ("POST", "/groups"):
            made.append(path)
            if len(made) == at:
                raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(Asking, "ask", interrupted)
    code, _, told = verify("--trial", "-", "--yes")
    assert code == 130
    assert told.rstrip().endswith("[LOX4013]")
    assert (len(made), groups(sandbox)) == (at, [])


def test_ctrl_c_while_it_cleans_up_says_what_is_left(
    in_sandbox: Callable[..., tuple[Sandbox, Verify]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, verify = in_sandbox()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Trial, "_kept", interrupted)
    code, _, told = verify("--trial", "-", "--yes")
    (left,) = groups(sandbox)
    assert code == 130
    assert left["name"] in told
    assert str(left["id"]) in told
    assert told.rstrip().endswith("[LOX4402]")


def test_after_a_refused_token_nothing_more_is_sent(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    sandbox.fault(method="PUT", pattern="/groups/*", status=401)
    sandbox.forget()
    code, _, told = verify("--trial", "-", "--yes")
    (left,) = groups(sandbox)
    assert code == 1
    assert f"group {left['id']} called {left['name']}" in told
    assert sandbox.calls()[-1] == f"PUT /groups/{left['id']}"


def test_a_lost_group_that_no_list_shows_is_told(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox("list_lag=20")
    sandbox.fault(method="POST", pattern="/groups", reset="after")
    code, _, told = verify("--trial", "-", "--yes")
    (left,) = groups(sandbox)
    assert code == 1
    assert f"perhaps a group called {left['name']}" in told
    assert told.rstrip().endswith("[LOX4402]")


def test_one_group_that_stays_keeps_no_other(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    sandbox.fault(method="DELETE", pattern="/groups/*", status=403, times=2)
    code, _, told = verify("--trial", "-", "--yes")
    (left,) = groups(sandbox)
    assert code == 1
    assert f"group {left['id']} called" in told


def test_as_many_groups_are_made_as_the_question_says(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    assert verify("--trial", "-", "--yes")[0] == 0
    assert sandbox.calls().count("POST /groups") == 2
    assert "two throw-away groups" in QUESTION


def test_a_server_that_fails_is_no_answer(in_sandbox: Callable[..., tuple[Sandbox, Verify]]) -> None:
    sandbox, verify = in_sandbox()
    sandbox.fault(method="PATCH", pattern="/groups/*", status=500, times=5)
    assert found(verify("--trial", "-", "--yes", "--json")[1])["patch"] is None
