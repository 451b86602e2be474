"""The guards at their limits: what goes unasked, what only by its exact number, and what an old number still allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.errors import Refused, RemovesUnmanaged, TakesOverOthers, TooManyRemovals
from lox24_provider.rules import group_phones
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.guards import are_too_many, refuse
from lox24_provider.rules.entry_plan.plan import Held, Mode, Plan, Policy, plan


def emptied(removals: int, removable: int, **policy: object) -> None:
    """The guards for a list that lost `removals` of its entries."""
    asked = Policy(**policy)  # type: ignore[arg-type]
    desired = [Entry(f"+49176{n:08}") for n in range(removals, removable)]
    actual = [Held(n, f"+49176{n:08}") for n in range(removable)]
    made = plan(desired=desired, actual=actual, owned=range(removable), policy=asked)
    assert (len(made.removals), made.removable) == (removals, removable)
    refuse(made, policy=asked, group="4711")


def told(refusal: pytest.ExceptionInfo[Refused], *, argument: str) -> None:
    """The text names the number to write, and nobody's phone."""
    assert re.search(rf"{argument}\b", str(refusal.value))
    assert not re.search(r"\+?\d{7,}", str(refusal.value))


MODES: Iterable[Mode] = ("authoritative", "additive")


@pytest.mark.promise
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("removals", "removable"),
    [(0, 0), (0, 1), (1, 2), (1, 3), (3, 4), (3, 59), (4, 80), (5, 100), (500, 10_000), (500, 100_000)],
)
def test_a_few_removals_pass(removals: int, removable: int, mode: Mode) -> None:
    emptied(removals, removable, mode=mode)


@pytest.mark.promise
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("removals", "removable"), [(1, 1), (2, 2), (3, 3), (4, 5), (4, 79), (6, 100), (100, 100), (501, 100_000)]
)
@pytest.mark.short(cases=2)
def test_more_removals_need_their_exact_number(removals: int, removable: int, mode: Mode) -> None:
    for agreed in (None, 0, removals - 1, removals + 1):
        with pytest.raises(TooManyRemovals) as refusal:
            emptied(removals, removable, mode=mode, allow_removals=agreed)
        told(refusal, argument=f"allow_removals={removals}")
    emptied(removals, removable, mode=mode, allow_removals=removals)


@pytest.mark.parametrize(
    ("limits", "passes", "refused"),
    [
        ({"max_removals": 1000}, (1000, 20_000), (1001, 30_000)),
        ({"max_removals_percent": 30}, (30, 100), (31, 100)),
        ({"max_removals_percent": 0}, (3, 10_000), (4, 10_000)),
        ({"max_removals": 0}, (0, 100), (1, 100)),
        ({"max_removals": 2}, (2, 3), (3, 1000)),
        ({"max_removals": 10**6, "max_removals_percent": 100}, (99, 100), (100, 100)),
        ({"max_removals": 10**6, "max_removals_percent": 100}, (1, 2), (2, 2)),
    ],
)
def test_the_limits_are_the_lists_own_and_no_limit_lets_a_whole_list_go(
    limits: dict[str, int], passes: tuple[int, int], refused: tuple[int, int]
) -> None:
    emptied(*passes, **limits)
    with pytest.raises(TooManyRemovals):
        emptied(*refused, **limits)


def test_a_refusal_says_which_limits() -> None:
    with pytest.raises(TooManyRemovals, match=r"\(6\.0 %\), more than 3, and more than 5 % or 500, so nothing"):
        emptied(6, 100)
    with pytest.raises(TooManyRemovals, match=r"\(40\.0 %\), more than 2, and more than 30 % or 2, so"):
        emptied(40, 100, max_removals=2, max_removals_percent=30)
    with pytest.raises(TooManyRemovals, match=r"\(all\), which is never done unasked, so"):
        emptied(2, 2)


counts = st.integers(0, 2000)
policies = st.builds(Policy, max_removals=st.integers(0, 1200), max_removals_percent=st.integers(0, 100))


@given(counts, counts, policies)
def test_whoever_lets_some_go_lets_fewer_go(removals: int, stay: int, policy: Policy) -> None:
    passes = not are_too_many(removals, removable=removals + stay, policy=policy)
    assert stay or not removals or not passes
    if removals and passes:
        assert not are_too_many(removals - 1, removable=removals + stay, policy=policy)
        assert not are_too_many(removals - 1, removable=removals + stay - 1, policy=policy), "nor where it resumes"


def met(others: int, **policy: object) -> Plan:
    """The first reconciliation with a group that holds `others`, of which an additive list has all, else none."""
    asked = Policy(first_reconciliation=True, **policy)  # type: ignore[arg-type]
    actual = [Held(n, f"+49176{n:08}") for n in range(others)]
    declared = actual if asked.mode == "additive" else []
    desired = [Entry(held.phone, "new") for held in declared]
    made = plan(desired=desired, actual=actual, owned=(), policy=asked)
    refuse(made, policy=asked, group="4711")
    return made


@pytest.mark.parametrize("others", [1, 7, 1234])
def test_strangers_go_at_first_contact_only_by_their_exact_number(others: int) -> None:
    for agreed in (None, 0, others - 1, others + 1):
        with pytest.raises(RemovesUnmanaged) as refusal:
            met(others, take_over=agreed, allow_removals=others)
        told(refusal, argument=f"take_over={others}")
    assert len(met(others, take_over=others).removals) == others


def test_a_group_without_strangers_needs_no_agreement() -> None:
    for agreed in (None, 0, 3):
        assert met(0, take_over=agreed).is_empty


@pytest.mark.parametrize("others", [1, 7, 1234])
def test_additive_takes_others_over_only_by_their_exact_number(others: int) -> None:
    assert met(others, mode="additive").is_empty
    for agreed in (0, others - 1, others + 1):
        with pytest.raises(TakesOverOthers) as refusal:
            met(others, mode="additive", take_over=agreed)
        told(refusal, argument=f"take_over={others}")
    made = met(others, mode="additive", take_over=others)
    assert len(made.adopted) == len(made.changes) == others


# What an earlier run has left

DONE: dict[str, Any] = {"digest": "scrypt:1", "allow_removals": 40}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (DONE, {**DONE, "digest": "scrypt:2"}, True),
        (DONE, {**DONE, "digest": "scrypt:2", "allow_removals": 40.0}, True),
        ({**DONE, "digest": "not as declared (40 not in the list)"}, DONE, True),
        (DONE, {**DONE, "remove_subscribed": True}, True),
        (DONE, {**DONE, "digest": "scrypt:2", "allow_removals": 41}, False),
        (DONE, {"digest": "scrypt:2"}, False),
        ({"digest": "scrypt:1"}, {**DONE, "digest": "scrypt:2"}, False),
        (DONE, DONE, False),
        (DONE, {**DONE, "remove_on_delete": True}, False),
        ({}, DONE, False),
    ],
)
def test_the_number_of_an_earlier_change_is_seen(
    before: Mapping[str, Any], after: Mapping[str, Any], *, left: bool
) -> None:
    said = "allow_removals=40 is left from an earlier change and allows exactly 40 again"
    assert group_phones.left_override(before, after) == (said if left else "")


STOPPED = {**DONE, "digest": group_phones.NOT_APPLIED, **group_phones.mark(DONE, first=False, agreed="1-40")}
"""The state of a run that ended before all of the forty had gone."""


def resumed(ids: Iterable[int], *, state: Mapping[str, Any] = STOPPED, **inputs: object) -> None:
    removals = tuple(ids)
    policy = group_phones.policy({**DONE, **inputs}, state=state)
    refuse(Plan(removals=removals, removable=len(removals) + 10), policy=policy, group="4711")


def test_a_run_that_ended_early_may_do_its_rest_and_nothing_else() -> None:
    resumed(range(15, 41))
    resumed([7, 9, 11, 13, 40])
    resumed(range(15, 41), max_removals=400)
    for ids in (range(15, 42), range(41, 50), range(10)):  # 0 is not among the forty
        with pytest.raises(TooManyRemovals, match=f"allow_removals={len(ids)},"):
            resumed(ids)


@pytest.mark.parametrize(
    ("state", "inputs"),
    [
        (STOPPED, {"digest": "scrypt:2"}),
        (STOPPED, {"allow_removals": None}),
        (STOPPED, {"allow_removals": 39}),
        (STOPPED, {"remove_subscribed": True}),
        ({**STOPPED, group_phones.INCOMPLETE: "first"}, {"mode": "additive"}),
        ({**DONE, group_phones.AGREED: "1-40", group_phones.VERSION: "scrypt:1"}, {}),
        ({**DONE, **group_phones.mark(DONE, first=False, agreed="")}, {}),
    ],
)
def test_what_was_agreed_to_is_over_with_its_version_or_its_number(
    state: Mapping[str, Any], inputs: dict[str, Any]
) -> None:
    with pytest.raises(TooManyRemovals):
        resumed(range(15, 41), state=state, **inputs)


# The inputs


@pytest.mark.parametrize(
    ("own", "stack", "kept"),
    [
        ({}, {}, {}),
        ({}, {"max_removals": 500, "max_removals_percent": 5}, {}),
        ({"max_removals": 500}, {"max_removals": 700}, {}),
        ({}, {"max_removals": 700}, {"max_removals": 700}),
        ({"max_removals": 0}, {"max_removals": 700}, {"max_removals": 0}),
        ({"max_removals_percent": 9}, {"max_removals": 7}, {"max_removals": 7, "max_removals_percent": 9}),
    ],
)
def test_a_lists_own_limit_counts_before_its_stacks_and_the_usual_one_is_not_kept(
    own: dict[str, Any], stack: dict[str, int], kept: dict[str, int]
) -> None:
    """So that a state of a release that knew of neither stays as it is."""
    assert group_phones.limited({"group": "1", **own}, stack=stack) == {"group": "1", **kept}


def test_another_limit_is_a_change_that_sends_nothing() -> None:
    assert group_phones.changes(DONE, {**DONE, "max_removals": 9.0}) == ["max_removals"]
    assert group_phones.is_only_kept(["max_removals", "remove_on_delete"])
    assert not group_phones.is_only_kept(["max_removals", "digest"])
    assert not group_phones.is_only_kept([])


def test_who_agreed_is_a_change_also_where_the_same_people_are_on_the_list() -> None:
    """A preview shows it so, before the next version of the file takes people whom it would have left out."""
    agreed = {**DONE, "consent": {"SMS": ["yes"]}}
    for other in (DONE, {**DONE, "consent": {"SMS": ["yes", "no"]}}):
        assert group_phones.changes(agreed, other) == group_phones.changes(other, agreed) == ["consent"]
    assert group_phones.changes(agreed, {**agreed}) == group_phones.changes(DONE, {**DONE, "consent": None}) == []
    assert group_phones.is_only_kept(["consent"])


@pytest.mark.parametrize("number", [True, -1, 1.5, "1", float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["take_over", "allow_removals", "max_removals"])
def test_a_number_of_people_is_whole(name: str, number: object) -> None:
    given = {"group": "1", "source": "x.csv"}
    (problem,) = group_phones.validate({**given, name: number})
    assert (problem.field, problem.reason) == (name, "must be a whole number from 0")
    assert group_phones.validate({**given, name: 12.0}) == []


def test_a_percentage_ends_at_a_hundred() -> None:
    given = {"group": "1", "source": "x.csv"}
    assert group_phones.validate({**given, "max_removals_percent": 100}) == []
    (problem,) = group_phones.validate({**given, "max_removals_percent": 101})
    assert problem.reason == "must be a whole number from 0 to 100"
