"""The descriptions of the kinds of resources, and that one of a new kind is all that a review needs."""

from __future__ import annotations

import base64
import importlib
import pickle
import re
from typing import Any

import pytest

from lox24_provider.adapter.state_format import ACCOUNT_TYPES, GROUP_TYPES, MAILING_LIST_TYPE, PHONES_TYPES
from lox24_provider.workflow.kinds import registry
from lox24_provider.workflow.kinds.kind import Kind
from lox24_provider.workflow.kinds.registry import KINDS, kind_of
from lox24_provider.workflow.review.preview import read
from lox24_provider.workflow.review.terminal import terminal
from tests.support.reviews import document, group, urn

GROUP_TYPE = GROUP_TYPES[0]
NEW = "pulumi-python:dynamic/lox24:New"


def _named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("above", ["", f"{MAILING_LIST_TYPE}$"])
@pytest.mark.parametrize(
    ("type_", "name", "kind"),
    [
        *((type_, "a", "group") for type_ in GROUP_TYPES),
        *((type_, "a", "list") for type_ in PHONES_TYPES),
        *((type_, "eu", "account") for type_ in ACCOUNT_TYPES),
        *((type_, "default", "other") for type_ in ACCOUNT_TYPES),
        *((type_, "default_3_274_1", "other") for type_ in ACCOUNT_TYPES),
        (f"x{GROUP_TYPE}", "a", "other"),
        ("a:b:C", GROUP_TYPE, "other"),
    ],
)
def test_a_urn_tells_the_kind(type_: str, name: str, kind: str, above: str) -> None:
    assert kind_of(urn(name, f"{above}{type_}")).name == kind


@pytest.mark.parametrize("text", ["", "group", GROUP_TYPE])
def test_what_is_no_urn_is_of_no_kind_of_ours(text: str) -> None:
    assert kind_of(text) is KINDS[-1]


def test_no_two_kinds_are_taken_for_each_other() -> None:
    types = [type_ for kind in KINDS for type_ in kind.types]
    assert len(types) == len({*types})
    for told in ("name", "resource", "provider", "reference"):
        said = [value for kind in KINDS if (value := getattr(kind, told))]
        assert len(said) == len({*said}), told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_classes_that_a_kind_names_are_there(kind: Kind) -> None:
    if kind.resource:
        assert isinstance(_named(kind.resource), type)
    assert bool(kind.provider) is bool(kind.reference)
    if kind.reference:
        made = pickle.loads(base64.b64decode(kind.reference))  # noqa: S301 our own constant
        assert type(made) is _named(kind.provider)
    if kind.identity:
        assert kind.types


def test_a_new_kind_needs_its_description_only(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind(name="new", heading="novelty", types=(NEW,), fields=("reason",))
    monkeypatch.setattr(registry, "KINDS", (*KINDS[:-1], kind, KINDS[-1]))

    made = group("create", "new", new={"reason": "by letter", "numbers": ["+491"]}, type_=NEW)
    gone = group("delete", "old", old={"reason": "fraud"}, type_=NEW)
    review = read(document(made, gone, group("create", new={"name": "A"})), locate=lambda _: None)
    told = terminal(review, colour=False)

    assert [item.kind for item in review.items] == ["group", "new", "new"]
    assert re.findall(r"^[+-] .*", told, re.MULTILINE) == [
        "+ create group clients 'A'  __main__.py:9:1",
        "+ create novelty new  __main__.py:9:1",
        "- delete novelty old (101)",
    ]
    assert re.findall(r"reason +(.*)", told) == ["by letter", "fraud"]
    assert "+491" not in told
    assert [(danger.item, danger.text) for danger in review.dangers] == [("old", "is deleted")]
