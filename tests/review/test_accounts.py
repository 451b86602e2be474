"""An `Account` of the program in a review: where its token goes, and what works by it."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.errors import PlanError
from lox24_provider.workflow.approval_plan.applying import _signatures
from lox24_provider.workflow.approval_plan.planning import refuse_unplaced
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.review.compare import beyond
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.preview import read
from lox24_provider.workflow.review.terminal import terminal
from tests.support.reviews import document, group, urn

EU = urn("eu", "pulumi:providers:pulumi-python")
OWN = urn("default_3_1_0", "pulumi:providers:pulumi-python")
URL = "https://api.lox24.eu"
CANARY = "eu-canary-0123456789"


def account(op: str, *, old: dict[str, str] | None = None, new: dict[str, str] | None = None) -> dict[str, Any]:
    """A step of an `Account`; the engine shows no secret, but a raw provider's token may be none."""

    def state(settings: dict[str, str]) -> dict[str, Any]:
        inputs = {"baseUrl": URL, "token": f"2222222:{CANARY}", "explicitAccount": "eu", **settings}
        trace = ["project:///lox24_provider/account.py#9", "project:///../x.py#1", "project:///__main__.py#4"]
        values = {f"lox24:{key}": value for key, value in inputs.items()}
        return {"inputs": values, "outputs": values, "stackTrace": [{"sourcePosition": line} for line in trace]}

    step: dict[str, Any] = {"op": op, "urn": EU, "detailedDiff": None}
    step |= {} if old is None else {"oldState": {"id": "72334849", **state(old)}}
    return step if new is None else {**step, "newState": state(new)}


def served(step: dict[str, Any], *, by: str = EU) -> dict[str, Any]:
    for state in ("oldState", "newState"):
        if state in step:
            step[state]["provider"] = f"{by}::{UNKNOWN}"
    return step


def reviewed(*steps: dict[str, Any], **more: Any) -> Review:
    return read(document(*steps, **more), locate=lambda _: None)


def dangers(*steps: dict[str, Any]) -> list[str]:
    return [danger.text for danger in reviewed(*steps).dangers]


HELD = {"clientId": "2222222"}
NEW = f"is new: its token and its requests go to {URL}"
ANY = "names no client_id, so a token of any account will do"
ADOPTS = "groups that it creates adopt those of their names, with everybody in them (on_existing)"


@pytest.mark.promise
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, HELD, [f"{NEW}, as client 2222222"]),
        (None, {}, [NEW, ANY]),
        (None, {**HELD, "onExisting": "adopt"}, [f"{NEW}, as client 2222222", ADOPTS]),
        (None, {**HELD, "baseUrl": UNKNOWN}, ["where its token and its requests go is not known before the run"]),
        (HELD, {"clientId": UNKNOWN}, ["whose account it is, is not known before the run"]),
        (
            HELD,
            {**HELD, "baseUrl": "https://u:p@evil.example/x"},
            [f"its token and its requests go to https://evil.example/x, and went to {URL}"],
        ),
        (HELD, {"clientId": "3333333"}, ["is client 3333333's now, and was client 2222222's"]),
        ({}, HELD, ["is client 2222222's now, and named none before"]),
        (HELD, {}, [ANY]),
        (HELD, {**HELD, "onExisting": "adopt"}, [ADOPTS]),
        ({**HELD, "onExisting": "adopt"}, {**HELD, "onExisting": "adopt", "parallel": "9"}, []),
        (HELD, None, []),
    ],
)
def test_a_new_or_changed_account_is_a_danger(
    old: dict[str, str] | None, new: dict[str, str] | None, told: list[str]
) -> None:
    op = "create" if old is None else "delete" if new is None else "update"
    review = reviewed(account(op, old=old, new=new))
    assert [(danger.item, danger.text) for danger in review.dangers] == [("eu", text) for text in told]
    assert [(item.kind, item.name) for item in review.items] == [("account", "eu")]


@pytest.mark.parametrize(("settings", "is_placed"), [(HELD, True), ({}, True), ({"clientId": UNKNOWN}, False)])
def test_an_account_that_only_the_run_knows_is_not_approved(settings: dict[str, str], *, is_placed: bool) -> None:
    (item,) = reviewed(account("create", new=settings)).items
    assert item.is_placed is is_placed
    elsewhere = reviewed(account("update", old=HELD, new={**settings, "baseUrl": UNKNOWN}))
    with pytest.raises(PlanError, match="where Account eu sends its token is known only during the run"):
        refuse_unplaced(elsewhere)


def test_an_accounts_settings_are_its_fields_and_its_token_never_is() -> None:
    (item,) = reviewed(account("update", old={**HELD, "maxRemovals": "500"}, new={**HELD, "maxRemovals": "9"})).items
    assert [(field.name, field.now, field.after) for field in item.fields] == [("max_removals", "500", "9")]
    assert (item.account, str(item.place)) == ("2222222@api.lox24.eu", "__main__.py:4:1")
    review = reviewed(account("update", old=HELD, new=HELD))
    assert "its token is another one" in terminal(review, colour=False)


@pytest.mark.promise
def test_every_form_names_the_account_of_what_does_not_work_on_the_stacks() -> None:
    theirs, ours = served(group("create", "h", new={"name": "H"})), served(group("create", new={"name": "C"}), by=OWN)
    review = reviewed(account("create", new=HELD), theirs, ours)
    where = "in 2222222@api.lox24.eu (Account eu)"
    text, link = terminal(review, colour=False), link_to("")
    assert "+ create account eu '2222222@api.lox24.eu'  __main__.py:4:1" in text
    assert f"+ create group h 'H' {where}  __main__.py:9:1\n" in text
    assert "+ create group clients 'C'  __main__.py:9:1\n" in text
    for form in (markdown(review, link=link), page(review, link=link)):
        assert f"in <code>{where[3:]}</code>" in form
        assert CANARY not in form
    told = review.document()
    assert [(one["kind"], one["account"], one["served_by"]) for one in told["changes"]] == [
        ("account", "2222222@api.lox24.eu", ""),
        ("group", "", ""),
        ("group", "2222222@api.lox24.eu", "eu"),
    ]
    assert CANARY not in text + str(told)


def test_an_account_that_stays_is_known_by_its_step_or_by_what_it_serves() -> None:
    new, old = served(group("create", "h", new={"name": "H"})), served(group("update", old={"name": "I"}, new={}))
    stays = account("same", old=HELD, new=HELD)
    assert [item.account for item in reviewed(stays, new, old).items] == [
        "1234567@api.lox24.eu",  # what the state says counts
        "2222222@api.lox24.eu",
    ]
    assert reviewed(stays, same=4).unchanged == 3
    (item,) = reviewed(new).items
    assert (item.account, item.served_by) == ("", "eu")
    assert "in an account that this preview does not tell (Account eu)" in terminal(reviewed(new), colour=False)


def test_a_group_whose_account_becomes_another_one_is_a_danger() -> None:
    step = served(group("update", old={"name": "A"}, new={"name": "B"}))
    moved = account("update", old=HELD, new={"baseUrl": "https://other.example", **HELD})
    assert dangers(moved, step)[:2] == [
        "is account 1234567's, and Account eu's account is now 2222222",
        "lives at api.lox24.eu, and Account eu's base URL is now https://other.example",
    ]


def test_a_plan_is_of_the_accounts_it_was_made_with() -> None:
    def signed(settings: dict[str, str], by: str = EU) -> dict[str, tuple[str, ...]]:
        steps = account("create", new=settings), served(group("create", new={"name": "C"}), by=by)
        return _signatures(reviewed(*steps).document())

    assert signed(HELD) == signed(HELD)
    elsewhere = signed({**HELD, "baseUrl": "https://other.example"})
    assert {urn for urn, one in signed(HELD).items() if elsewhere[urn] != one} == {EU, urn("clients")}
    assert signed(HELD)[urn("clients")] != signed(HELD, by=OWN)[urn("clients")]


def test_what_files_show_is_in_the_stacks_account() -> None:
    approved = Review(stack="s", items=(Item(kind="group", op="create", name="h"),))
    run = Review(
        stack="s",
        items=(
            Item(kind="account", op="create", name="eu"),
            Item(kind="group", op="create", name="h", account="2222222@x", served_by="eu"),
        ),
    )
    assert beyond(approved, run) == [
        "create account eu: this was not approved",
        "create group h: it is in 2222222@x (Account eu), which was not approved",
    ]
