"""Resources of other providers in a review: their names, and those of what changes, and never a value."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.terminal import terminal
from tests.support.reviews import dangers, group, reviewed

MACHINE = "smalltest:index:Machine"


def machine(op: str, *changed: str, **values: Any) -> dict[str, Any]:
    return {**group(op, "web", type_=MACHINE, **values), "detailedDiff": {key: {} for key in changed}}


def test_of_anybodys_resource_names_are_shown_and_never_values() -> None:
    old = {"zone": "zone-1", "tags": {"a": "old tag"}, "password": "[secret]"}
    review = reviewed(machine("update", "zone", "tags.a", "password", old=old, new={**old, "zone": "zone-2"}))

    assert "    changes: zone, tags.a, password (secret)\n" in terminal(review, colour=False)
    for form in (markdown(review, link=str), page(review, link=str), terminal(review, colour=False)):
        assert "changes: zone, tags.a, password (secret)" in form
        assert not [value for value in ("zone-1", "old tag", "[secret]", "(none)") if value in form]
    many = reviewed(machine("update", *(f"tags.{n}" for n in range(100)), old=old, new=old))
    assert ", tags.19, 80 more\n" in terminal(many, colour=False)


def test_drift_of_anybodys_resource_is_told_apart_from_what_the_program_wants() -> None:
    old = {"zone": "here", "size": "s", "password": "[secret]"}
    asked = machine("refresh", old=old, new=old)
    step = machine("update", "zone", "size", "password", old={**old, "zone": "by hand"}, new={**old, "size": "l"})

    told = terminal(reviewed(asked, step), colour=False)
    assert [line.strip() for line in told.splitlines() if "change" in line] == [
        "prod: 1 to change, 0 unchanged",
        "~ change resource web (101)  __main__.py:9:1",
        "changes: size, password (secret)",
        "~ change resource web (101)  __main__.py:9:1",
        "was changed elsewhere: zone",
    ]
    assert not reviewed(step).drifted


@pytest.mark.parametrize("name", ["default", "default_6_1_0", "default_6_1_0_github_/api.github.com/someone"])
def test_a_provider_that_a_program_makes_is_shown_and_the_engines_own_is_not(name: str) -> None:
    own, mine = (
        {**group("update", n, type_="pulumi:providers:aws", old={}, new={}), "detailedDiff": {"region": {}}}
        for n in (name, "eu")
    )
    assert [item.name for item in reviewed(own, mine).items] == ["eu"]
    assert "    changes: region\n" in terminal(reviewed(mine), colour=False)


def test_what_becomes_of_anybodys_resource_does_not_speak_of_lox24() -> None:
    old = {"zone": "here"}
    kept = machine("delete", old=old)
    kept["oldState"]["retainOnDelete"] = True

    told = [dangers(step) for step in (machine("replace", "zone", old=old, new=old), machine("delete", old=old), kept)]

    assert told == [
        ["is replaced: what it is now is deleted"],
        ["is deleted"],
        ["goes from the stack and stays as it is (retain_on_delete)"],
    ]
