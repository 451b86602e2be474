"""A preview becomes a review: what happens, and what has drifted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.adapter.state_format import PHONES_TYPE
from lox24_provider.cli import main
from lox24_provider.errors import NoPreview
from lox24_provider.rules.entry_plan.counts import Counts, counts_of, row
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.preview import AFTERMATH, parsed, read
from lox24_provider.workflow.review.terminal import terminal
from lox24_provider.workflow.review.words import heading, note_of
from tests.support.reviews import SHA, dangers, document, group, people, reviewed, urn

NAMED = {"name": "Clients"}


def test_the_verdict_counts_resources_without_the_stack_itself() -> None:
    review = reviewed(
        group("create", "a", new=NAMED),
        group("create", "b", new=NAMED),
        group("update", "c", old=NAMED, new={"name": "New"}),
        group("delete", "d", old=NAMED),
        same=4,
    )
    assert review.verdict == "2 to create, 1 to change, 1 to delete, 4 unchanged"
    assert (review.stack, review.account) == ("prod", "1234567@api.lox24.eu")
    assert [item.name for item in review.items] == ["a", "b", "c", "d"]
    assert not reviewed(same=1).items


def test_a_field_shows_now_and_after_and_nothing_that_stays() -> None:
    old = {**NAMED, "description": "old", "name_a": "kept", "__provider": "x"}
    (item,) = reviewed(group("update", old=old, new={**old, "description": "new"})).items
    assert [(field.name, field.now, field.after) for field in item.fields] == [("description", "old", "new")]
    assert item.is_intended
    assert not item.is_drift


def test_what_the_account_holds_counts_and_not_what_was_sent() -> None:
    """An adoption that is not complete has the declared inputs already."""
    (item,) = reviewed(group("update", old=NAMED, new=NAMED, outputs={"name": "Old name"})).items
    assert [(field.now, field.after) for field in item.fields] == [("Old name", "Clients")]


def test_drift_is_told_apart_from_what_the_program_wants() -> None:
    before, moved = {**NAMED, "description": "d", "name_a": "a"}, {**NAMED, "description": "by hand", "name_a": "a"}
    wanted = {**before, "name_a": "b"}
    review = reviewed(group("refresh", old=before, new=before), group("update", old=moved, new=wanted))
    (item,) = review.items
    assert {field.name: field.is_drift for field in item.fields} == {"description": True, "name_a": False}
    assert review.drifted == review.intended == (item,)
    only = reviewed(group("refresh", old=before, new=before), group("update", old=moved, new=before))
    assert (len(only.drifted), only.intended) == (1, ())


def test_a_secret_is_shown_by_our_word_and_its_change_is_one() -> None:
    hidden = {"name": "[secret]", "description": "[secret]"}
    step = group("update", old=hidden, new=hidden) | {"detailedDiff": {"description": {"kind": "UPDATE"}}}
    (item,) = reviewed(step).items
    assert item.title == "(secret)"
    assert heading(item).startswith("change group clients (secret)")
    assert [(field.name, field.now, field.after) for field in item.fields] == [("description", "(secret)", "(secret)")]
    assert not item.is_drift
    (step,) = (group("delete", old={"name": "[secret]"}, outputs={"force_destroy": True}),)
    assert "group 101 (secret) is deleted" in dangers(step)[0]


CALLED = "call +49,176,5551237"


@pytest.mark.promise
@pytest.mark.parametrize("stored", [True, False], ids=["an earlier refresh stored it", "this one sees it"])
@pytest.mark.parametrize("op", ["update", "delete", "replace"])
def test_a_number_that_somebody_wrote_into_a_name_is_in_no_form_of_a_review(op: str, *, stored: bool) -> None:
    """Title, danger and field are of one text, whether the state's inputs have it already or only its outputs."""
    held = {"name": CALLED, "description": CALLED, "name_a": f"a {CALLED}", "force_destroy": True}
    old = held if stored else {**NAMED, "force_destroy": True}
    new = None if op == "delete" else NAMED
    seen = [] if stored else [group("refresh", old=NAMED, new=held)]
    review = reviewed(*seen, group(op, old=old, outputs=held, new=new))
    assert review.items[0].fields
    forms = (markdown(review, link=lambda _: ""), page(review, link=lambda _: ""), terminal(review, colour=False))
    for form in (*forms, json.dumps(review.document())):
        assert "555" not in form
        assert "call [number]" in form
    if op != "update":
        assert review.dangers


def test_what_the_program_says_itself_is_shown_as_it_says_it() -> None:
    seasons = {"name": "2026-2027", "description": "old"}
    (item,) = reviewed(group("update", old=seasons, new={**seasons, "description": "since 2026-2027"})).items
    assert (item.title, item.fields[0].after) == ("2026-2027", "since 2026-2027")


def test_a_group_that_is_gone_is_drift() -> None:
    (item,) = reviewed(group("refresh", old=NAMED, new=NAMED), group("create", new=NAMED)).items
    assert item.gone
    assert not item.is_intended


def test_a_lists_entries_are_counted_from_its_row() -> None:
    line = (
        "info",
        urn("clients", PHONES_TYPE),
        row(Counts(new=3, changed=2, removed=1204), "who is on the block list is left out") + "\n",
    )
    old = {"source": "l.csv", "count": 3, "digest": SHA}
    (item,) = reviewed(people("update", old=old, new={**old, "count": 6}), said=[line]).items
    assert item.counts == Counts(new=3, changed=2, removed=1204)
    assert (item.title, item.kind) == ("l.csv", "list")
    (unknown,) = reviewed(people("update", old=old, new={**old, "count": 6})).items
    assert unknown.counts is None


@given(st.lists(st.integers(0, 10**7), min_size=9, max_size=9), st.lists(st.text(max_size=20), max_size=2))
def test_counts_are_read_as_they_are_written(numbers: list[int], hints: list[str]) -> None:
    counts = Counts(*numbers)
    assert counts_of(row(counts, *hints)) == counts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+3 new",
        '{"lox24":{"new":3}}',
        'the list: unknown column {"lox24":{"new":3}}',
        '+3 new {"lox24":{"new":4}}',
        '+3 new {"lox24":{"new":3.5}}',
        '+3 new {"lox24":{"new":3,"more":1}}',
        '+3 new {"lox24":{new}}',
    ],
)
def test_other_words_are_no_counts(text: str) -> None:
    """Sentences are never read, and what a list's header says is not taken for the data."""
    assert counts_of(text) is None


def test_a_list_that_moved_in_the_account() -> None:
    before = {"source": "l.csv", "digest": SHA}
    moved = {**before, "digest": "not as declared"}
    found = {**moved, "drift": {"missing": 3.0, "changed": 1.0}}
    refreshed = people("refresh", old=before, new=before)
    review = reviewed(refreshed, people("update", old=moved, new=before, outputs=found))
    (item,) = review.items
    assert item.moved == "3 missing, 1 changed"
    assert (len(review.drifted), review.intended) == (1, ())
    old_state = {**before, "digest": "not as declared (3 missing, 1 changed)"}
    (item,) = reviewed(refreshed, people("update", old=old_state, new=before)).items
    assert (item.moved, item.is_intended) == ("it differs from the list", False)


def test_a_place_is_the_stack_files_line_or_the_programs() -> None:
    found = read(document(group("create", new=NAMED)), locate=lambda name: Place("stacks/x.yaml", 4) if name else None)
    assert str(found.items[0].place) == "stacks/x.yaml:4:1"
    assert str(reviewed(group("create", new=NAMED)).items[0].place) == "__main__.py:9:1"
    outside = group("create", new=NAMED)
    outside["newState"]["sourcePosition"] = "project:///../../lib/x.py#3"
    assert reviewed(outside).items[0].place is None


def test_a_look_up_is_no_change() -> None:
    assert reviewed(group("read", new=NAMED), same=2).is_empty


def test_a_failed_preview_is_an_error_and_no_review() -> None:
    with pytest.raises(NoPreview, match="a token of another account"):
        reviewed(said=[("error", "", "error: this is a token of another account\n")])


def test_what_a_program_says_after_the_failure_is_no_second_one() -> None:
    with pytest.raises(NoPreview) as caught:
        reviewed(said=[("error", "", "the cause\n"), ("error", "", f"{AFTERMATH}\n")])
    assert str(caught.value) == "the cause"
    with pytest.raises(NoPreview, match=AFTERMATH):
        reviewed(said=[("error", "", AFTERMATH)])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"changeSummary": 3}', "no json", '"x"'])
def test_what_is_no_preview_is_refused(text: str) -> None:
    with pytest.raises(NoPreview):
        read(parsed(text), locate=lambda _: None)


@pytest.mark.parametrize("step", [{}, {"op": "update"}, {"urn": 3, "op": "x"}, {"urn": "a", "op": "update"}, None])
def test_a_preview_of_another_shape_is_refused_without_a_traceback(step: Any) -> None:
    with pytest.raises(NoPreview):
        reviewed(step)


def test_the_accounts_own_words_are_masked() -> None:
    """What somebody typed at LOX24 is in no file of ours; it may be a person's number."""
    step = group("update", old=NAMED, new=NAMED, outputs={"description": "call +49 176 12345678"})
    (field,) = reviewed(step).items[0].fields
    assert field.now == "call [number]"


def test_an_account_of_its_own_is_no_other_account_than_the_stacks() -> None:
    step = group("update", old=NAMED, new={"name": "New"})
    step["oldState"]["provider"] = f"{urn('default-eu', 'pulumi:providers:pulumi-python')}::1"
    config = {"lox24:clientId": "7654321"}
    assert reviewed(step, config=config).dangers == ()
    step["oldState"]["provider"] = f"{urn('default', 'pulumi:providers:pulumi-python')}::1"
    assert reviewed(step, config=config).dangers != ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"{}[",
        b'{"steps": 5}',
        b'{"steps": [5]}',
        b'{"steps": [{"op": {}, "urn": 5}]}',
        b'{"steps": [{"urn": "x"}]}',
        b'{"diagnostics": [5]}',
        b'{"config": 5}',
    ],
)
def test_what_is_no_preview_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "p.json").write_bytes(content)
    assert main(["review", "--preview", str(tmp_path / "p.json")]) == 1
    assert capsys.readouterr().err == "error: this is no output of `pulumi preview --json` [LOX4005]\n"


@pytest.mark.parametrize(("counts", "is_told"), [(Counts(new=8), True), (Counts(changed=1, removed=2), False)])
def test_where_people_are_added_a_review_says_that_fewer_may_be(counts: Counts, *, is_told: bool) -> None:
    """No preview reads the block list."""
    step = people("create", new={"group": UNKNOWN, "source": "a.csv"})
    (item,) = reviewed(step, said=[("info", urn("clients", PHONES_TYPE), row(counts))]).items
    note = note_of(item, drift=False)
    assert note.startswith(f"entries: {counts}")
    assert ("fewer are added if people are on the block list" in note) is is_told
