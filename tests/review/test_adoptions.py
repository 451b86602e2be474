"""A creation that takes over a group is announced as that, with who is in it."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.rules.adoption import Existing
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.preview import read
from lox24_provider.workflow.review.terminal import terminal
from tests.support.reviews import document, group, people, urn

EXISTING = [
    Existing("101", "Clients", 1204),
    Existing("102", "Twin", 1),
    Existing("103", "Twin", 2),
    Existing("104", "call +49 176 12345678", None),
]
ADOPTING = {"lox24:onExisting": "adopt"}
IF = "adopts the group of that name if the account has one, with everybody in it"


def reviewed(wanted: dict[str, Any], *, config: dict[str, str] | None = None, asked: bool = True) -> Review:
    step = group("create", new=wanted)
    return read(document(step, config=config), locate=lambda _: None, look=lambda: EXISTING if asked else None)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("wanted", "config", "told"),
    [
        ({"name": "Clients"}, ADOPTING, "adopts group 101, which has that name, with 1,204 entries in it"),
        ({"name": "Clients", "on_existing": "adopt"}, {}, "adopts group 101, which has that name, with 1,204 entries"),
        ({"name": "New"}, ADOPTING, "adopts the group of that name if the account has one by then; it has none now"),
        ({"name": "Twin"}, ADOPTING, "is refused: groups 102, 103 have that name; `adopt` says which one is meant"),
        ({"name": UNKNOWN}, ADOPTING, IF),
        ({"name": "x", "adopt": "102"}, {}, "adopts group 102 'Twin' with 1 entry in it"),
        ({"name": "x", "adopt": "104"}, ADOPTING, "adopts group 104 'call [number]' with everybody in it"),
        ({"name": "x", "adopt": "9"}, {}, "is to adopt group 9, and the account has none of that number"),
        ({"name": "x", "adopt": UNKNOWN}, {}, "adopts a group whose number is known only during the run, with"),
        ({"name": "Clients"}, {"lox24:onExisting": "create"}, "makes a second group if the account has one of that"),
        ({"name": "Clients", "on_existing": "refuse"}, ADOPTING, ""),
        ({"name": "Clients"}, {"lox24:onExisting": "refuse"}, ""),
        ({"name": "Clients"}, {}, ""),
    ],
)
def test_a_creation_that_adopts_says_whom(wanted: dict[str, Any], config: dict[str, str], told: str) -> None:
    texts = [danger.text for danger in reviewed(wanted, config=config).dangers]
    assert [text[: len(told)] for text in texts] == ([told] if told else [])


def test_whose_word_it_is_stands_beside_it() -> None:
    (danger,) = reviewed({"name": "Clients"}, config=ADOPTING, asked=False).dangers
    assert danger.text == f"{IF} (lox24:onExisting)"
    eu = urn("eu", "pulumi:providers:pulumi-python")
    account = {"op": "same", "urn": eu, "newState": {"inputs": {"lox24:onExisting": "adopt"}}}
    step = group("create", new={"name": "Clients"})
    step["newState"]["provider"] = f"{eu}::1"
    review = read(document(account, step), locate=lambda _: None, look=lambda: EXISTING)
    assert [one.text for one in review.dangers] == [f"{IF} (on_existing of Account eu)"]
    assert review.items[0].adopts is None, "the stack's own account was asked"


@pytest.mark.promise
def test_an_adoption_is_announced_as_one_in_every_form() -> None:
    review = reviewed({"name": "Clients"}, config=ADOPTING)
    assert review.verdict == "1 to adopt, 0 unchanged"
    text = terminal(review, colour=False)
    assert "+ adopt group clients 'Clients' (101)  __main__.py:9:1\n" in text
    assert text.endswith("    is there already, with 1,204 entries in it\n")
    assert "<b>adopt</b> group <code>clients</code>" in markdown(review, link=link_to(""))
    (change,) = review.document()["changes"]
    assert (change["operation"], change["adopts"]) == ("create", {"id": "101", "entries": 1204})
    by_number = reviewed({"name": "x", "adopt": "77"}, asked=False)
    assert by_number.verdict == "1 to adopt, 0 unchanged"
    assert reviewed({"name": "New"}, config=ADOPTING).verdict == "1 to create, 0 unchanged"


def test_the_account_is_asked_only_where_something_may_be_adopted() -> None:
    def ask() -> list[Existing]:
        raise AssertionError("there was no need")

    for step in (group("create", new={"name": "Clients"}), people("create", new={"source": "l.csv"})):
        read(document(step), locate=lambda _: None, look=ask)
    renamed = group("update", old={"name": "a"}, new={"name": "b"})
    read(document(renamed, config=ADOPTING), locate=lambda _: None, look=ask)


@pytest.mark.parametrize(("name", "is_told"), [("Clients", True), ("New", False)])
def test_a_list_of_an_adopted_group_says_that_nobody_has_compared_it(name: str, *, is_told: bool) -> None:
    """Whoever is in the group is met in the run: `apply` then refuses halfway, after the adoption."""
    step = people("create", new={"source": "clients.csv", "group": UNKNOWN})
    step["newState"]["propertyDependencies"] = {"group": [urn("clients")], "source": []}
    steps = document(group("create", new={"name": name}), step, config=ADOPTING)
    review = read(steps, locate=lambda _: None, look=lambda: EXISTING)
    told = [danger for danger in review.dangers if "is not compared with the list yet" in danger.text]
    assert [danger.item for danger in told] == (["clients"] if is_told else [])
