"""The rules of a group, as laws over any values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules import group as rules
from lox24_provider.rules.problem import Problem

texts = st.one_of(st.none(), st.text(max_size=60))
groups = st.fixed_dictionaries(
    dict.fromkeys(rules.FIELDS, texts), optional={"force_destroy": st.booleans(), "count_items": st.integers()}
)


@given(groups)
def test_normalising_twice_is_normalising_once(values: dict[str, Any]) -> None:
    once = rules.normalised(values)
    assert rules.normalised(once) == once


@given(groups, st.sampled_from(rules.FIELDS))
def test_empty_null_and_missing_are_one_and_the_same(values: dict[str, Any], field: str) -> None:
    empty, null = {**values, field: ""}, {**values, field: None}
    missing = {key: value for key, value in values.items() if key != field}
    assert rules.normalised(empty) == rules.normalised(null) == rules.normalised(missing)
    assert rules.changes(empty, null) == rules.changes(null, missing) == []


@given(groups, groups)
def test_a_change_is_exactly_a_managed_input_that_differs(before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = rules.changes(before, after)
    assert changed == [
        key for key in (*rules.FIELDS, "force_destroy") if (before.get(key) or None) != (after.get(key) or None)
    ]


@given(groups, groups, st.sets(st.sampled_from(rules.FIELDS)))
def test_an_update_declares_what_changed_and_keeps_the_rest(
    account: dict[str, Any], declared: dict[str, Any], changed: set[str]
) -> None:
    sent = rules.merged(account=account, declared=declared, changed=changed)
    assert set(sent) == set(rules.FIELDS)
    for field in rules.FIELDS:
        assert sent[field] == ((declared if field in changed else account).get(field) or None)


@given(groups, groups)
def test_after_drift_is_taken_over_nothing_differs_from_the_account(
    inputs: dict[str, Any], account: dict[str, Any]
) -> None:
    moved = rules.drifted(inputs=inputs, account=account)
    assert [field for field in rules.changes(moved, account) if field in rules.FIELDS] == []
    assert moved.get("force_destroy") == inputs.get("force_destroy")


@given(groups)
def test_no_drift_leaves_the_inputs_alone(inputs: dict[str, Any]) -> None:
    assert rules.drifted(inputs=inputs, account=inputs) == inputs


@pytest.mark.parametrize(("field", "limit"), rules.LIMITS.items())
def test_a_field_may_have_as_many_characters_as_lox24_stores_and_not_one_more(field: str, limit: int) -> None:
    group = {"name": "n"}
    assert rules.validate({**group, field: "ü" * limit}) == []
    (problem,) = rules.validate({**group, field: "ü" * (limit + 1)})
    assert problem.field == field
    assert f"{limit + 1} characters" in problem.reason
    assert f"at most {limit}" in problem.reason


def test_all_problems_of_a_group_are_told_at_once() -> None:
    problems = rules.validate(
        {"name": "", "description": 7, "name_a": "x" * 51, "force_destroy": "yes", "on_existing": "x"}
    )
    assert [problem.field for problem in problems] == ["name", "description", "name_a", "force_destroy", "on_existing"]


@pytest.mark.parametrize("value", [False, 0, 12, ["a"], {"a": "b"}])
def test_a_field_that_is_not_text_is_a_problem(value: object) -> None:
    assert [problem.field for problem in rules.validate({"name": "n", "description": value})] == ["description"]


def test_a_problem_never_repeats_the_value() -> None:
    """A value may be secret, or a phone number in the wrong place."""
    secret = "+4917612345678" * 30
    values = {"name": secret, "description": secret, "force_destroy": secret, "on_existing": secret}
    assert "4917612345678" not in " ".join(map(str, rules.validate(values)))


def test_what_is_not_known_yet_is_no_problem() -> None:
    assert rules.validate({"name": object(), "description": "x"}, unknown={"name"}) == []


def test_equal_names_are_found_over_all_groups() -> None:
    groups: dict[str, dict[str, Any]] = {
        "a": {"name": "News"},
        "b": {"name": "Other"},
        "c": {"name": "News"},
        "d": {"name": None},
        "e": {},
    }
    adopted = {key: {**values, "adopt": "7"} if key == "c" else values for key, values in groups.items()}
    assert rules.equal_names(adopted) == []
    (problem,) = rules.equal_names(groups)
    assert str(problem) == "c.name: is the name of a too; names must differ"


@pytest.mark.promise
@pytest.mark.parametrize("other", ["News\u3164", "N\u034fews", "\u2800News ", "\uff2eews", "Ne\u200bws"])
def test_names_that_nobody_can_tell_apart_are_found_too(other: str) -> None:
    groups = {"a": {"name": "News"}, "b": {"name": other}, "c": {"name": "Newsletter"}}
    (problem,) = rules.equal_names(groups)
    assert str(problem) == "b.name: looks the same as the name of a; names must differ in what can be seen"
    assert rules.equal_names({**groups, "b": {"name": other, "adopt": "7"}}) == []
    assert rules.look_alikes("News", {"9": other, "7": other, "8": "News", "5": "Newsletter"}) == ["7", "9"]


def test_one_group_of_the_account_is_adopted_by_one_resource() -> None:
    groups = {"a": {"adopt": "7"}, "b": {"adopt": "8"}, "c": {"name": "x"}, "d": {"adopt": ""}, "e": {"adopt": ""}}
    assert rules.equal_adoptions(groups) == []
    (problem,) = rules.equal_adoptions({**groups, "f": {"adopt": "7"}})
    assert problem[:2] == ("f.adopt", "is the group of a too; one group has one resource")


@pytest.mark.parametrize("name", ["\u3164", " \u2800", "\u115f\u1160", "\u0301", " ", "\u200b\ufe0f"])
def test_a_name_of_nothing_is_a_problem_unless_it_is_there_already(name: str) -> None:
    told = [Problem("name", "has nothing that can be seen; it is required")]
    assert rules.validate({"name": name}) == told
    assert rules.validate({"name": name}, before={"name": name}) == []
    assert rules.validate({"name": f"{name}Clients"}) == [], "one that can be seen is somebody's choice"


@pytest.mark.parametrize(
    ("text", "valid"), [("1", True), ("12345", True), ("0", False), ("", False), ("1/x", False), ("٣", False)]
)
def test_an_id_is_digits(text: str, valid: bool) -> None:  # noqa: FBT001 a table
    assert rules.is_id(text) is valid


@pytest.mark.promise
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\x1b[31mb", "has the invisible character U+001B, which steers a terminal"),
        ("a\rb", "has the invisible character U+000D, which steers a terminal"),
        ("a\u202eb", "has the invisible character U+202E, which steers a terminal"),
        ("a<{%reset%}>b", "has the characters <{%, which Pulumi takes for a colour and hides"),
    ],
)
def test_what_would_change_the_reviewers_display_is_a_problem_unless_it_is_there_already(text: str, told: str) -> None:
    values = {"name": text, "description": text}
    assert rules.validate(values) == [Problem("name", told), Problem("description", told)]
    assert rules.validate(values, before=values) == []


def test_a_description_may_have_lines_and_a_name_may_not() -> None:
    assert rules.validate({"name": "n", "description": "a\n\tb"}) == []
    assert [problem.field for problem in rules.validate({"name": "a\nb", "name_a": "a\tb"})] == ["name", "name_a"]


def test_emoji_that_are_joined_are_no_problem() -> None:
    assert rules.validate({"name": "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{FIRE ENGINE}\N{VARIATION SELECTOR-16}" * 12}) == []
