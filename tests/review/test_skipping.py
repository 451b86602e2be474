"""Checkpoints are skipped only where a killed run without a state loses and doubles nothing: each reason against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from lox24_provider.adapter.state_format import (
    ACCOUNT_TYPES,
    GROUP_TYPES,
    MAILING_LIST_TYPE,
    NATIVE_GROUP_TYPE,
    PHONES_TYPES,
)
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.workflow.approval_plan.skipping import MANY, gains, in_account, in_run, in_state, names_of
from lox24_provider.workflow.kinds.step import UNKNOWN
from tests.support.reviews import document, group, people, urn

ADOPT = {"lox24:onExisting": "adopt"}
OTHER = "smalltest:index:Machine"
STACK = "urn:pulumi:prod::lists::pulumi:pulumi:Stack::lists-prod"


def created(resource: str = "clients", *, type_: str = NATIVE_GROUP_TYPE, **inputs: Any) -> dict[str, Any]:
    return group("create", resource, new={"name": resource.title(), **inputs}, type_=type_)


def other(op: str, name: str = "web", *, type_: str = OTHER) -> dict[str, Any]:
    return group(op, name, new={"size": 1}, type_=type_)


def by(step: dict[str, Any], provider: str) -> dict[str, Any]:
    step["newState"]["provider"] = f"urn:pulumi:prod::lists::{provider}::4711"
    return step


def reasons(*steps: dict[str, Any], config: dict[str, str] = ADOPT) -> list[str]:
    return in_run(document(*steps, config=config))


@pytest.mark.parametrize(
    "steps",
    [
        [created("one", type_=GROUP_TYPES[0]), created("two", type_=GROUP_TYPES[1])],
        [created(on_existing="adopt")],
        [by(created(), f"{ACCOUNT_TYPES[0]}::default"), by(created("two"), f"{ACCOUNT_TYPES[1]}::default_0_1_0")],
        [created(), other("create", "default_1_2", type_="pulumi:providers:smalltest")],
        [created(), other("refresh"), other("same"), other("same", "site", type_="my:index:Site")],
    ],
)
@pytest.mark.parametrize("config", [ADOPT, {}])
def test_groups_under_adopt_and_what_stays_as_it_is_need_no_checkpoints(
    steps: list[dict[str, Any]], config: dict[str, str]
) -> None:
    own = any("on_existing" in step["newState"]["inputs"] for step in steps)
    told = reasons(*steps, config=config)
    assert bool(told) == (not config and not own)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("step", "why"),
    [
        (people("create", "list", new={"source": "l.csv"}), "create GroupPhones list"),
        (other("create"), "create Machine web"),
        (other("update"), "update Machine web"),
        (other("delete"), "delete Machine web"),
        (other("replace"), "replace Machine web"),
        (other("read"), "read Machine web"),
        (other("import"), "import Machine web"),
        (other("create", "region", type_="pulumi:providers:smalltest"), "create smalltest region"),
        (other("create", "eu", type_=ACCOUNT_TYPES[0]), "create Account eu"),
        (other("create", "default_eu", type_=ACCOUNT_TYPES[1]), "create Account default_eu"),
        (other("create", "people", type_=MAILING_LIST_TYPE), "create MailingList people"),
        (other("create", "site", type_="my:index:Site"), "create Site site"),
        *[
            (group(op, "other", new={"name": "Other"}), f"{op} Group other")
            for op in ("read", "import", "update", "delete", "create-replacement", "replace", "discard")
        ],
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_is_no_new_group_needs_them(step: dict[str, Any], why: str) -> None:
    assert reasons(created(), step) == [f"the run does more than make groups: {why}"]


def test_an_account_that_is_called_like_the_engines_own_is_none_of_them() -> None:
    account = other("create", "default_1", type_=ACCOUNT_TYPES[0])
    account["newState"]["parent"] = STACK
    assert len(reasons(created(), account)) == 1
    assert len(in_state([{"urn": account["urn"], "parent": STACK}])) == 1


@pytest.mark.promise
@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ({"on_existing": "refuse"}, "not under adopt, which on_existing or lox24:onExisting says"),
        ({"on_existing": "create"}, "not under adopt, which on_existing or lox24:onExisting says"),
        ({"on_existing": UNKNOWN}, "not under adopt, which on_existing or lox24:onExisting says"),
        ({"on_existing": "[secret]"}, "not under adopt, which on_existing or lox24:onExisting says"),
        ({"adopt": "4711"}, "adopts by its number a group that exists"),
        ({"adopt": UNKNOWN}, "adopts by its number a group that exists"),
        ({"name": UNKNOWN}, "its name is a secret, or known only during the run"),
        ({"name": "[secret]"}, "its name is a secret, or known only during the run"),
        ({"name": None}, "its name is a secret, or known only during the run"),
        ({"name": {"4dabf18193072939515e22adb298388d": "x"}}, "its name is a secret, or known only during the run"),
    ],
)
def test_a_group_that_a_run_without_a_state_would_not_find_again_needs_them(inputs: dict[str, Any], why: str) -> None:
    assert reasons(created(), created("odd", **inputs)) == [f"{why}: odd"]


@pytest.mark.parametrize("word", ["", "refuse", "create", "[secret]"])
def test_so_does_a_group_where_the_stack_does_not_say_adopt(word: str) -> None:
    assert reasons(created(), config={"lox24:onExisting": word}) == [
        "not under adopt, which on_existing or lox24:onExisting says: clients"
    ]


def test_so_does_one_of_another_account_and_one_with_hooks() -> None:
    hooked = created("hooked")
    hooked["newState"]["resourceHooks"] = {"beforeCreate": ["told"]}
    assert reasons(by(created(), f"{ACCOUNT_TYPES[1]}::eu"), hooked) == [
        "made in another account than the stack's, by an Account or a provider of the program: clients",
        "has hooks, which would run again: hooked",
    ]


@pytest.mark.parametrize("name", ["Clients", "Clients ", "Cli\u200bents"])
def test_of_two_groups_with_names_that_look_the_same_one_would_be_taken_twice(name: str) -> None:
    assert reasons(created(), created("two", name=name)) == ["shares its name with another one, or looks the same: two"]


def test_all_is_told_at_once_and_long_lists_are_cut() -> None:
    steps = [created(f"g{n}", on_existing="refuse", adopt="1") for n in range(1007)]
    told = reasons(*steps, other("update"))
    assert [why.partition(":")[0] for why in told] == [
        "the run does more than make groups",
        "not under adopt, which on_existing or lox24",
        "adopts by its number a group that exists",
    ]
    assert told[-1].endswith(": g0, g1, g10, g100, g1000 and 1,002 more")
    assert reasons(other("same")) == ["the run makes no group"]
    assert reasons() == ["the run makes no group"]
    assert in_run({}) == ["the run makes no group"]


@pytest.mark.parametrize("type_", [*GROUP_TYPES, *PHONES_TYPES, MAILING_LIST_TYPE])
@pytest.mark.parametrize("more", [{}, {"delete": True}, {"external": True}, {"pendingReplacement": True}])
def test_a_state_with_anything_of_ours_needs_them(type_: str, more: dict[str, Any]) -> None:
    (told,) = in_state([{"urn": urn("held", type_), **more}])
    assert told.startswith("the state holds resources of this provider: ")
    assert told.endswith("held")


def test_a_state_of_others_needs_none_unless_something_is_still_to_be_deleted() -> None:
    own = {"urn": urn("default", ACCOUNT_TYPES[1])}
    assert in_state([{"urn": STACK}, own, {"urn": urn("web", OTHER)}]) == []
    assert in_state([]) == []
    assert len(in_state([{"urn": urn("eu", ACCOUNT_TYPES[0])}])) == 1
    assert in_state([{"urn": urn("web", OTHER), "delete": True}]) == [
        "the state holds what a replacement has still to delete: Machine web"
    ]


HELD = (ExistingGroup("7", "Clients", 3), ExistingGroup("5", "Cli\u200bents", 0), ExistingGroup("9", "Partners", None))


@pytest.mark.promise
def test_a_name_that_the_account_has_needs_them_also_one_that_only_looks_so() -> None:
    names = names_of(document(created(), created("new"), config=ADOPT))
    assert list(names.values()) == ["Clients", "New"]
    assert in_account(names, HELD) == [
        "the account has groups of that name, or that look the same: clients (group 5, 7)"
    ]
    assert in_account(names, HELD[2:]) == []
    assert in_account(names, HELD[1:2]) != []


@pytest.mark.parametrize(
    ("count", "against", "groups", "gained"),
    [
        (MANY, [], (), MANY),
        (MANY - 1, [], (), 0),
        (MANY, ["the state holds something"], (), 0),
        (MANY, [], None, 0),
        (MANY, [], (ExistingGroup("1", "G7", 0),), 0),
        (MANY, [], HELD, MANY),
    ],
)
def test_it_is_proposed_for_many_groups_where_nothing_speaks_against_it(
    count: int, against: list[str], groups: Sequence[ExistingGroup] | None, gained: int
) -> None:
    run = document(*(created(f"g{n}") for n in range(count)), config=ADOPT)
    assert gains(against, run, look=lambda: groups) == gained
    assert gains(against, {**run, "config": {}}, look=lambda: groups) == 0
