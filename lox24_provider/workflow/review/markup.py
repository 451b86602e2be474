"""HTML of a review's parts, as it stands in a page and in a Markdown comment alike.

Foreign text is escaped and stands in `<code>`, on one line: there neither a browser nor GitHub or GitLab takes it for
markup, a mention, a reference or the end of a block.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

from lox24_provider.display.addresses import without_user
from lox24_provider.display.text import one_line
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.words import id_of, note_of, others_of, rows, whereabouts

__all__ = ["Link", "code", "dangers", "item", "link_to", "others"]

Link = Callable[[Place], str]
"""The address of a place, or ""."""


def code(text: str, *, limit: int = 300) -> str:
    """Foreign text."""
    return f"<code>{html.escape(one_line(text, limit=limit))}</code>"


def dangers(review: Review) -> str:
    """What a person should not overlook; "" if there is nothing."""
    if not review.dangers:
        return ""
    lines = [
        f"<li>{f'<b>{code(danger.item)}</b>: ' if danger.item else ''}{code(danger.text, limit=500)}</li>"
        for danger in review.dangers
    ]
    return f'<ul class="dangers">{"".join(lines)}</ul>'


def others(review: Review) -> str:
    """What else changed, as one paragraph; "" if nothing did."""
    text = code(others_of(review), limit=2000) if others_of(review) else ""
    return f"<p><b>{text}</b></p>" if text and review.is_open else f"<p>{text}</p>" if text else ""


def item(one: Item, *, drift: bool, link: Link) -> str:
    """One resource: what happens to it, where it is declared, and the table *field, now, after*."""
    title = f" {code(one.title, limit=80)}" if one.title else ""
    number = f" ({code(id_of(one), limit=20)})" if id_of(one) else ""
    where = f" in {code(whereabouts(one))}" if one.served_by else ""
    what = f"<b>{one.verb}</b> {named(one.kind).heading} {code(one.name, limit=80)}"
    head = f"{what}{title}{number}{where}{_place(one, link)}"
    table = rows(one, drift=drift)
    cells = "".join(
        f"<tr><td>{code(name)}</td><td>{code(now)}</td><td>{code(after)}</td></tr>" for name, now, after in table
    )
    shown = f"<table><tr><th>field</th><th>now</th><th>after</th></tr>{cells}</table>" if table else ""
    note = note_of(one, drift=drift)
    return f'<div class="{one.op}"><p>{head}</p>{shown}{f"<p>{code(note)}</p>" if note else ""}</div>'


def _place(one: Item, link: Link) -> str:
    if one.place is None:
        return ""
    address, words = link(one.place), code(f"{one.place.file}:{one.place.line}")
    return f' · <a href="{html.escape(address)}">{words}</a>' if address else f" · {words}"


def link_to(template: str) -> Link:
    """Links by a template such as `https://host/repository/blob/COMMIT/{path}#L{line}`; none for an empty one.

    The path is the one from the repository's root.

    A pipeline's own address of the repository may have a token in it, which is in no link.
    """
    public = without_user(template) if template.startswith(("https://", "http://")) else ""

    def address(place: Place) -> str:
        if place.file.startswith(("/", "../")):  # outside of the repository, which the host does not show
            return ""
        return public.replace("{path}", quote(place.file)).replace("{line}", str(place.line))

    return address
