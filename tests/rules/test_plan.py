"""What happens to whom: laws of the pure plan over any account and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.plan import Held, Mode, Plan, Policy, plan
from lox24_provider.rules.number.numbers import Numbers

NEW_ID = 1000
PEOPLE = [f"+491761234567{n}" for n in range(8)]
SPELLINGS = ("{0}", "00{1}", "{1}", "0{2}", "0{3}-{4}", "+49 {3} {4}")


def spelled(person: str, spelling: str) -> str:
    return spelling.format(person, person[1:], person[3:], person[3:6], person[6:])


WHO = {spelled(person, spelling): person for person in PEOPLE for spelling in SPELLINGS}
"""The person behind each number as the account may have it."""

people = st.sampled_from(PEOPLE)
texts = st.sampled_from([None, "x", "y"])
numbers = st.builds(spelled, people, st.sampled_from(SPELLINGS))
statuses = st.sampled_from([(False, False)] * 2 + [(True, False), (False, True)])


class Case(NamedTuple):
    desired: list[Entry]
    actual: list[Held]
    owned: set[int]
    policy: Policy
    blocked: set[str]

    def plan(self) -> Plan:
        return plan(
            desired=self.desired,
            actual=self.actual,
            owned=self.owned,
            policy=self.policy,
            blocked=Numbers(self.blocked),
        )

    def applied(self) -> Case:
        """The account and the state after the plan; a change keeps the spelling."""
        made = self.plan()
        changes = {change.id: change.entry for change in made.changes}
        actual = [
            Held(held.id, held.phone, *changes[held.id][1:], opted_out=held.opted_out, joined=held.joined)
            if held.id in changes
            else held
            for held in self.actual
            if held.id not in made.removals
        ]
        added = [Held(NEW_ID + n, *entry) for n, entry in enumerate(made.adds)]
        owned = self.owned - {*made.removals} | {*made.adopted} | {held.id for held in added}
        return self._replace(actual=actual + added, owned=owned)

    def whose(self, held: Held) -> str | None:
        """None where the number lacks its country."""
        is_national = held.phone.startswith("0") and not held.phone.startswith("00")
        return WHO[held.phone] if self.policy.region or not is_national else None

    def ambiguous(self) -> set[int]:
        return {held.id for held in self.actual if self.whose(held) is None}

    def opted_out(self) -> set[str]:
        return {WHO[held.phone] for held in self.actual if held.opted_out}

    def declared(self) -> set[str]:
        return {entry.phone for entry in self.desired}


@st.composite
def cases(draw: st.DrawFn, mode: Mode | None = None) -> Case:
    modes: Sequence[Mode] = [mode] if mode else ["authoritative", "additive"]
    entries = st.builds(Entry, people, texts, callback_data=texts)
    desired = sorted(draw(st.lists(entries, unique_by=lambda entry: entry.phone)))
    held = draw(st.lists(st.tuples(numbers, texts, texts, statuses), max_size=14))
    actual = [
        Held(id, phone, a, callback_data=data, opted_out=opted_out, joined=joined)
        for id, (phone, a, data, (opted_out, joined)) in enumerate(held, 1)
    ]
    owned = draw(st.sets(st.integers(1, 16)))
    policy = Policy(
        mode=draw(st.sampled_from(modes)),
        remove_subscribed=draw(st.booleans()),
        first_contact=draw(st.booleans()),
        take_over=draw(st.none() | st.integers(0, 3)),
        region=draw(st.sampled_from([None, "DE"])),
    )
    return Case(desired, draw(st.permutations(actual)), owned, policy, draw(st.sets(numbers, max_size=3)))


@given(cases())
def test_what_was_planned_and_done_is_not_planned_again(case: Case) -> None:
    after = case.applied()
    assert after.plan().is_empty
    later = replace(case.policy, first_contact=False, take_over=None)
    assert after._replace(policy=later).plan().is_empty


@given(cases())
def test_who_opted_out_is_left_alone_and_never_added(case: Case) -> None:
    made = case.plan()
    kept = {held.id for held in case.actual if held.opted_out}
    assert kept.isdisjoint(made.removals)
    assert kept.isdisjoint(change.id for change in made.changes)
    assert case.opted_out().isdisjoint(entry.phone for entry in made.adds)
    assert made.opted_out == len(kept)
    certain = {case.whose(held) for held in case.actual if held.opted_out}
    assert made.opted_out_declared == len(certain & case.declared())


@given(cases())
def test_whose_number_may_be_several_peoples_is_left_alone_and_not_added_again(case: Case) -> None:
    made = case.plan()
    touched = {*made.removals, *(change.id for change in made.changes)}
    assert touched.isdisjoint(case.ambiguous() - (set() if case.desired else case.owned))
    there = {WHO[held.phone] for held in case.actual}
    assert there.isdisjoint(entry.phone for entry in made.adds)
    assert made.opted_out + made.ambiguous >= len(case.ambiguous() - {*made.removals})


@given(cases())
def test_who_is_on_the_block_list_is_never_added(case: Case) -> None:
    assert {WHO[number] for number in case.blocked}.isdisjoint(entry.phone for entry in case.plan().adds)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("opted_out", [True, False])
def test_a_national_number_bars_everybody_it_may_be(order: int, opted_out: bool) -> None:  # noqa: FBT001 a table
    """`0176...` is one of two declared people, which one cannot be told."""
    desired = [Entry("+4317612345671"), Entry("+4917612345671")]
    actual = [Held(1, "017612345671", opted_out=opted_out), Held(2, "+33176123456")][::order]
    made = plan(desired=desired, actual=actual, owned=(), policy=Policy())
    assert (made.adds, made.removals) == ((), (2,))
    assert (made.blocked, made.perhaps) == ((2, 0) if opted_out else (0, 2))


@given(cases("additive"))
def test_additive_touches_what_it_made_or_took_over_and_nothing_else(case: Case) -> None:
    made = case.plan()
    assert case.owned.issuperset(made.removals)
    assert (case.owned | {*made.adopted}).issuperset(change.id for change in made.changes)
    assert not made.adopted or case.policy.take_over is not None


@given(cases("authoritative"))
def test_authoritative_ends_with_exactly_the_list(case: Case) -> None:
    after = [held for held in case.applied().actual if not held.opted_out and case.whose(held)]
    there = {case.whose(held): held for held in case.actual}
    out = {case.whose(held) for held in case.actual if held.opted_out}
    barred = {WHO[held.phone] for held in case.actual} | {WHO[number] for number in case.blocked}
    expected = {
        number for number in case.declared() if (number not in out if number in there else number not in barred)
    }
    assert sorted(WHO[held.phone] for held in after if WHO[held.phone] in case.declared()) == sorted(expected)
    for held in after:
        if WHO[held.phone] in case.declared():
            assert held.as_of(WHO[held.phone]) in case.desired
        else:
            assert held.joined
            assert not case.policy.remove_subscribed


@given(cases())
def test_who_joined_stays_unless_they_are_to_go(case: Case) -> None:
    after = case.applied().actual
    joined = {case.whose(held) for held in case.actual if held.joined} - case.declared() - case.opted_out() - {None}
    if case.policy.mode == "authoritative" and case.policy.remove_subscribed:
        assert joined.isdisjoint(map(case.whose, after))
    elif not case.policy.remove_subscribed:
        assert joined <= {WHO[held.phone] for held in after if held.joined}


def test_who_joined_stays_when_the_entry_that_was_made_for_them_goes() -> None:
    actual = [Held(1, PEOPLE[0]), Held(2, PEOPLE[0], joined=True)]
    made = plan(desired=[], actual=actual, owned={1}, policy=Policy())
    assert (made.removals, made.joined) == ((1,), 1)


@given(cases())
def test_the_order_of_the_account_does_not_matter(case: Case) -> None:
    """`cases` shuffles."""
    assert case._replace(actual=sorted(case.actual)).plan() == case.plan()


@given(cases())
def test_a_plan_is_sorted_and_touches_nothing_twice(case: Case) -> None:
    made = case.plan()
    changed = [change.id for change in made.changes]
    assert list(made.adds) == sorted(made.adds)
    assert list(made.removals) == sorted(made.removals)
    assert [change.entry for change in made.changes] == sorted(change.entry for change in made.changes)
    assert len({*changed, *made.removals}) == len(changed) + len(made.removals)


def test_a_plan_is_told_in_one_line() -> None:
    assert str(Plan()) == "nothing to change"
    made = Plan(
        adds=(Entry(PEOPLE[0]),) * 3,
        removals=(1,),
        opted_out=1097,
        blocked=2,
        joined=3,
        others=4,
        ambiguous=5,
        perhaps=6,
    )
    assert str(made) == (
        "+3 new, 1 removed, 1,097 opted out kept, 2 on the block list not added, 3 joined by subscription kept, "
        "4 of others untouched, 5 with ambiguous numbers kept, 6 perhaps among them not added"
    )
