"""Who gets no SMS: opt-outs, the block list, and people whose number may be somebody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pulumi.runtime import rpc

from tests.support.host import Failure
from tests.support.people import REFERENCE, People, held, number
from tests.support.sandbox import Sandbox


@pytest.mark.promise
@pytest.mark.parametrize("known", ["group and block list", "group"])
@pytest.mark.short(cases=1)
def test_an_opt_out_survives_everything(make_people: Callable[..., People], sandbox: Sandbox, known: str) -> None:
    """Edits of the file, refresh, removal and re-declaration of the resource."""
    people = make_people()
    people.write(range(40))
    people.up()
    (entry,) = (entry["id"] for entry in sandbox.phones(people.group) if entry["phone"] == number(7))
    if known == "group":
        sandbox.edit_phone(entry, unsubscribed_at=1_800_000_000, unsubscribe_reason=2)
    else:
        sandbox.opt_out(people.group, number(7))
    before = next(entry for entry in sandbox.phones(people.group) if entry["phone"] == number(7))

    def is_untouched() -> bool:
        return [e for e in sandbox.phones(people.group) if e["phone"] == number(7)] == [before]

    people.write([(n, "new" if n == 7 else "") for n in range(40)])
    people.up()
    assert is_untouched()
    assert "1 person of the list has opted out and will not be texted" in people.said
    people.refresh()
    assert people.up() == "same", "an opt-out is no drift"
    people.write([n for n in range(40) if n != 7])
    people.up()
    assert "1 opted out kept" in people.said
    assert is_untouched()
    people.up(remove_on_delete=True)
    people.remove()
    assert is_untouched()
    assert len(sandbox.phones(people.group)) == 1
    people.write(range(40))
    people.up()
    assert is_untouched()
    assert len(sandbox.phones(people.group)) == 40


@pytest.mark.promise
@pytest.mark.parametrize("spelled", [number(7), f"00{number(7)[1:]}", f"0{number(7)[3:]}", number(7)[1:]])
@pytest.mark.short(cases=3)
def test_who_is_on_the_block_list_is_added_to_no_group(people: People, sandbox: Sandbox, spelled: str) -> None:
    sandbox.block(spelled)
    people.write(range(20))
    people.up()
    assert number(7) not in held(sandbox, people)
    assert len(held(sandbox, people)) == 19
    assert "1 on the block list not added" in people.said
    people.refresh()
    assert people.up() == "same", "who is left out is no drift"


def test_without_the_block_list_nobody_is_added(people: People, sandbox: Sandbox) -> None:
    sandbox.fault(path="/blocked_numbers", status=500)
    people.write(range(3))
    with pytest.raises(Failure, match="nobody was added, because who opted out cannot be read"):
        people.up()
    assert sandbox.phones(people.group) == []


@pytest.mark.slow
def test_who_joined_by_subscription_stays_unless_told_otherwise(people: People, sandbox: Sandbox) -> None:
    people.write(range(20))
    people.up()
    sandbox.join(people.group, number(99))
    people.write(range(21))
    people.up()
    assert "1 joined by subscription kept" in people.said
    people.up(remove_subscribed=True)
    assert number(99) not in held(sandbox, people)


@pytest.mark.promise
@pytest.mark.parametrize("how", ["preview", "update", "replacement", "preview of a group to come"])
@pytest.mark.short(cases=3)
def test_a_list_does_not_move_away_from_opt_outs_that_only_its_group_knows(
    people: People, sandbox: Sandbox, how: str
) -> None:
    """In the other group nothing would say that they are not to be added."""
    people.write(range(10))
    people.up()
    left, people.group = people.group, sandbox.add_group(name="another")
    for n in (3, 4):
        (entry,) = (one["id"] for one in sandbox.phones(left) if one["phone"] == number(n))
        sandbox.edit_phone(entry, unsubscribed_at=1_800_000_000, unsubscribe_reason=2)
    sandbox.block(number(4))
    refusal = rf"^1 person of the list has opted out of group {left}, and only that group knows it"
    with pytest.raises(Failure, match=refusal):
        _moved(people, how)
    assert sandbox.phones(people.group) == []
    sandbox.block(number(3))
    _moved(people, how)
    expected = {number(n) for n in range(10) if n not in (3, 4)} if how in ("update", "replacement") else set()
    assert set(held(sandbox, people)) == expected


def _moved(people: People, how: str) -> None:
    """Move a list to another group; a preview of that is made in its own process too."""
    people.host = people.make_host()
    if how == "preview of a group to come":
        group, people.group = people.group, rpc.UNKNOWN
        try:
            people._diff(people.check())
        finally:
            people.group = group
        return
    news = people.check()
    if how == "replacement":  # the engine compares nothing where it is told to replace
        inputs, failures = people.host.check({**news, **REFERENCE}, name=people.name)
        assert not failures
        people.host.create(people._with(inputs), name=people.name)
    elif how == "update":
        people.host.update(people.id, olds=people._with(people.state), news=people._with(news), name=people.name)
    else:
        people._diff(news)


@pytest.mark.promise
@pytest.mark.parametrize("known", ["0176 00000007", "176 00000007"])
@pytest.mark.short(cases=2)
def test_an_entry_that_may_be_several_peoples_stays_and_nobody_is_added_beside_it(
    people: People, sandbox: Sandbox, known: str
) -> None:
    sandbox.join(people.group, known)
    people.write([7, 8])
    people.up()
    assert sorted(held(sandbox, people)) == sorted([known, number(8)])
    assert "1 entry has a number that may be several people's" in people.said
    people.write([8])
    people.up(allow_removals=0)
    assert known in held(sandbox, people)
