"""The laws of a plan: whatever a group holds and a list says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.errors import Refused
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.ids import compressed, expanded
from lox24_provider.rules.numbers import Numbers, normal
from lox24_provider.rules.plan import Held, Mode, Plan, Policy, plan, refuse

SPELLINGS: list[Callable[[str], str]] = [
    lambda number: number,
    lambda number: f"00{number[1:]}",
    lambda number: f"0{number[3:]}",
    lambda number: f"{number[:3]} {number[3:6]}/{number[6:]}",
    lambda number: number[1:],
]


def number(n: int) -> str:
    return f"+49176{n:07}"


ENTRIES = st.builds(lambda n, a: Entry(number(n), a), st.integers(0, 12), st.sampled_from([None, "x", "y"]))
LISTS = st.lists(ENTRIES, unique_by=lambda entry: entry.phone).map(lambda entries: tuple(sorted(entries)))
PEOPLE = st.tuples(
    st.integers(0, 12),
    st.sampled_from(SPELLINGS),
    st.sampled_from([None, "x"]),
    st.sampled_from(["active", "active", "opted out", "joined"]),
)
GROUPS = st.lists(PEOPLE, max_size=20).map(
    lambda people: [
        Held(id, spelled(number(n)), a, opted_out=kind == "opted out", joined=kind == "joined")
        for id, (n, spelled, a, kind) in enumerate(people, start=100)
    ]
)
OWNED = st.sets(st.integers(100, 119))
POLICIES = st.builds(
    Policy,
    mode=st.sampled_from(["authoritative", "additive"]),
    remove_subscribed=st.booleans(),
    take_over=st.sampled_from([None, 1]),
)
BLOCKED = st.lists(st.builds(lambda n, spelled: spelled(number(n)), st.integers(0, 12), st.sampled_from(SPELLINGS)))


def applied(made: Plan, actual: list[Held]) -> tuple[list[Held], set[int]]:
    """What the group holds afterwards, and the ids that the plan made or took over."""
    changed = {change.id: change.entry for change in made.changes}
    after = [
        held._replace(a=changed[held.id].a) if held.id in changed else held
        for held in actual
        if held.id not in made.removals
    ]
    new = [Held(1000 + n, *entry) for n, entry in enumerate(made.adds)]
    return after + new, {held.id for held in new} | set(made.adopted)


def person(phone: str) -> str:
    """Here all national numbers are German."""
    known = normal(phone)
    return known if known.startswith("+") else f"+49{known[1:]}"


@given(LISTS, GROUPS, OWNED, POLICIES, BLOCKED)
def test_after_a_plan_nothing_is_left_to_do(
    desired: tuple[Entry, ...], actual: list[Held], owned: set[int], policy: Policy, blocked: list[str]
) -> None:
    numbers = Numbers(blocked)
    made = plan(desired=desired, actual=actual, owned=owned, policy=policy, blocked=numbers)
    after, new = applied(made, actual)
    assert plan(desired=desired, actual=after, owned=owned | new, policy=policy, blocked=numbers).is_empty


@given(LISTS, GROUPS, OWNED, POLICIES, BLOCKED)
def test_who_opted_out_is_never_touched_and_never_added(
    desired: tuple[Entry, ...], actual: list[Held], owned: set[int], policy: Policy, blocked: list[str]
) -> None:
    made = plan(desired=desired, actual=actual, owned=owned, policy=policy, blocked=Numbers(blocked))
    out = [held for held in actual if held.opted_out]
    assert not {held.id for held in out} & {*made.removals, *(change.id for change in made.changes)}
    away = {person(held.phone) for held in out} | {person(spelled) for spelled in blocked}
    assert not away & {entry.phone for entry in made.adds}
    assert made.opted_out == len(out)


@given(LISTS, GROUPS, OWNED, BLOCKED)
def test_an_authoritative_list_is_what_the_group_holds(
    desired: tuple[Entry, ...], actual: list[Held], owned: set[int], blocked: list[str]
) -> None:
    """Everybody once, apart from who opted out, is blocked or joined."""
    made = plan(desired=desired, actual=actual, owned=owned, policy=Policy(), blocked=Numbers(blocked))
    after, _ = applied(made, actual)
    active = [person(held.phone) for held in after if not held.opted_out]
    assert len(active) == len(set(active)), "nobody twice"
    out = {person(held.phone) for held in actual if held.opted_out}
    there = {person(held.phone) for held in actual}
    away = out | ({person(spelled) for spelled in blocked} - there)
    joined = {person(held.phone) for held in after if held.joined}
    assert set(active) - joined <= {entry.phone for entry in desired}
    assert {entry.phone for entry in desired} - away <= set(active)
    values = {person(held.phone): held[2:8] for held in after if not held.opted_out}
    assert all(values[entry.phone] == entry[1:] for entry in desired if entry.phone in values)


@given(LISTS, GROUPS, OWNED, BLOCKED)
def test_an_additive_list_touches_its_own_entries_only(
    desired: tuple[Entry, ...], actual: list[Held], owned: set[int], blocked: list[str]
) -> None:
    policy = Policy(mode="additive")
    made = plan(desired=desired, actual=actual, owned=owned, policy=policy, blocked=Numbers(blocked))
    assert {*made.removals, *(change.id for change in made.changes)} <= owned
    assert made.adopted == ()


@given(LISTS, st.data(), OWNED, POLICIES)
def test_the_order_of_a_listing_does_not_matter(
    desired: tuple[Entry, ...], data: st.DataObject, owned: set[int], policy: Policy
) -> None:
    actual = data.draw(GROUPS)
    shuffled = data.draw(st.permutations(actual))
    one = plan(desired=desired, actual=actual, owned=owned, policy=policy)
    other = plan(desired=desired, actual=shuffled, owned=owned, policy=policy)
    assert one == other
    assert list(one.adds) == sorted(one.adds)
    assert list(one.removals) == sorted(one.removals)


def test_who_joined_stays_unless_told_otherwise() -> None:
    actual = [Held(1, number(1), joined=True)]
    assert plan(desired=(), actual=actual, owned=(), policy=Policy()).joined == 1
    assert plan(desired=(), actual=actual, owned=(), policy=Policy(remove_subscribed=True)).removals == (1,)


def refused(made: Plan, policy: Policy) -> str:
    try:
        refuse(made, policy=policy, group="7")
    except Refused as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("removals", "removable", "is_refused"),
    [(5, 100, False), (6, 100, True), (1, 19, True), (1, 20, False), (500, 100_000, False), (501, 100_000, True)],
)
@pytest.mark.parametrize("mode", ["authoritative", "additive"])
def test_five_percent_and_five_hundred_are_the_limits(
    removals: int,
    removable: int,
    is_refused: bool,  # noqa: FBT001 a table
    mode: Mode,
) -> None:
    made, policy = Plan(removals=tuple(range(removals)), removable=removable), Policy(mode=mode)
    told = refused(made, policy)
    assert bool(told) is is_refused
    if is_refused:
        assert f"allow_removals={removals}," in told
        assert refused(made, replace(policy, allow_removals=removals)) == ""
        assert refused(made, replace(policy, allow_removals=removals - 1))
        assert refused(made, replace(policy, allow_removals=removals + 1))


def test_an_emptied_list_is_refused() -> None:
    assert "(all)" in refused(Plan(removals=(1,), removable=1), Policy())


@pytest.mark.parametrize("take_over", [None, 0, 2, 4])
def test_a_first_contact_removes_only_what_was_agreed_to(take_over: int | None) -> None:
    made = Plan(removals=(1, 2, 3), removable=1000, found=4)
    policy = Policy(first_contact=True, take_over=take_over, allow_removals=3)
    assert "take_over=3 " in refused(made, policy), "another permission does not count"
    assert refused(made, replace(policy, take_over=3)) == ""


def test_an_additive_list_takes_over_exactly_so_many() -> None:
    policy = Policy(mode="additive", first_contact=True, take_over=2)
    assert "take_over=3 " in refused(Plan(adopted=(1, 2, 3)), policy)
    assert refused(Plan(adopted=(1, 2)), policy) == ""


def test_a_national_number_stands_for_that_number_in_every_country() -> None:
    numbers = Numbers(["0176 123456", "06 698 1234"])
    assert "+49176123456" in numbers
    assert "+43176123456" in numbers
    assert "+390669812 34".replace(" ", "") in numbers, "Italian numbers keep their nought"
    assert "+49176123457" not in numbers


@given(st.sets(st.integers(1, 60)))
def test_ids_survive_their_short_form(ids: set[int]) -> None:
    assert expanded(compressed(ids)) == ids


def test_ranges_are_short() -> None:
    assert compressed([5, 1, 2, 3, 9]) == "1-3,5,9"
    assert compressed([]) == ""
