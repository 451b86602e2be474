"""The people on a list: what is sent, what is refused, what stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lox24_provider.rules.entry_plan.counts import Counts, row
from tests.support.host import Failure, Host
from tests.support.people import REFERENCE, People, held, number
from tests.support.sandbox import Sandbox


@pytest.mark.slow
def test_a_list_lives_from_first_load_to_removal(people: People, sandbox: Sandbox) -> None:
    """With exactly the requests that it takes."""
    group = people.group
    people.write(range(100))
    assert people.up() == "create"
    assert sandbox.calls() == [
        f"GET /groups/{group}/phones",
        "GET /blocked_numbers?page=1",
        f"POST /groups/{group}/phones/batch",
    ]
    assert list(held(sandbox, people)) == [number(n) for n in range(100)]
    assert people.state is not None
    assert people.state["owned"] == "7000001-7000100"
    assert people.state["count"] == 100

    sandbox.forget()
    people.write(reversed(range(100)))
    assert people.up() == "same", "another order is the same list"
    assert sandbox.calls() == []

    people.write([*range(98), (98, "changed"), 100])
    assert people.preview() == "compare"
    assert sandbox.calls() == [f"GET /groups/{group}/phones", f"GET /groups/{group}/phones?page=2"]
    assert people.said == row(Counts(new=1, changed=1, removed=1), "who is on the block list is left out")
    sandbox.forget()
    assert people.up() == "compare"
    assert sandbox.calls() == [
        f"GET /groups/{group}/phones",
        f"GET /groups/{group}/phones?page=2",  # a hundred could be a page
        "GET /blocked_numbers?page=1",
        f"POST /groups/{group}/phones/batch",
        "PUT /phones/7000099",
        "DELETE /phones/7000100",
    ]
    assert held(sandbox, people)[number(98)] == "changed"
    assert number(99) not in held(sandbox, people)
    assert people.state["owned"] == "7000001-7000099,7000101"

    sandbox.forget()
    people.remove()
    assert sandbox.calls() == []
    assert len(held(sandbox, people)) == 100, "who removes the resource leaves the people"


@pytest.mark.promise
@pytest.mark.parametrize("verb", ["read", "update", "delete"])
def test_another_accounts_token_touches_nobody_on_a_list(
    make_host: Callable[..., Host], people: People, sandbox: Sandbox, verb: str
) -> None:
    people.write(range(3))
    people.up(remove_on_delete=True)
    sandbox.forget()
    stranger, state, inputs = make_host(token="7654321:other"), people._with(people.state), people._with(people.inputs)
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: stranger.read(people.id, state=state, inputs=inputs, name="people"),
        "update": lambda: stranger.update(people.id, olds=state, news=inputs, name="people"),
        "delete": lambda: stranger.delete(people.id, state=state, name="people"),
    }
    with pytest.raises(Failure, match=rf"^this resource belongs to account {sandbox.account}, [^\n]*7654321@[^\n]*$"):
        calls[verb]()
    assert sandbox.calls() == []
    assert len(held(sandbox, people)) == 3


@pytest.mark.slow
def test_the_state_holds_no_person(people: People) -> None:
    people.write([(1, "Rumpelstilzchen")])
    people.up()
    assert "Rumpelstilzchen" not in f"{people.state} {people.inputs} {people.said}"
    assert number(1)[3:] not in f"{people.state} {people.inputs} {people.said}"


@pytest.mark.slow
def test_adds_go_in_chunks_and_a_limit_is_found(make_people: Callable[..., People], make_sandbox: Any) -> None:
    for status in (400, 413):
        sandbox = make_sandbox("batch_limit=130", f"batch_limit_status={status}")
        people = make_people(on=sandbox)
        people.write(range(1100))
        people.up()
        assert len(held(sandbox, people)) == 1100
        batches = [call for call in sandbox.calls() if call.startswith("POST")]
        assert len(batches) == 2 + 9, "500 and 250 are too many, 125 at a time are not"
    people = make_people(batchSize="400")
    people.write(range(1100))
    people.up()
    assert people.said.endswith("+1,100 new")


@pytest.mark.parametrize("switch", ["hydra=hydra", "hydra=plain", "hydra=mixed", "plain_lists=true"])
@pytest.mark.slow
def test_a_list_in_pages_is_read_to_its_end(make_people: Callable[..., People], make_sandbox: Any, switch: str) -> None:
    sandbox = make_sandbox("phones_page_size=30", switch)
    people = make_people(on=sandbox)
    people.write(range(95))
    people.up()
    people.write(range(96))
    people.up()
    assert len(held(sandbox, people)) == 96
    assert people.said.endswith("+1 new")


# Guards


@pytest.mark.slow
def test_an_additive_list_touches_its_own_entries_only(make_people: Callable[..., People], sandbox: Sandbox) -> None:
    group = sandbox.add_group(name="shared")
    sandbox.add_phones(group, 30)
    people = make_people(group=group)
    people.write([(0, "ours?"), *range(30, 60)])
    people.up(mode="additive")
    assert held(sandbox, people)[number(0)] is None, "it is there, and not ours to change"
    people.refresh()
    assert people.up(mode="additive") == "same"
    people.write(range(31, 60))
    people.up(mode="additive", allow_removals=0)
    assert set(held(sandbox, people)) == {number(n) for n in range(60) if n != 30}


@pytest.mark.slow
def test_removing_the_resource_may_remove_what_it_made(people: People, sandbox: Sandbox) -> None:
    people.write(range(10))
    people.up()
    sandbox.forget()
    people.up(remove_on_delete=True)
    assert sandbox.calls() == []
    sandbox.join(people.group, number(99))
    people.remove()
    assert list(held(sandbox, people)) == [number(99)]


@pytest.mark.promise
def test_a_renamed_resource_does_not_empty_the_list(make_people: Callable[..., People], sandbox: Sandbox) -> None:
    """Without alias the engine creates under the new name, then deletes under the old one, in one process."""
    old = make_people(name="old")
    old.write(range(10))
    old.up(remove_on_delete=True)
    new = make_people(group=old.group, name="new")
    new.write(range(10))
    new.up(remove_on_delete=True)
    assert old.state is not None
    new.host.delete(old.id, state=old._with(old.state), name="old")
    assert "were not removed, because 'new' declares them now" in new.said
    assert len(held(sandbox, old)) == 10


@pytest.mark.slow
def test_another_group_is_filled_and_the_old_one_left_alone(people: People, sandbox: Sandbox) -> None:
    people.write(range(10))
    people.up()
    first, people.group = people.group, sandbox.add_group(name="another")
    assert people.up() == "compare"
    assert len(held(sandbox, people)) == len(sandbox.phones(first)) == 10


# What goes wrong


@pytest.mark.promise
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.short(cases=1)
def test_a_lost_reply_doubles_nobody(people: People, sandbox: Sandbox, when: str) -> None:
    sandbox.fault(method="POST", reset=when)
    people.write(range(20))
    people.up()
    assert len(held(sandbox, people)) == 20
    assert people.state is not None
    assert people.state["owned"].count("-") == 1, "what a lost reply had added is this resource's all the same"


@pytest.mark.slow
def test_an_entry_that_is_refused_is_named_by_its_line(make_people: Callable[..., People], make_sandbox: Any) -> None:
    sandbox = make_sandbox("duplicates=422", "normalise_phones=true")
    people = make_people(on=sandbox)
    people.write(range(5))
    sandbox.fault(method="POST", status=401)
    with pytest.raises(Failure, match="401") as stopped:
        people.up()
    assert stopped.value.partial is not None
    assert people.up() == "changed", "what was not applied is not forgotten"


@pytest.mark.slow
def test_what_a_refresh_finds_is_told_and_put_right(people: People, sandbox: Sandbox) -> None:
    people.write(range(40))
    people.up()
    entries = {entry["phone"]: entry["id"] for entry in sandbox.phones(people.group)}
    sandbox.drop_phone(entries[number(1)])
    sandbox.edit_phone(entries[number(2)], a="by hand")
    sandbox.add_phones(people.group, 0)
    people.refresh()
    assert people.said == "the account differs from the list: 1 missing, 1 changed"
    assert people.up() == "compare"
    assert len(held(sandbox, people)) == 40
    assert held(sandbox, people)[number(2)] is None


@pytest.mark.slow
def test_a_second_refresh_still_compares_with_the_list_that_was_applied(people: People, sandbox: Sandbox) -> None:
    """The first one has written over the fingerprint that something differs; what, it keeps as numbers."""
    people.write(range(40))
    people.up()
    applied = people.state
    first, second = sandbox.phones(people.group)[:2]
    sandbox.drop_phone(first["id"])
    sandbox.edit_phone(second["id"], a="by hand")
    people.refresh()
    assert people.state is not None
    assert (people.state["digest"], people.state["drift"]) == ("not as declared", {"missing": 1, "changed": 1})
    sandbox.edit_phone(second["id"], a="")
    people.refresh()
    assert people.state["drift"] == {"missing": 1}
    sandbox.api("POST", f"/groups/{people.group}/phones", json={"phone": first["phone"]})
    people.refresh()
    assert people.state == applied, "it is as declared again"


@pytest.mark.slow
def test_a_list_with_somebody_elses_entry_is_told_by_a_refresh_that_it_went(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """The one list made it and takes it off; the other, which has the person too, compares files and sees nothing."""
    maker = make_people(name="maker")
    other = make_people(name="other", group=maker.group)
    maker.write([0, 1])
    other.write([1, 2])
    maker.up(mode="additive")
    other.up(mode="additive")
    maker.write([0])
    maker.up(mode="additive", allow_removals=1)
    assert list(held(sandbox, maker)) == [number(0), number(2)]
    assert other.up(mode="additive") == "same"
    other.refresh()
    assert other.said == "the account differs from the list: 1 missing"
    other.up(mode="additive")
    assert list(held(sandbox, maker)) == [number(n) for n in range(3)]


def test_without_the_applied_file_a_refresh_compares_ids_and_says_so(people: People, sandbox: Sandbox) -> None:
    people.write(range(40))
    people.up()
    sandbox.drop_phone(sandbox.phones(people.group)[0]["id"])
    people.file.unlink()
    people.refresh()
    told = "the applied list is not at hand, so only ids were compared: 1 of those that this resource made are gone"
    assert people.said == told


@pytest.mark.slow
def test_a_preview_goes_on_where_the_account_cannot_be_asked(people: People, sandbox: Sandbox) -> None:
    sandbox.fault(path=f"/groups/{people.group}/phones", status=503)
    people.write(range(3))
    assert people.preview() == "create"
    assert people.said.startswith("what will change is not knowable yet: GET /groups/")


@pytest.mark.promise
@pytest.mark.parametrize(
    "switch",
    [
        *("put=replace", "normalise_phones=true", "phones_page_size=10", "duplicates=422", "duplicates=409"),
        *("validation_status=422", "empty_string=null", "trim=true", "count_items=omit", "phone_ids=integer"),
        *("phones_lag=1", "phones_lag=2", "hydra=mixed", "plain_lists=true", "batch_limit=7"),
    ],
)
@pytest.mark.short(cases=6)
def test_what_the_documentation_leaves_open_changes_nothing(
    make_people: Callable[..., People], make_sandbox: Any, switch: str
) -> None:
    """A list is loaded, loses a reply, changes, drifts and is put right."""
    sandbox = make_sandbox(switch)
    people = make_people(on=sandbox)
    sandbox.fault(method="POST", reset="after")
    people.write([(n, "Ms") for n in range(40)])
    people.up()
    assert len(held(sandbox, people)) == 40
    people.write([*((n, "Ms") for n in range(1, 39)), (39, "Mr"), (40, "Ms")])
    people.up()
    expected = {number(n): "Mr" if n == 39 else "Ms" for n in range(1, 41)}
    assert held(sandbox, people) == expected
    sandbox.drop_phone(sandbox.phones(people.group)[3]["id"])
    people.refresh()
    people.up()
    assert held(sandbox, people) == expected
    people.refresh()
    assert people.up() == ("compare" if "lag" in switch else "same"), "a list that lags looks like drift"
    assert held(sandbox, people) == expected


@pytest.mark.parametrize(("lag", "ends"), [(2, True), (9, False)])
@pytest.mark.slow
def test_a_list_that_lags_after_a_lost_reply_doubles_nobody(
    make_people: Callable[..., People],
    make_sandbox: Any,
    lag: int,
    ends: bool,  # noqa: FBT001 a table
) -> None:
    """The second of two batches is lost, and the list shows neither."""
    sandbox = make_sandbox(f"phones_lag={lag}")
    people = make_people(on=sandbox, batchSize="10")
    sandbox.fault(method="POST", reset="after", skip=1)
    people.write(range(20))
    if ends:
        people.up()
    else:
        with pytest.raises(Failure, match="may or may not have happened"):
            people.up()
    assert len(held(sandbox, people)) == 20


@pytest.mark.slow
def test_without_time_to_look_a_lost_reply_is_left_to_the_next_run(people: People, sandbox: Sandbox) -> None:
    people.write(range(10))
    sandbox.fault(method="POST", reset="after")
    news = people.check()
    with pytest.raises(Failure, match="may or may not have happened") as failure:
        people.host.create({**news, **REFERENCE}, timeout=0.4, name=people.name)
    assert failure.value.partial is not None
    people.up()
    assert len(held(sandbox, people)) == 10


@pytest.mark.parametrize("ignoring", ["*", "digest"])
def test_a_list_whose_changes_are_ignored_is_not_applied_one_run_later(
    people: People, sandbox: Sandbox, ignoring: str
) -> None:
    """The engine keeps the new inputs of what it takes for unchanged, so the next run has the same inputs twice."""
    people.write(range(10))
    people.up()
    people.write(range(1, 11))
    sandbox.forget()

    def diff() -> str:
        people.host, before = people.make_host(), people.inputs
        people.inputs = people.check()
        olds, new, old = (people._with(values) for values in (people.state, people.inputs, before))
        return people.host.diff(
            people.id, olds=olds, news=new, old_inputs=old, name=people.name, ignoring=[ignoring, "count"]
        )

    assert [diff(), diff()] == ["same", "same"]
    assert sandbox.calls() == []
    assert people.up() == "changed", "what was ignored is applied, and shown, where it is ignored no more"
    assert set(held(sandbox, people)) == {number(n) for n in range(1, 11)}


@pytest.mark.parametrize("how", ["create", "update"])
def test_what_a_policy_makes_of_the_inputs_after_their_check_is_checked_too(
    people: People, sandbox: Sandbox, how: str
) -> None:
    """Else a mode that does not exist would remove people as the default does."""
    people.write(range(3))
    if how == "update":
        people.up(mode="additive")
    people.write(range(2))
    people.host = people.make_host()
    news, olds = people._with({**people.check(mode="additive"), "mode": "another"}), people._with(people.state)
    with pytest.raises(Failure, match=r"^mode: must be one of authoritative, additive"):
        _ = (
            people.host.create(news, name=people.name)
            if how == "create"
            else people.host.update(people.id, olds=olds, news=news, name=people.name)
        )
    assert len(held(sandbox, people)) == (3 if how == "update" else 0)


@pytest.mark.parametrize("owned", ["1-99999999999", "x", "-5"])
@pytest.mark.short(cases=1)
def test_a_set_of_ids_that_somebody_has_edited_in_the_state_is_one_line(people: People, owned: str) -> None:
    people.write(range(3))
    people.up()
    assert people.state is not None
    people.state["owned"] = owned
    with pytest.raises(Failure, match=r"^owned: of the state is no set of entries' ids; it was edited by hand"):
        people.refresh()
    people.write(range(1, 4))
    with pytest.raises(Failure, match=r"^owned: of the state is no set of entries' ids"):
        people.preview()
