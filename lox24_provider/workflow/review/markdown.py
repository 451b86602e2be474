"""A review as Markdown, for one comment on a change: at most 65,536 characters, which is what GitHub takes.

All foreign text stands in blocks of HTML, which Markdown leaves alone up to the next empty line.
"""

from __future__ import annotations

from collections.abc import Sequence

from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.review import markup
from lox24_provider.workflow.review.markup import Link
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.words import subtitle

__all__ = ["MOST", "markdown", "marker"]

MOST = 65_536
_TAIL = 600  # characters that are kept free for what is said about the rest
_OPEN = 8  # so many resources stand open; more are folded


def marker(stack: str) -> str:
    """The first line, by which a pipeline finds its own comment again; letters, digits and dashes only."""
    return f"<!-- lox24 review: {''.join(c for c in stack if c.isascii() and (c.isalnum() or c in '-_.'))} -->"


def markdown(review: Review, *, link: Link) -> str:
    """The review; what has no room is counted and left to the HTML page. Ends with a line feed."""
    head = [
        marker(review.stack),
        f"<h3>{markup.code(review.stack)}: {review.verdict}</h3>",
        f"<p>{markup.code(subtitle(review))}</p>",
    ]
    if text := markup.dangers(review):
        head += ["#### Dangers", text if len(text) < MOST // 2 else _many_dangers(review)]
    if others := markup.others(review):
        head.append(others)
    text = "\n\n".join(head)
    for title, items, drift in (
        ("", [one for one in review.items if one.is_intended], False),
        ("#### Moved in the account", review.drifted, True),
    ):
        text += _section(title, items, drift=drift, link=link, room=MOST - _TAIL - len(text))
    return text + "\n"


def _section(title: str, items: Sequence[Item], *, drift: bool, link: Link, room: int) -> str:
    if not items:
        return ""
    parts: list[str] = []
    for one in items:
        part = markup.item(one, drift=drift, link=link)
        if sum(map(len, parts)) + len(part) + len(title) + 200 + 2 * len(parts) > room:
            break
        parts.append(part)
    left = len(items) - len(parts)
    block = "\n".join(parts)
    if len(items) > _OPEN and parts:
        block = f"<details><summary>{len(parts)} resources</summary>\n{block}\n</details>"
    more = f"\n\n{left} more have no room here: they are in the HTML page of this review." if left else ""
    return f"\n\n{title}\n\n{block}{more}" if title else f"\n\n{block}{more}"


def _many_dangers(review: Review) -> str:
    return f"<p>{len(review.dangers)} dangers, too many for this comment: read the HTML page before you decide.</p>"
