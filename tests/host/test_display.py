"""Names as people give them, and as nobody should: through the provider's real process."""

from __future__ import annotations

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

EMOJI = "\U0001f600\u2764\U0001f1e9\U0001f1ea\U0001f44d"
EVIL = "<{%fg 1%}>\x1b[31m\a\b\x9b\u202e\u2066\u200b %s"
SHOWN = r"'\u003c{%fg 1%}>\u001b[31m\u0007\u0008\u009b\u202e"


def test_fifty_emoji_are_fifty_characters_and_come_back_as_they_are(host: Host, sandbox: Sandbox) -> None:
    """Characters are code points here and at LOX24, not the units of UTF-16, of which some emoji have two."""
    clients = {"name": EMOJI * 10, "description": EMOJI * 51, **{f"name_{c}": EMOJI * 10 for c in "abcde"}}
    assert host.check(clients) == (clients, [])
    id, state = host.create(clients)
    held = sandbox.groups()[EMOJI * 10]
    assert {field: held[field] for field in clients} == clients
    assert host.diff(id, olds=state, news=clients, old_inputs=clients) == "same"
    assert host.read(id, state=state, inputs=clients) == (id, state, clients)
    assert host.update(id, olds=state, news={**clients, "name_a": "x"})["name"] == EMOJI * 10
    assert host.check({"name": EMOJI * 10 + "!"})[1] == ["|name: has 51 characters, LOX24 stores at most 50"]


@pytest.mark.slow
def test_a_name_that_steers_is_harmless_in_errors_and_warnings(host: Host, sandbox: Sandbox) -> None:
    sandbox.add_group(name=EVIL)
    with pytest.raises(Failure, match="already") as caught:
        host.create({"name": EVIL})
    id, _ = host.create({"name": "clients"})
    sandbox.fault(method="POST", path="/groups", reset="after")
    host.create({"name": f"{EVIL} 2"}, name=EVIL)
    with pytest.raises(Failure, match="is owned by") as twice:
        host.read(id, state={"name": "clients", "account": sandbox.account}, name=EVIL)
    told = [str(caught.value), str(twice.value), *host.messages()]
    assert all(text.isprintable() and "<{%" not in text for text in told)
    assert all(SHOWN in text for text in told)
    assert len(told) == 3
