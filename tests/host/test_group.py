"""The life of a group in the provider's real process, with every request counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

CLIENTS = {"name": "My Clients", "description": "Best clients", "name_a": "salutation"}


def test_create_looks_once_and_posts_once(host: Host, sandbox: Sandbox) -> None:
    id, outputs = host.create(CLIENTS)
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups"]
    assert sandbox.groups()["My Clients"]["id"] == int(id)
    assert outputs == {
        **CLIENTS,
        "force_destroy": False,
        "account": sandbox.account,
        "count_items": 0,
    }


@pytest.mark.slow
def test_n_groups_in_an_account_of_a_cost_n_posts_and_the_pages_of_a(host: Host, sandbox: Sandbox) -> None:
    for number in range(61):
        sandbox.add_group(name=f"other {number}")
    sandbox.forget()
    for number in range(5):
        host.create({"name": f"mine {number}"}, name=f"g{number}")
    calls = sandbox.calls()
    assert sorted(calls[:3]) == [f"GET /groups?page={page}" for page in (1, 2, 3)]
    assert calls[3:] == ["POST /groups"] * 5


def test_a_group_of_that_name_is_refused_with_its_id_and_nothing_is_sent(host: Host, sandbox: Sandbox) -> None:
    first, second = sandbox.add_group(name="My Clients"), sandbox.add_group(name="My Clients")
    sandbox.forget()
    with pytest.raises(Failure, match=f"groups {first}, {second} have the name 'My Clients' already") as refused:
        host.create(CLIENTS)
    assert "\n" not in str(refused.value)
    assert "aliases" in str(refused.value)
    assert sandbox.calls() == ["GET /groups?page=1"]


@pytest.mark.parametrize("where", ["argument", "stack"])
def test_a_second_group_of_a_name_is_made_only_when_asked_for(
    make_host: Callable[..., Host], sandbox: Sandbox, where: str
) -> None:
    sandbox.add_group(name="My Clients")
    sandbox.forget()
    host = make_host(onExisting="create" if where == "stack" else "")
    host.create({**CLIENTS, **({"on_existing": "create"} if where == "argument" else {})})
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups"]


def test_a_name_is_free_again_after_its_group_was_deleted(host: Host, sandbox: Sandbox) -> None:
    """The list of the account was read before; so a replacement can delete first."""
    id, state = host.create(CLIENTS)
    host.delete(id, state=state)
    sandbox.forget()
    assert host.create(CLIENTS)[0] != id
    assert sandbox.calls() == ["POST /groups"]


@pytest.mark.promise
def test_two_creations_of_one_name_at_once_make_one_group(host: Host, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", path="/groups", delay=0.3)
    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(host.create, CLIENTS, name=name) for name in ("a", "b")]
    assert sorted(type(future.exception()).__name__ for future in ended) == ["Failure", "NoneType"]
    assert sandbox.calls().count("POST /groups") == 1


def test_check_tells_every_problem_and_no_value(host: Host) -> None:
    secret = "+4917612345678" * 4
    inputs, failures = host.check({"name": secret, "name_b": secret, "on_existing": "x"})
    assert [failure.split(":")[0] for failure in failures] == ["|name", "|name_b", "|on_existing"]
    assert "4917" not in "".join(failures)
    assert inputs["name"] == secret


def test_check_drops_what_says_nothing(host: Host) -> None:
    inputs, failures = host.check({"name": "n", "description": "", "force_destroy": False, "count_items": None})
    assert (inputs, failures) == ({"name": "n"}, [])


@pytest.mark.parametrize("settings", [{"parallel": "lots"}, {"tokn": "x"}, {"baseUrl": "http://api.lox24.eu"}])
def test_a_wrong_setting_fails_in_preview(make_host: Callable[..., Host], settings: dict[str, str]) -> None:
    with pytest.raises(Failure, match="lox24:"):
        make_host(**settings).check({"name": "n"})


def test_a_missing_token_fails_in_one_line_and_only_when_something_is_sent(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    host = make_host(token="")
    host.check({"name": "n"})
    assert host.diff("1", olds={"name": "n"}, news={"name": "n"}, old_inputs={"name": "n"}) == "same"
    with pytest.raises(Failure, match=r"^there is no token: set LOX24_TOKEN[^\n]*$"):
        host.create({"name": "n"})
    assert sandbox.calls() == []


def test_diff_lets_the_engine_compare_what_the_program_changed(host: Host) -> None:
    state = {"name": "a", "account": "", "force_destroy": False}
    for news, told in (
        ({"name": "a"}, "same"),
        ({"name": "a", "description": "", "on_existing": "create"}, "same"),
        ({"name": "b"}, "compare"),
        ({"name": "a", "force_destroy": True}, "compare"),
    ):
        assert host.diff("1", olds=state, news=news, old_inputs={"name": "a"}) == told


def test_diff_says_itself_what_only_the_outputs_show(host: Host) -> None:
    assert host.diff("1", olds={"name": "b"}, news={"name": "a"}, old_inputs={"name": "a"}) == "changed"


def test_update_reads_then_sends_every_field_with_explicit_nulls(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.forget()
    outputs = host.update(id, olds=state, news={"name": "Renamed", "name_a": "salutation"})
    assert sandbox.calls() == [f"GET /groups/{id}", f"PUT /groups/{id}"]
    group = sandbox.groups()["Renamed"]
    assert (group["id"], group["description"], group["name_a"]) == (int(id), None, "salutation")
    assert "description" not in outputs


@pytest.mark.promise
@pytest.mark.parametrize("switch", ["put=merge", "put=replace"])
def test_a_colleagues_edit_survives_an_update_of_another_field(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], switch: str
) -> None:
    """The more so under `ignore_changes`, where the engine hands over the old input."""
    sandbox = make_sandbox(switch)
    host = make_host(baseUrl=sandbox.url)
    id, state = host.create(CLIENTS)
    sandbox.by_hand(id, description="a colleague's words", name_e="new label")
    outputs = host.update(id, olds=state, news={**CLIENTS, "name": "Renamed"})
    group = sandbox.groups()["Renamed"]
    assert (group["description"], group["name_e"]) == ("a colleague's words", "new label")
    # The state does not learn of it here, or the next preview would want to undo it: that is for a refresh.
    assert outputs["description"] == "Best clients"
    assert host.diff(id, olds=outputs, news={**CLIENTS, "name": "Renamed"}, old_inputs=CLIENTS) == "same"
    assert any("description, name_e was changed at LOX24 and is kept" in text for text in host.messages())


def test_a_change_of_force_destroy_alone_sends_nothing(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.forget()
    outputs = host.update(id, olds=state, news={**CLIENTS, "force_destroy": True})
    assert outputs == {**state, "force_destroy": True}
    assert sandbox.calls() == []


def test_an_update_of_a_group_that_is_gone_names_refresh(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.drop(id)
    with pytest.raises(Failure, match=rf"^group {id} no longer exists at LOX24[^\n]*`pulumi refresh`[^\n]*$"):
        host.update(id, olds=state, news={**CLIENTS, "name": "x"})


def test_read_names_drift_key_by_key(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.by_hand(id, description=None, name_b="new")
    read, outputs, inputs = host.read(id, state=state, inputs=CLIENTS)
    assert read == id
    assert inputs == {"name": "My Clients", "name_a": "salutation", "name_b": "new"}
    assert outputs == {
        **inputs,
        "force_destroy": False,
        "account": sandbox.account,
        "count_items": 0,
    }


def test_read_tells_nothing_new_when_nothing_moved(host: Host) -> None:
    id, state = host.create({**CLIENTS, "force_destroy": True})
    assert host.read(id, state=state, inputs={**CLIENTS, "force_destroy": True}) == (
        id,
        state,
        {**CLIENTS, "force_destroy": True},
    )


def test_a_scheduled_deletion_is_a_warning(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.by_hand(id, deleted_at="2027-01-01T00:00:00+00:00")
    _, outputs, _ = host.read(id, state=state, inputs=CLIENTS)
    assert outputs["deleted_at"] == "2027-01-01T00:00:00+00:00"
    assert host.messages() == [f"LOX24 will delete group {id} 'My Clients' at 2027-01-01T00:00:00+00:00"]
    assert [entry.urn for entry in host.log if entry.message == host.messages()[0]] == [host.urn("g")]


def test_a_group_that_is_gone_leaves_the_state_once_another_one_is_found(host: Host, sandbox: Sandbox) -> None:
    kept, kept_state = host.create({"name": "kept"}, name="kept")
    gone, gone_state = host.create({"name": "gone"}, name="gone")
    sandbox.drop(gone)
    assert host.read(kept, state=kept_state, name="kept")[0] == kept
    assert host.read(gone, state=gone_state, name="gone") == ("", {}, {})


def test_a_refresh_that_finds_none_of_three_groups_fails_for_each_of_them(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    """Even for the first two: the engine would drop them from the state though the third one fails."""
    states = {}
    maker, reader = make_host(), make_host()
    for name in ("a", "b", "c"):
        id, states[name] = maker.create({"name": name}, name=name)
        states[name]["id"] = id
        sandbox.drop(id)
    with ThreadPoolExecutor(3) as pool:
        reads = [pool.submit(reader.read, state["id"], state=state, name=name) for name, state in states.items()]
    for read in reads:
        assert "all of the 3 groups looked for so far are missing" in str(read.exception())


@pytest.mark.slow
def test_a_refresh_in_which_most_groups_are_gone_is_no_alarm(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    """One that is found says that this is the right account, even if it comes last."""
    maker, reader = make_host(), make_host()
    states = {}
    for name in ("a", "b", "c", "d"):
        id, states[name] = maker.create({"name": name}, name=name)
        states[name]["id"] = id
        if name != "d":
            sandbox.drop(id)
    with ThreadPoolExecutor(4) as pool:
        reads = {n: pool.submit(reader.read, s["id"], state=s, inputs={"name": n}, name=n) for n, s in states.items()}
    assert {name: read.result()[0] for name, read in reads.items()} == {
        "a": "",
        "b": "",
        "c": "",
        "d": states["d"]["id"],
    }


@pytest.mark.promise
def test_delete_believes_no_count_of_zero_before_the_entries_were_asked_for(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.forget()
    host.delete(id, state=state)
    assert sandbox.calls() == [f"GET /groups/{id}", f"GET /groups/{id}/phones", f"DELETE /groups/{id}"]


@pytest.mark.promise
@pytest.mark.parametrize("switch", ["count_items=always", "count_items=omit", "count_items=lag"])
def test_a_group_with_entries_is_not_deleted(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], switch: str
) -> None:
    sandbox = make_sandbox(switch)
    host = make_host(baseUrl=sandbox.url)
    id, state = host.create(CLIENTS)
    sandbox.add_phones(id, 3)
    with pytest.raises(
        Failure, match=rf"^group {id} 'My Clients' holds 3 entries and was not deleted[^\n]*force_destroy"
    ):
        host.delete(id, state=state)
    assert "My Clients" in sandbox.groups()


@pytest.mark.promise
@pytest.mark.parametrize(
    "fault", [{"status": 403}, {"status": 500}, {"body": {"odd": 1}, "status": 200}, {"reset": "before"}]
)
def test_a_group_whose_entries_cannot_be_asked_for_is_not_deleted(
    host: Host, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    id, state = host.create(CLIENTS)
    sandbox.fault(method="GET", path=f"/groups/{id}/phones", **fault)
    with pytest.raises(Failure, match=r"may hold entries \([^\n]*\) and was not deleted"):
        host.delete(id, state=state)
    assert f"DELETE /groups/{id}" not in sandbox.calls()


def test_entries_that_cannot_be_found_are_not_no_entries(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host]
) -> None:
    """A 404 for the entries of a group that is there says nothing about them."""
    sandbox = make_sandbox("count_items=omit")
    host = make_host(baseUrl=sandbox.url)
    id, state = host.create(CLIENTS)
    sandbox.add_phones(id, 5)
    sandbox.fault(method="GET", path=f"/groups/{id}/phones", status=404)
    with pytest.raises(Failure, match=r"may hold entries \(they cannot be found\) and was not deleted"):
        host.delete(id, state=state)
    assert "My Clients" in sandbox.groups()


def test_a_group_that_goes_while_its_entries_are_asked_for_is_deleted(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    sandbox.fault(method="GET", path=f"/groups/{id}/phones", status=404)
    sandbox.fault(method="GET", pattern=f"/groups/{id}", skip=1, status=404)
    host.delete(id, state=state)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_what_was_imported_and_never_read_is_not_touched(host: Host, sandbox: Sandbox, verb: str) -> None:
    """Its state does not say which account it is of, and another account's group looks as if it were gone."""
    id = sandbox.add_group(name="n")
    sandbox.forget()
    calls: dict[str, Callable[[], object]] = {
        "update": lambda: host.update(id, olds={}, news=CLIENTS),
        "delete": lambda: host.delete(id, state={"force_destroy": True}),
    }
    with pytest.raises(
        Failure, match=rf"does not say which account group {id} belongs to[^\n]*`pulumi refresh` first \[LOX3002\]$"
    ):
        calls[verb]()
    assert sandbox.calls() == []


@pytest.mark.parametrize("id", ["10001?x=1", "010001", "../me", "9" * 5000])
@pytest.mark.parametrize("verb", ["read", "update", "delete"])
def test_what_is_no_id_never_gets_into_a_path(host: Host, sandbox: Sandbox, verb: str, id: str) -> None:
    state = {"account": sandbox.account, "force_destroy": True}
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: host.read(id, state=state),
        "update": lambda: host.update(id, olds=state, news=CLIENTS),
        "delete": lambda: host.delete(id, state=state),
    }
    with pytest.raises(Failure, match=r"^id: must be the group's number"):
        calls[verb]()
    assert sandbox.calls() == []


@pytest.mark.promise
def test_a_second_resource_for_an_id_is_refused(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS, name="one")
    with pytest.raises(Failure, match=rf"^group {id} is owned by 'one', so 'other' cannot have it too[^\n]*`aliases`"):
        host.diff(id, olds=state, news=CLIENTS, old_inputs=CLIENTS, name="other")
    with pytest.raises(Failure, match="is owned by 'one'"):
        host.read(id, state=state, inputs=CLIENTS, name="other")
    sandbox.forget()
    host.delete(id, state={**state, "force_destroy": True}, name="other")
    assert sandbox.calls() == []
    assert any(f"group {id} was not deleted, because 'one' holds it now" in text for text in host.messages())


def test_a_doubtful_creation_keeps_its_name(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    """The group may be there: another resource of the run must not make a second one."""
    host = make_host()
    sandbox.fault(method="POST", path="/groups", delay=60)
    with pytest.raises(Failure, match="may or may not have happened"):
        host.create(CLIENTS, name="one", timeout=0.3)
    with pytest.raises(Failure, match="another resource of this run may have created a group named 'My Clients'"):
        host.create(CLIENTS, name="other")
    assert sandbox.calls().count("POST /groups") == 1


def test_force_destroy_says_which_opt_outs_die_with_the_group_and_deletes_it(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create({**CLIENTS, "force_destroy": True})
    sandbox.add_phones(id, 3)
    sandbox.forget()
    one, other, _ = (entry["id"] for entry in sandbox.phones(id))
    sandbox.edit_phone(one, unsubscribed_at=1_800_000_000)
    sandbox.opt_out(id, sandbox.phones(id)[1]["phone"])
    assert other
    host.delete(id, state=state)
    assert sandbox.calls() == [f"GET /groups/{id}/phones", "GET /blocked_numbers?page=1", f"DELETE /groups/{id}"]
    (told,) = host.messages()
    assert told.startswith(f"the opt-outs of 1 person are known to group {id} only and die with it"), "not of two"


@pytest.mark.parametrize("force", [True, False])
def test_a_group_that_is_gone_already_is_deleted(host: Host, sandbox: Sandbox, force: bool) -> None:  # noqa: FBT001 a table
    id, state = host.create({**CLIENTS, "force_destroy": force})
    sandbox.drop(id)
    host.delete(id, state=state)


@pytest.mark.parametrize("verb", ["read", "update", "delete", "diff"])
def test_another_accounts_token_is_refused_before_any_request(
    make_host: Callable[..., Host], sandbox: Sandbox, verb: str
) -> None:
    id, state = make_host().create(CLIENTS)
    sandbox.forget()
    stranger = make_host(token="7654321:other")
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: stranger.read(id, state=state, inputs=CLIENTS),
        "update": lambda: stranger.update(id, olds=state, news={"name": "x"}),
        "delete": lambda: stranger.delete(id, state=state),
        "diff": lambda: stranger.diff(id, olds=state, news=CLIENTS, old_inputs=CLIENTS),
    }
    with pytest.raises(Failure, match=rf"^this resource belongs to account {sandbox.account}, [^\n]*7654321@[^\n]*$"):
        calls[verb]()
    assert sandbox.calls() == []


def test_a_look_up_by_id_reads_one_group(host: Host, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="made elsewhere", name_a="x")
    read, outputs, _ = host.read(id)
    assert (read, outputs["name"], outputs["name_a"], outputs["account"]) == (
        id,
        "made elsewhere",
        "x",
        sandbox.account,
    )


@pytest.mark.parametrize("id", ["99999", "0", "../me", "12a", "1?x=1"])
def test_a_look_up_that_finds_nothing_fails_instead_of_making_an_empty_resource(host: Host, id: str) -> None:
    with pytest.raises(Failure, match=r"there is no group 99999 in account|^id: must be the group's number"):
        host.read(id)


def test_what_the_program_looks_up_elsewhere_is_not_managed_here(host: Host, sandbox: Sandbox) -> None:
    checked, problems = host.check({"name": "A", "__asked": sandbox.account})
    assert (checked, problems) == ({"name": "A"}, [])
    with pytest.raises(Failure, match=f"looks up in account 9@x, and its resources work on account {sandbox.account}"):
        host.check({"name": "A", "__asked": "9@x"})
