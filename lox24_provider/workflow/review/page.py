"""A review as one HTML page that needs nothing else: no script, no other address, readable on a phone."""

from __future__ import annotations

import html

from lox24_provider.display.text import one_line
from lox24_provider.workflow.review import markup
from lox24_provider.workflow.review.markup import Link
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.words import subtitle

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 52rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .3rem 0; } code { font: .9em ui-monospace, monospace; }
.about { opacity: .75; }
.dangers { border: 2px solid #c62828; border-radius: .4rem; padding: .6rem .6rem .6rem 1.8rem; }
.dangers code { font: inherit; }
div { border-left: .35rem solid #999; padding: .2rem 0 .2rem .7rem; margin: 1rem 0; }
.create { border-color: #2e7d32; } .change { border-color: #f9a825; }
.delete, .replace { border-color: #c62828; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem .2rem 0; border-top: 1px solid #9996; }
th { font-weight: 600; opacity: .75; } th:first-child { width: 8.2rem; } td:first-child code { font-size: .85em; }
"""


def page(review: Review, *, link: Link) -> str:
    """The page."""
    title = f"{html.escape(one_line(review.stack))}: {review.verdict}"
    sections = [
        f"<h1>{markup.code(review.stack)}: {review.verdict}</h1>",
        f'<p class="about">{markup.code(subtitle(review))}</p>',
    ]
    if dangers := markup.dangers(review):
        sections.append(f"<h2>Dangers</h2>{dangers}")
    if others := markup.others(review):
        sections.append(others)
    intended = "\n".join(markup.item(one, drift=False, link=link) for one in review.items if one.is_intended)
    if intended:
        sections.append(f"<h2>Changes</h2>\n{intended}")
    drifted = "\n".join(markup.item(one, drift=True, link=link) for one in review.drifted)
    if drifted:
        sections.append(f"<h2>Drift</h2>\n{drifted}")
    body = "\n".join(sections)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
