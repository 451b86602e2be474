"""A review that a job tells which ran a change's code: rendered within bounds, and never as more than it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.errors import NoReview
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Field, Item
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.model import Danger, Files, Others, Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.saved import MOST_BYTES, bounded, read_saved
from lox24_provider.workflow.review.terminal import terminal
from tests.declared.conftest import Look

REVIEW = Review(
    stack="prod",
    against="HEAD~1",
    is_declared=True,
    unknown=2,
    items=(
        Item(
            kind="group",
            op="change",
            name="clients",
            title="Clients",
            fields=(Field(name="name", now="A", after="B"),),
            place=Place("infra/__main__.py", 7),
        ),
        Item(kind="list", op="change", name="clients", title="l.csv", counts=Counts(new=1, removed=2)),
    ),
    dangers=(Danger(item="clients", text="removes 2 entries"),),
    unchanged=3,
    others=Others(program=Files(1, ("infra/x.py",))),
)


def document(**other: Any) -> dict[str, Any]:
    return {**json.loads(bounded(REVIEW.document())), **other}


def read(document: object, *, stack: str = "prod") -> Review:
    return read_saved(json.dumps(document).encode(), stack=stack)


def test_it_says_what_it_said_and_that_it_is_only_told() -> None:
    review = read(document())
    told = terminal(review, colour=False).splitlines()
    was = terminal(REVIEW, colour=False).splitlines()
    assert (told[0], told[2:]) == (was[0], was[2:])
    assert told[1].endswith(
        "2 fields are known in neither version; told by a job that ran the change's code, so advice only"
    )


def test_the_verdict_is_made_again() -> None:
    assert read(document(verdict="nothing to do")).verdict == REVIEW.verdict


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"stack": "dev"}, "another stack"),
        ({"format": 2}, "another version"),
        ({"refreshed": True}, "nothing of one"),
        ({"against": ""}, "against is not what it may be"),
        ({"more": 1}, "a part is not what it may be"),
        ({"unchanged": -1}, "unchanged is not"),
        ({"unchanged": True}, "unchanged is not"),
        ({"stack": "x" * 2001}, "stack is not"),
        ({"account": "a\x1b[2J"}, "account is not"),
        ({"account": "\u2028"}, "account is not"),
        ({"dangers": [{"resource": "", "text": "\ud800"}]}, r"dangers\.0\.text is not"),
        ({"dangers": [{"resource": "", "text": ""}] * 20_001}, "dangers is not"),
        ({"changes": [{**document()["changes"][0], "place": "../../../evil/r/x.py:1:1"}]}, r"changes\.0\.place is not"),
        ({"changes": [{**document()["changes"][0], "place": "/x.py:1:1"}]}, r"changes\.0\.place is not"),
        ({"changes": [{**document()["changes"][0], "kind": "nothing"}]}, r"changes\.0\.kind is not"),
        ({"changes": [{**document()["changes"][0], "operation": "approve"}]}, r"changes\.0\.operation is not"),
        ({"changes": [{**document()["changes"][0], "id": "1) **approved** ("}]}, r"changes\.0\.id is not"),
        ({"changes": [document()["changes"][0]] * 5_001}, "changes is not"),
    ],
)
def test_what_is_out_of_bounds_is_no_review(other: dict[str, Any], why: str) -> None:
    with pytest.raises(NoReview, match=why):
        read(document(**other))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b"[" * 200 + b"]" * 200, b"{" * 100_000, b" " * (MOST_BYTES + 1)]
)
def test_what_is_no_document_is_one_error(content: bytes) -> None:
    with pytest.raises(NoReview):
        read_saved(content, stack="prod")


EVIL = (
    "::error::</code><script>alert(1)</script> @everyone #1 [x](https://evil.example) ![i](https://evil.example/i.png)\n\n"
    "# approved\n<!-- lox24 review: dev --> `x` <img src=x onerror=y>"
)


def test_nothing_in_it_becomes_markup_a_mention_or_a_link() -> None:
    change = {
        **document()["changes"][0],
        "name": EVIL,
        "title": EVIL,
        "notes": [EVIL],
        "served_by": EVIL,
        "account": EVIL,
    }
    change["fields"] = [{"name": EVIL, "now": EVIL, "after": EVIL, "drift": True}]
    evil = document(
        account=EVIL, against=EVIL, dangers=[{"resource": EVIL, "text": EVIL}], changes=[change], verdict=EVIL
    )
    evil["others"]["program"]["names"] = [EVIL]
    review = read(evil)
    link = link_to("https://host.example/r/blob/main/{path}#L{line}")
    for text in (markdown(review, link=link), page(review, link=link)):
        for part in ("<script", "<img", "<!-- lox24 review: dev", "</code></code>"):
            assert part not in text
        outside = [part.partition("</code>")[2] for part in text.split("<code>")]
        for sign in ("@", "evil", "approved", "`"):
            assert not any(sign in part.replace("@media", "") for part in outside[1:])
        assert text.count("href=") == 1
    assert markdown(review, link=link).splitlines()[0] == "<!-- lox24 review: prod -->"
    shown = terminal(review, colour=False)
    assert not any(line.lstrip().startswith(("#", "<", "::")) for line in shown.splitlines())


def test_no_line_of_it_is_a_word_to_a_pipeline() -> None:
    change = {**document()["changes"][0], "name": "::error::x"}
    change["fields"] = [{"name": name, "now": "::x", "after": "##[x]", "drift": False} for name in ("::x::y", "##[y]")]
    shown = terminal(read(document(changes=[change], account="::x")), colour=False)
    assert not any(line.lstrip().startswith(("::", "##")) for line in shown.splitlines())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda below: st.lists(below) | st.dictionaries(st.sampled_from([*REVIEW.document()]), below),
    )
)
def test_whatever_it_is_it_is_a_review_or_one_error(value: object) -> None:
    with pytest.raises(NoReview, match=r"^this is no review that could be rendered: [^\n]+$"):
        read(value)


def test_a_review_writes_only_what_may_be_read_again() -> None:
    long = Item(
        kind="other", op="change", name="a\x00b" + "c" * 5_000, fields=(Field(name="x", now=None, after=None),) * 600
    )
    text = bounded(Review(stack="prod", against="HEAD", is_declared=True, items=(long,)).document())
    assert read(json.loads(text)).items[0].name.startswith("a\\u0000bccc")
    many = Review(stack="prod", against="HEAD", is_declared=True, items=(REVIEW.items[0],) * 5_001)
    with pytest.raises(NoReview, match="more than 5,000 changes"):
        bounded(many.document())


def test_the_command_renders_where_nothing_is_checked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Look
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("review.json").write_text(json.dumps(document()))
    code, out, err = look("--render", "review.json", "--markdown", "review.md", "--html", "review.html")
    assert (code, err) == (2, "")
    assert out.startswith("prod: 2 to change, 3 unchanged, 1 other file not judged\n")
    assert Path("review.md").read_text().startswith("<!-- lox24 review: prod -->\n")
    Path("review.json").write_text(json.dumps(document(stack="dev")))
    code, out, err = look("--render", "review.json", "--markdown", "other.md")
    assert (code, out) == (1, "")
    assert err.endswith("it is of another stack [LOX4302]\n")
    assert not Path("other.md").exists()
