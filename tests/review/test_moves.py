"""A resource that moves to the native plugin or back is the same resource, and a review says what has it."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.adapter.state_format import ACCOUNT_TYPES, GROUP_TYPES, PHONES_TYPES
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.workflow.review.items import is_only_move
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.preview import read
from lox24_provider.workflow.review.terminal import terminal
from tests.support.reviews import document, group, urn

NAMED = {"name": "Clients"}
PEOPLE = {"group": "101", "source": "lists/clients.csv", "count": 2}
DYNAMIC, NATIVE = "dynamic provider", "native plugin"


def moved(types: tuple[str, str], *, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The step of a resource that has been of the first type, and is of the second."""
    before, after = types
    step = group("update", old=old, new=new, type_=after)
    step["oldState"] |= {"type": before, "urn": urn("clients", before)}
    step["newState"] |= {"type": after, "urn": urn("clients", after)}
    return step


def reviewed(step: dict[str, Any], *, counts: Counts | None = None) -> Review:
    told = {} if counts is None else {step["urn"]: counts}
    return read(document(step), locate=lambda _: None, counts=told)


@pytest.mark.parametrize("types", [GROUP_TYPES, GROUP_TYPES[::-1]], ids=["there", "back"])
def test_a_move_is_a_change_of_the_adapter_and_of_nothing_else(types: tuple[str, str]) -> None:
    review = reviewed(moved(types, old=NAMED, new=NAMED))

    (item,) = review.items
    names = (DYNAMIC, NATIVE) if types == GROUP_TYPES else (NATIVE, DYNAMIC)
    assert [(field.name, field.now, field.after) for field in item.fields] == [("adapter", *names)]
    assert is_only_move(item)
    assert review.dangers == ()
    assert "not applied completely" not in terminal(review, colour=False)


def test_what_changes_besides_is_no_mere_move() -> None:
    (renamed,) = reviewed(moved(GROUP_TYPES, old=NAMED, new={"name": "New"})).items
    (stays,) = reviewed(group("update", old=NAMED, new={"name": "New"})).items
    assert not is_only_move(renamed)
    assert not is_only_move(stays)


@pytest.mark.parametrize(("counts", "expected"), [(Counts(), True), (Counts(removed=1), False), (None, False)])
def test_a_list_moves_only_where_no_entry_is_touched_as_far_as_is_known(
    counts: Counts | None,
    expected: bool,  # noqa: FBT001
) -> None:
    (item,) = reviewed(moved(PHONES_TYPES, old=PEOPLE, new=PEOPLE), counts=counts).items
    assert is_only_move(item) is expected


def test_an_account_keeps_its_settings_under_the_keys_of_either_adapter() -> None:
    own = {"lox24:baseUrl": "https://api.lox24.eu", "lox24:clientId": "1234567", "lox24:explicitAccount": "clients"}
    native = {"baseUrl": "https://api.lox24.eu", "clientId": "1234567"}
    review = reviewed(moved(ACCOUNT_TYPES, old=own, new=native))

    (item,) = review.items
    assert is_only_move(item)
    assert (item.kind, item.title) == ("account", "1234567@api.lox24.eu")
    assert "token" not in terminal(review, colour=False)
    elsewhere = reviewed(moved(ACCOUNT_TYPES, old=own, new={**native, "baseUrl": "https://elsewhere.example"}))
    assert [danger.text for danger in elsewhere.dangers] == [
        "its token and its requests go to https://elsewhere.example, and went to https://api.lox24.eu"
    ]
