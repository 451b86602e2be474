"""Additions to a stack file: what is there stays, letter by letter, and what is added is read as it was meant."""

from __future__ import annotations

import ast
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.errors import Lox24Error
from lox24_provider.stack_files.editing import Noted, inserted
from lox24_provider.stack_files.python import module_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20) | st.sampled_from(
    [
        "yes",
        "n",
        "null",
        "~",
        "1e5",
        "0123",
        "2026-01-01",
        "a: b",
        "a #b",
        "- x",
        " x ",
        "{}",
        "key:",
        "=",
        "\u2028",
        "<<",
    ]
)
GROUPS = st.dictionaries(
    TEXTS.filter(bool), st.fixed_dictionaries({"name": TEXTS, "description": TEXTS | st.none()}), min_size=1, max_size=3
)
FILES = [
    "",
    "# nothing yet\n",
    "encryptionsalt: v1:x\n",
    "config:\n  lox24:parallel: 4 # enough\nencryptionsalt: v1:x\n",
    "config: {}\nencryptionsalt: v1:x\n",
    "config:\n  p:groups:   # none yet\n  lox24:parallel: 4",
    "config:\n  p:groups: {}\n",
    "config:\n    p:groups:\n        mine:\n            name: Mine # ours\n        # the last comment\n    z: 1\n",
    "config:\n  p:groups:\n    mine: {name: Mine}\n",
    "config:\n  p:groups:\n    mine:\n      description: |\n        two\n        lines\n\n\nsalt: v\n",
]


@pytest.mark.parametrize("text", FILES)
@given(groups=GROUPS)
@pytest.mark.short(cases=5)
def test_what_is_there_stays_and_what_is_added_is_read_as_meant(text: str, groups: dict[str, Any]) -> None:
    groups = {key: value for key, value in groups.items() if key != "mine"}
    before = yaml.safe_load(text) or {}

    added = inserted(text, way=("config", "p:groups"), values=groups)

    mine = (before.get("config") or {}).get("p:groups") or {}
    assert (yaml.safe_load(added)["config"].get("p:groups") or {}) == {**mine, **groups}
    kept = [line for line in text.replace("{}", "").splitlines() if line.strip()]
    lines = iter(added.splitlines())
    assert all(any(old.rstrip() == new.rstrip() for new in lines) for old in kept if "{" not in old)


def test_a_list_joins_an_entry_that_is_there() -> None:
    text = "config:\n  p:groups:\n    a:\n      name: A # first\n    b:\n      name: B\n"

    added = inserted(text, way=("config", "p:groups", "a"), values={"phones": Noted("lists/a.csv", "5 people")})

    assert added == (
        "config:\n  p:groups:\n    a:\n      name: A # first\n      phones: lists/a.csv # 5 people\n"
        "    b:\n      name: B\n"
    )


def test_what_cannot_be_added_to_by_line_is_refused() -> None:
    with pytest.raises(Lox24Error, match="line 2 of the stack file"):
        inserted("config:\n  {p:groups: {a: {name: A}}}\n", way=("config", "p:groups"), values={"b": {"name": "B"}})


@given(GROUPS)
def test_a_module_says_the_same(groups: dict[str, Any]) -> None:
    calls = [node for node in ast.walk(ast.parse(module_of(groups, title="T."))) if isinstance(node, ast.Call)]

    said = {
        ast.literal_eval(call.args[0]): {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        for call in calls
    }
    assert said == groups


def test_a_module_reads_as_people_write() -> None:
    groups = {
        "kunden-freunde": {"name": "Kunden & Freunde", "phones": Noted("lists/kunden-freunde.csv", "5 people")},
        "class": {"name": "Class", "adopt": "7"},
        "24h": {"name": "24h", "phones": Noted({"source": "lists/24h.csv", "mode": "additive"}, "")},
    }

    assert (
        module_of(groups, title="The groups of account 1@x.")
        == '''"""The groups of account 1@x."""

from lox24_provider import Group, GroupPhones

kunden_freunde = Group(
    "kunden-freunde",
    name="Kunden & Freunde",
)
# 5 people
GroupPhones(
    "kunden-freunde",
    group=kunden_freunde,
    source="lists/kunden-freunde.csv",
)
class_ = Group(
    "class",
    name="Class",
    adopt="7",
)
_24h = Group(
    "24h",
    name="24h",
)
GroupPhones(
    "24h",
    group=_24h,
    source="lists/24h.csv",
    mode="additive",
)
'''
    )
