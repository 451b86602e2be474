"""How many may be removed from a list, and by which agreement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lox24_provider.rules.entry_plan.counts import Counts, row
from tests.support.host import Failure
from tests.support.people import People, held, number
from tests.support.sandbox import Sandbox


@pytest.mark.promise
@pytest.mark.parametrize("verb", ["preview", "up"])
@pytest.mark.short(cases=1)
def test_more_than_five_percent_are_not_removed_unless_the_very_number_is_allowed(
    people: People, sandbox: Sandbox, verb: str
) -> None:
    people.write(range(100))
    people.up()
    people.write(range(94))
    for allowed in (None, 5, 7):
        with pytest.raises(Failure, match=r"6 entries of the 100 .* \(6\.0 %\).* set allow_removals=6, which"):
            getattr(people, verb)(allow_removals=allowed) if allowed else getattr(people, verb)()
    assert len(held(sandbox, people)) == 100
    people.up(allow_removals=6)
    assert len(held(sandbox, people)) == 94
    people.write(range(87))
    with pytest.raises(Failure, match="allow_removals=7"):
        people.preview(allow_removals=6)


@pytest.mark.promise
@pytest.mark.slow
def test_an_override_that_is_left_is_told_on_the_row(people: People, sandbox: Sandbox) -> None:
    """What it allows it allows again, and no more is promised."""
    left = "allow_removals=6 is left from an earlier change and allows exactly 6 again"
    people.write(range(100))
    people.up()
    people.write(range(94))
    people.preview(allow_removals=6)
    assert left not in people.said
    people.up(allow_removals=6)
    people.write(range(95))
    people.preview(allow_removals=6)
    assert people.said == row(Counts(new=1), "who is on the block list is left out", left)
    people.write(range(88))
    people.preview(allow_removals=6)
    assert people.said == row(Counts(removed=6), left)
    people.up(allow_removals=6)
    assert len(held(sandbox, people)) == 88
    for n in range(500, 506):
        sandbox.api("POST", f"/groups/{people.group}/phones", json={"phone": number(n)})
    people.refresh()
    people.preview(allow_removals=6)
    assert people.said == row(Counts(removed=6), left), "also where only the account has moved"


@pytest.mark.slow
def test_a_run_that_ended_early_does_its_rest_and_leaves_who_joined_since(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    people = make_people(parallel="1")
    people.write(range(30))
    people.up()
    people.write(range(20))
    sandbox.fault(method="DELETE", status=503, skip=3)
    with pytest.raises(Failure, match="503"):
        people.up(allow_removals=10)
    rest = len(held(sandbox, people)) - 20
    assert 0 < rest < 10
    sandbox.api("POST", f"/groups/{people.group}/phones", json={"phone": number(500)})
    with pytest.raises(Failure, match="not yet as declared") as refreshed:
        people.refresh()
    assert refreshed.value.partial is not None
    people.id, people.state, people.inputs = refreshed.value.partial
    with pytest.raises(Failure, match=f"set allow_removals={rest + 1}, which"):
        people.up(allow_removals=10)
    (stranger,) = (entry["id"] for entry in sandbox.phones(people.group) if entry["phone"] == number(500))
    sandbox.api("DELETE", f"/phones/{stranger}")
    people.up(allow_removals=10)
    assert "is left" not in people.said
    assert list(held(sandbox, people)) == [number(n) for n in range(20)]
    assert people.state is not None
    assert not [key for key in people.state if key in ("__incomplete", "__agreed", "__version")]


@pytest.mark.parametrize("of_stack", [True, False])
@pytest.mark.slow
def test_another_limit_is_kept_without_a_request_and_then_counts(
    make_people: Callable[..., People], sandbox: Sandbox, *, of_stack: bool
) -> None:
    people = make_people()
    people.write(range(40))
    people.up()
    again = make_people(group=people.group, maxRemovalsPercent="50") if of_stack else people
    again.file, again.id, again.state, again.inputs = people.file, people.id, people.state, people.inputs
    own = {} if of_stack else {"max_removals_percent": 50}
    sandbox.forget()
    assert again.preview(**own) == "compare"
    assert again.said == row(Counts())
    again.up(**own)
    assert again.up(**own) == "same"
    assert sandbox.calls() == []
    assert again.state is not None
    assert again.state["max_removals_percent"] == 50
    again.write(range(20))
    again.up(**own)
    assert len(held(sandbox, again)) == 20
    again.write(range(9))
    with pytest.raises(Failure, match=r"more than 3, and more than 50 % or 500, .* allow_removals=11,"):
        again.up(**own)


@pytest.mark.promise
@pytest.mark.slow
def test_three_go_unasked_and_a_whole_list_never(people: People, sandbox: Sandbox) -> None:
    people.write(range(4))
    people.up()
    people.write([0])
    people.up()
    assert list(held(sandbox, people)) == [number(0)]
    people.write([])
    with pytest.raises(Failure, match=r"1 entry of the 1 .* \(all\), .* allow_removals=1,"):
        people.up(max_removals_percent=100)
    people.up(allow_removals=1)
    assert not held(sandbox, people)


@pytest.mark.parametrize("verb", ["preview", "up"])
@pytest.mark.slow
def test_a_flag_that_is_only_kept_changes_nothing_and_says_so(people: People, verb: str) -> None:
    """A plan that does not know how many entries change is not made."""
    people.write(range(3))
    people.up()
    getattr(people, verb)(remove_on_delete=True)
    assert people.said == row(Counts())


@pytest.mark.promise
def test_the_first_contact_removes_nobody_unless_the_very_number_is_taken_over(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    group = sandbox.add_group(name="old")
    sandbox.add_phones(group, 30)
    people = make_people(group=group)
    people.write(range(10, 40))
    for argument in ({}, {"take_over": 9}):
        for verb in (people.preview, people.up):
            with pytest.raises(Failure, match=r"10 entries .* did not make .*\(20 of the list are.* take_over=10 to"):
                verb(**argument)
    assert len(held(sandbox, people)) == 30
    people.up(take_over=10)
    assert list(held(sandbox, people)) == [number(n) for n in range(10, 40)]
    assert people.state is not None
    assert people.state["owned"].count("-") == 1, "who was there and is on the list is this resource's now"
