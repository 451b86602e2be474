"""What commands print for machines is what their manuals say, and the surface of a release has each field of it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import pytest
from pydantic import BaseModel

from docs.generate.commands import below
from lox24_provider.cli import whole_parser
from lox24_provider.commands.manual import manual_of
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Field, Item
from lox24_provider.workflow.review.model import Danger, Files, Others, Review
from lox24_provider.workflow.review.saved import Document
from tests.support.printed import as_told, unlike
from tools.surface.printed import printed


@pytest.mark.parametrize(("name", "parser"), [(name, parser) for name, _, parser in below(whole_parser())])
def test_a_command_says_what_it_prints_just_where_it_prints_for_machines(
    name: str, parser: argparse.ArgumentParser
) -> None:
    manual = manual_of(parser)
    assert manual is not None
    has_json = any("--json" in one.option_strings for one in parser._actions)
    assert bool(manual.prints) == has_json, name


class Inner(BaseModel):
    word: Literal["a", "b"]
    maybe: int = 0


@dataclass
class Middle:
    inner: tuple[Inner, ...]
    sizes: Mapping[str, list[float]]


class Whole(TypedDict):
    text: str | None
    middle: Middle
    again: "Whole | None"  # noqa: UP037 by its name, as in a module that says it once


class Other(TypedDict):
    text: int


FIELDS = {
    "x text": ["null", "string"],
    "x middle": ["object"],
    "x middle.inner": ["array"],
    "x middle.inner[]": ["object"],
    "x middle.inner[].word": ["string"],
    "x middle.inner[].maybe": ["absent", "integer"],
    "x middle.sizes": ["object"],
    "x middle.sizes.*": ["array"],
    "x middle.sizes.*[]": ["number"],
    "x again": ["null", "object"],
}


def test_each_field_is_there_by_its_place_with_its_types() -> None:
    assert printed("x", [Whole]) == {name: {"gives": kinds} for name, kinds in FIELDS.items()}


def test_a_field_that_one_form_lacks_may_be_absent() -> None:
    both = printed("x", [Whole, Other])
    assert both["x text"] == {"gives": ["integer", "null", "string"]}
    assert both["x middle.sizes.*"] == {"gives": ["absent", "array"]}
    assert both.keys() == FIELDS.keys()


def test_what_json_does_not_have_is_refused() -> None:
    class Wrong(TypedDict):
        any: Any

    with pytest.raises(TypeError, match="is no type of JSON"):
        printed("x", [Wrong])


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"text": 1}, []),
        ({"text": "1"}, [" text is string, where ['integer'] is told"]),
        ({"text": True}, [" text is boolean, where ['integer'] is told"]),
        ({}, [" text is missing"]),
        ({"text": 1, "more": 1}, [" more is not told"]),
    ],
)
def test_a_document_that_is_not_as_told_is_found(document: Mapping[str, object], told: list[str]) -> None:
    assert list(unlike(document, printed("", [Other]))) == told


def test_it_is_found_however_deep_it_is() -> None:
    inner = [{"word": "a"}, {"word": 1, "maybe": 1}]
    document = {"text": None, "middle": {"inner": inner, "sizes": {"a": [1, 2.5], "b": ["x"]}}, "again": None}
    assert list(unlike(document, printed("", [Whole]))) == [
        " middle.inner[].word is integer, where ['string'] is told",
        " middle.sizes.*[] is string, where ['number'] is told",
    ]


def test_an_error_of_any_command_has_one_form() -> None:
    assert as_told('{"code": "LOX4011", "errors": ["x"]}', "stacks", "diff", "a", "b")["errors"] == ["x"]
    with pytest.raises(AssertionError, match="healthy is missing"):
        as_told('{"code": "LOX4011"}', "doctor", "-s", "prod")


WHOLE = Review(
    stack="prod",
    account="1234567",
    refreshed=True,
    against="HEAD",
    items=(
        Item(
            kind="group",
            op="create",
            name="a",
            fields=(Field(name="name", now=None, after="A"),),
            adopts=ExistingGroup(id="1", name="A", entries=None),
            notes=("x",),
            place=Place("a.py", 1),
        ),
        Item(kind="list", op="change", name="b", counts=Counts(new=1, changed=0, removed=2), held=None),
    ),
    dangers=(Danger(item="a", text="x"),),
    others=Others(unread=Files(1, ("x.md",))),
)


@pytest.mark.parametrize("review", [WHOLE, Review(stack="prod")], ids=["whole", "empty"])
def test_a_review_is_as_told_of_whatever_it_is(review: Review) -> None:
    """`Document` reads only those that compare files; `review`, `drift` and `plan` print each of them."""
    assert list(unlike(review.document(), printed("", [Document]))) == []
