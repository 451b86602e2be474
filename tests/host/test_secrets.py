"""The provider's real process tells of every request and every fault, and never a secret or a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.support.canaries import ENTRY, KEY, SAID, leaks
from tests.support.host import Failure, Host
from tests.support.people import People
from tests.support.sandbox import TOKEN, Sandbox

WAYS = {
    "configuration": {"token": TOKEN},
    "key only": {"token": KEY, "clientId": "1234567"},
    "environment": {"token": ""},
}


@pytest.fixture(params=WAYS)
def host(request: pytest.FixtureRequest, make_host: Callable[..., Host]) -> Host:
    """A host that got the token in one of the ways there are."""
    environment = {"LOX24_TOKEN": TOKEN} if request.param == "environment" else {}
    return make_host(environment=environment, **WAYS[request.param])


def everything(host: Host, *told: object) -> str:
    return json.dumps([entry.message for entry in host.log]) + host.stderr() + "".join(map(str, told))


@pytest.mark.promise
def test_debug_logs_tell_of_every_request_and_never_a_secret(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create({"name": "My Clients", "force_destroy": True})
    sandbox.api("POST", f"/groups/{id}/phones", json=ENTRY)
    sandbox.fault(method="PUT", status=400, body={"detail": SAID})
    sandbox.fault(method="DELETE", status=422, body=[ENTRY])
    with pytest.raises(Failure, match="answered 422") as delete:
        host.delete(id, state=state)
    with pytest.raises(Failure, match="answered 400") as update:
        host.update(id, olds=state, news={"name": "x"})
    told = [entry.message for entry in host.log]
    assert any(text.startswith("POST /groups: 201 in ") for text in told)
    assert any(text.startswith(f"PUT /groups/{id}: 400 in ") and "request id" in text for text in told)
    assert leaks(everything(host, update.value, delete.value, state)) == set()


def test_entries_that_are_asked_for_are_counted_and_not_told(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create({"name": "My Clients"})
    sandbox.api("POST", f"/groups/{id}/phones", json=ENTRY)
    held = sandbox.groups()["My Clients"] | {"count_items": None}
    told = []
    for phones in ({"status": 200, "body": [ENTRY, ENTRY]}, {"status": 500, "body": [ENTRY]}, {"truncate": True}):
        sandbox.fault(method="GET", path=f"/groups/{id}/phones", **phones)
        sandbox.fault(method="GET", pattern=f"/groups/{id}", status=200, body=held)
        with pytest.raises(Failure, match="was not deleted") as caught:
            host.delete(id, state=state)
        told.append(str(caught.value))
    assert "holds 2 entries" in told[0]
    assert leaks(everything(host, *told)) == set()


@pytest.mark.promise
def test_what_is_told_of_a_fault_of_ours_holds_no_secret_and_no_value(host: Host) -> None:
    with pytest.raises(Failure, match=host.fault) as caught:
        host.create({"name": "n", "description": {"unchecked": ENTRY["a"]}})
    assert leaks(everything(host, caught.value)) == set()


@pytest.mark.promise
@pytest.mark.slow
def test_what_an_answer_echoes_of_people_and_groups_is_in_no_error_no_state_and_no_row(
    make_people: Callable[..., People], make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    """An init error is written into the state, and from there into backups and histories."""
    people = make_people()
    rows = [ENTRY, {"phone": "+4917655500000"}, {"phone": "+4917655500001", "b": "Otto"}]
    entries = "phone,a,b,callback_data\n" + "".join(
        f"{row['phone']},{row.get('a', '')},{row.get('b', '')},{row.get('callback_data', '')}\n" for row in rows
    )
    said = [f'The value "{ENTRY["b"]}" is not valid', f"{ENTRY['a'].upper()} of ...12345 has {KEY[-9:]}", "Ott... no"]
    batch = [{"status": 422, "body": {"violations": [{"propertyPath": "b", "message": text}]}} for text in said]
    told = []
    for answer in ({"status": 201, "body": batch}, {"status": 403, "body": {"detail": " ".join(said)}}):
        people.file.write_text(entries)
        sandbox.fault(method="POST", pattern="*/phones/batch", **answer)
        with pytest.raises(Failure, match=r"is not valid|answered 403") as failed:
            people.up()
        told += [failed.value, failed.value.partial, people.state, everything(people.host)]
    assert re.search(r'line \d \(b: The value "\[\w+\]" is not valid\)', str(told[0])), "the rest can be read"

    group = sandbox.add_group(name="Sommerfest")
    sandbox.fault(method="PUT", status=422, body={"detail": "Nur f\u00fcr \u00c4rzt... is no description"})
    with pytest.raises(Failure, match=r"was adopted, but .* is no description") as failed:
        make_host().create({"name": "Sommerfest", "description": "Nur f\u00fcr \u00c4rzte", "adopt": group})
    told.append(failed.value)
    everywhere = "".join(map(str, told))
    assert leaks(everywhere) == set()
    assert [part for part in ("canary", "CANARY", "Ott", "rzt", KEY[-9:], "..12345") if part in everywhere] == []
