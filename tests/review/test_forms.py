"""A review in its three forms: complete, short enough, and nothing in it that anybody else wrote does anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lox24_provider.display.text import one_line
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Field, Item
from lox24_provider.workflow.review.markdown import MOST, markdown, marker
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.model import Danger, Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.terminal import terminal

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "p", "b", "code", "a"),
    *("ul", "li", "div", "table", "tbody", "tr", "th", "td", "details", "summary"),
}
LINK = link_to("https://git.example/r/blob/abc/{path}#L{line}")
HOSTILE = [
    "<script>alert(1)</script>",
    "</code></td></table><img src=x onerror=alert(1)>",
    "@everyone and #1 and !2",
    "a | b `c` ``` **d** [x](javascript:alert(1)) ![y](z)",
    "one\n\n\n# two\n- [ ] three\n<!-- four",
    "\x1b[31mred\x1b[0m \u202e reversed",
    "www.example.com https://example.com a@example.com :tada:",
    "&lt;b&gt; &amp;",
]


def review_of(*texts: str, items: int = 1) -> Review:
    """A review in which every foreign text is one of `texts`."""
    made = [
        Item(
            kind="list" if n % 2 else "group",
            op=("create", "change", "delete")[n % 3],
            name=texts[n % len(texts)],
            title=texts[(n + 1) % len(texts)],
            id="101",
            fields=(
                Field(name="description", now=texts[(n + 2) % len(texts)], after=texts[(n + 3) % len(texts)]),
                Field(name="name", now="a", after=texts[n % len(texts)], is_drift=n % 2 == 0),
            ),
            counts=Counts(new=3) if n % 2 else None,
            place=Place("stacks/Pulumi.prod.yaml", 4),
        )
        for n in range(items)
    ]
    danger = Danger(item=texts[0], text=texts[-1])
    return Review(stack="prod", account=texts[0], against=texts[-1], items=tuple(made), dangers=(danger,))


class Seen(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str, str | None]] = set()
        self.code: list[str] = []
        self.open: list[str] = []
        self.loose: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name, value) for name, value in attrs}
        if tag != "meta":
            self.open.append(tag)
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" in self.open:
            self.code[-1] += data
        elif "style" not in self.open and "title" not in self.open:
            self.loose.append(data)


def rendered(text: str) -> str:
    """What a reader of the comment gets, before the host's own filters."""
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


@pytest.mark.promise
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", ["page", "markdown"])
def test_foreign_text_is_text_and_nothing_else(text: str, form: str) -> None:
    review = review_of(text, items=6)
    made = page(review, link=LINK) if form == "page" else rendered(markdown(review, link=LINK))
    seen = Seen(made)
    assert seen.tags <= TAGS
    assert not seen.open
    assert {name for _, name, _ in seen.attributes} <= {
        "class",
        "href",
        "lang",
        "charset",
        "content",
        "name",
        "http-equiv",
    }
    hrefs = {value for _, name, value in seen.attributes if name == "href"}
    assert hrefs == {"https://git.example/r/blob/abc/stacks/Pulumi.prod.yaml#L4"}
    # Outside of <code>, where hosts look for mentions and references, only our own words stand.
    loose = " ".join(seen.loose)
    assert not re.search(r"[@#!`*|<>\x1b\u202e]|example\.com|alert|:tada:", loose.replace(" · ", " "))
    assert one_line(text) in seen.code


@given(st.text(max_size=200))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    seen = Seen(rendered(markdown(review_of(text, items=2), link=LINK)))
    assert seen.tags <= TAGS
    assert not seen.open
    assert one_line(text) in seen.code


@given(st.text(max_size=200))
def test_no_text_steers_a_terminal(text: str) -> None:
    told = terminal(review_of(text, items=4), colour=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)


def test_the_page_needs_nothing_else() -> None:
    made = page(review_of("Clients", items=3), link=LINK)
    assert "default-src 'none'" in made
    assert not re.search(r"<script|<img|<link|url\(|@import|<iframe", made)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in made


def test_a_comment_fits_and_says_what_is_left_out() -> None:
    made = markdown(review_of("A name of a group that is quite long indeed", items=2000), link=LINK)
    assert len(made) <= MOST
    left = re.search(r"(\d+) more have no room here", made)
    assert left is not None
    shown = len(re.findall(r"<b>(?:create|change|delete)</b>", made.split("#### Drift")[0]))
    assert shown + int(left[1]) == 2000
    assert "<details><summary>" in made
    assert (
        len(markdown(Review(stack="p", dangers=tuple(Danger(item="i", text="x" * 400) for _ in range(500))), link=LINK))
        < MOST
    )


def test_few_changes_stand_open() -> None:
    assert "<details>" not in markdown(review_of("x", items=3), link=LINK)


def test_the_first_line_finds_the_comment_again() -> None:
    assert markdown(review_of("x"), link=LINK).splitlines()[0] == marker("prod") == "<!-- lox24 review: prod -->"
    assert marker("a --> b") == "<!-- lox24 review: a--b -->"


def test_links_only_where_there_is_an_address() -> None:
    assert "<a " not in markdown(review_of("x"), link=link_to(""))
    assert "javascript" not in markdown(review_of("x"), link=link_to("javascript:alert({line})"))


def test_a_link_has_no_token_of_the_repositorys_address() -> None:
    """A query stays: some hosts have the line in it."""
    place = Place("Pulumi.dev.yaml", 3)
    link = link_to("https://user:glpat-1@git.example:8443/r/{path}?at=abc#{line}")
    assert link(place) == "https://git.example:8443/r/Pulumi.dev.yaml?at=abc#3"
    assert link_to("https://user:gl/pat@git.example/r/{path}")(place) == ""


def test_the_terminals_form() -> None:
    review = Review(
        stack="prod",
        account="1@api.lox24.eu",
        refreshed=True,
        dangers=(Danger(item="clients", text="removes 2 entries"),),
        items=(
            Item(
                kind="group",
                op="change",
                name="clients",
                title="Clients",
                id="101",
                fields=(
                    Field(name="description", now=None, after="new"),
                    Field(name="name_a", now="by hand", after="a", is_drift=True),
                ),
                place=Place("stacks/Pulumi.prod.yaml", 4),
            ),
            Item(kind="list", op="create", name="clients", title="l.csv", counts=Counts(new=45)),
        ),
        unchanged=2,
    )
    assert terminal(review, colour=False) == (
        "prod: 1 to create, 1 to change, 2 unchanged\n"
        "account 1@api.lox24.eu; refreshed\n"
        "  ! clients: removes 2 entries\n"
        "\n"
        "~ change group clients 'Clients' (101)  stacks/Pulumi.prod.yaml:4:1\n"
        "    description  (none) -> new\n"
        "\n"
        "+ create list of clients 'l.csv'\n"
        "    entries: +45 new; fewer are added if people are on the block list, which only the run reads\n"
        "\n"
        "drift:\n"
        "\n"
        "~ change group clients 'Clients' (101)  stacks/Pulumi.prod.yaml:4:1\n"
        "    name_a  by hand -> a\n"
    )
    assert "\x1b[1;31m" in terminal(review, colour=True)


def test_a_phones_width_is_enough() -> None:
    """Nothing in the page is wider than its column: long words break, tables have fixed columns."""
    made = page(review_of("W" * 300, items=2), link=LINK)
    assert "overflow-wrap: anywhere" in made
    assert "table-layout: fixed" in made
    assert not re.search(r"[^-]width:\s*\d+(px|rem)|min-width|nowrap", made)
