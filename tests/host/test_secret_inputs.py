"""What a program has as a secret stands in no message of the provider's real process: the id is named instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product

import pytest

from lox24_provider.display.text import quoted
from lox24_provider.rules.secrecy import SECRET, called, names
from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

NAME, WORDS = "Night shift canary", "Words of a canary"
CLIENTS = {"name": NAME, "description": WORDS, SECRET: "description,name"}


def _told(host: Host, *errors: pytest.ExceptionInfo[Failure]) -> str:
    return json.dumps([entry.message for entry in host.log]) + host.stderr() + "".join(str(one.value) for one in errors)


@pytest.mark.promise
def test_what_a_creation_meets_is_told_without_a_name_that_is_secret(host: Host, sandbox: Sandbox) -> None:
    ended, cases = [], [*product((1, 2), ("refuse", "adopt", "create"))]
    ids = [[sandbox.add_group(name=f"{NAME} {one}") for _ in range(there)] for one, (there, _) in enumerate(cases)]
    for number, (_, on_existing) in enumerate(cases):
        name = f"g{number}"
        inputs, problems = host.check({**CLIENTS, "name": f"{NAME} {number}", "on_existing": on_existing}, name=name)
        assert (inputs[SECRET], problems) == ("description,name", [])
        try:
            id, state = host.create(inputs, name=name)
        except Failure as error:
            ended.append(str(error))
        else:
            sandbox.by_hand(id, deleted_at="2030-01-01T00:00:00+00:00")
            host.read(id, state=state, inputs=inputs, name=name)
            ended.append("")
    assert [all(id in text for id in alike) for alike, text in zip(ids, ended, strict=True) if text] == [True] * 3
    assert "canary" not in "".join(ended)
    assert "LOX24 will delete group" in _told(host)
    assert "canary" not in _told(host)


@pytest.mark.slow
def test_a_creation_in_doubt_is_told_without_a_name_that_is_secret(host: Host, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", path="/groups", reset="before")
    with pytest.raises(Failure, match=r"the creation of group \(secret\) may or may not have happened") as first:
        host.create(CLIENTS, timeout=12)
    with pytest.raises(Failure, match=r"may have created a group named \(secret\)") as second:
        host.create(CLIENTS, name="other", timeout=12)
    assert "canary" not in _told(host, first, second)


@pytest.mark.parametrize("where", ["outputs", "inputs"])
def test_a_group_that_is_not_deleted_is_named_by_its_id_where_its_name_is_secret(
    host: Host, sandbox: Sandbox, where: str
) -> None:
    id, state = host.create(CLIENTS)
    sandbox.add_phones(id, 1)
    inputs = {key: value for key, value in CLIENTS.items() if key != SECRET or where == "inputs"}
    state = {key: value for key, value in state.items() if key != SECRET or where == "outputs"}
    with pytest.raises(Failure, match=rf"^group {id} \(secret\) holds 1 entry") as refused:
        host.delete(id, state=state, inputs=inputs)
    assert "canary" not in _told(host, refused)


@pytest.mark.promise
@pytest.mark.parametrize("verb", ["delete", "read", "update"])
def test_an_answer_that_names_a_group_is_told_without_a_name_that_is_secret(
    host: Host, sandbox: Sandbox, verb: str
) -> None:
    """No request of a deletion or a refresh sends the name, so nothing that was sent was found in the answer."""
    id, state = host.create(CLIENTS)
    method = {"delete": "DELETE", "read": "GET", "update": "GET"}[verb]
    sandbox.fault(method=method, status=422, body={"detail": f"Group {NAME}, {WORDS}: no"}, times=9)
    calls: dict[str, Callable[[], object]] = {
        "delete": lambda: host.delete(id, state=state, inputs=CLIENTS),
        "read": lambda: host.read(id, state=state, inputs=CLIENTS),
        "update": lambda: host.update(id, olds=state, news={**CLIENTS, "description": "Other words"}),
    }
    with pytest.raises(Failure, match=r"Group \[\w+\], \[\w+\]: no") as refused:
        calls[verb]()
    assert not re.search("canary|Night|Words of", _told(host, refused))


def test_what_a_refresh_finds_stays_secret_and_what_is_not_stays_readable(host: Host, sandbox: Sandbox) -> None:
    """The engine keeps by itself only what the state holds as a secret, and a field that was cleared is not there."""
    id, state = host.create({**CLIENTS, SECRET: "description"})
    assert sandbox.api("PUT", f"/groups/{id}", json={"name": "Moved", "description": WORDS})
    without = {key: value for key, value in state.items() if key != "description"}
    found = host.read(id, state=without, inputs={"name": NAME, SECRET: "description"})
    assert host.marked[-2:] == [{"description"}] * 2
    for values in found[1:]:
        assert (values["name"], values["description"]) == ("Moved", WORDS)


@pytest.mark.promise
def test_what_is_kept_of_what_is_not_done_stays_secret(host: Host, sandbox: Sandbox) -> None:
    """The engine writes it into the state; that an adapter that sees secrets marks them, `Native` asserts."""
    id = sandbox.add_group(name="before")
    inputs = {**CLIENTS, "adopt": id}
    sandbox.fault(method="PUT", status=422)
    with pytest.raises(Failure, match="was adopted, but is not yet as declared") as adopted:
        host.create(inputs)
    assert adopted.value.partial is not None
    _, state, _ = adopted.value.partial
    with pytest.raises(Failure, match="still differs") as read:
        host.read(id, state=state, inputs=inputs)
    sandbox.fault(method="PUT", status=422)
    with pytest.raises(Failure, match="answered 422"):
        host.update(id, olds=state, news=inputs)
    assert "canary" not in _told(host, adopted, read)


def test_a_state_from_before_or_a_text_that_becomes_a_secret_is_no_change(host: Host, sandbox: Sandbox) -> None:
    """What old releases wrote says of no secret that it is one; the engine keeps outputs secret by an option."""
    old = {key: value for key, value in CLIENTS.items() if key != SECRET}
    state = {**old, "account": sandbox.account, "force_destroy": False}
    for olds, news in ((old, CLIENTS), (CLIENTS, old)):
        assert host.diff("10", olds=state, news=news, old_inputs=olds) == "same"


def test_a_name_is_hidden_wherever_one_version_says_so() -> None:
    assert names(None, {}, {SECRET: "name"}, {SECRET: "description"}) == {"name", "description"}
    assert quoted(called("x", {SECRET: "name"})) == "(secret)"
    assert quoted(called("(secret)", {})) == "'(secret)'"
