"""The sandbox for a person: one HTML page with what is stored and what was called. It shows nobody's number."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from html import escape

from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import DOCUMENTED, Switches
from lox24_provider.sandbox.tables import Row

__all__ = ["PAGE_POLICY", "page"]

SHOWN_REQUESTS = 50

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --soft: #667085; --line: #e4e7ec; --paper: #ffffff; --back: #f6f7f9;
  --accent: #2457c5; --good: #18794e; --bad: #c4320a; --label: #eef2fb }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #2b3240; --paper: #181d27;
  --back: #10141b; --accent: #8ab0ff; --good: #6fd3a4; --bad: #ff9c7a; --label: #232c3f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
h1 { font-size: 1.4rem; font-weight: 650; margin: 0 }
h2 { font-size: 1rem; font-weight: 600; margin: 2.25rem 0 .6rem }
h2 small, .soft { color: var(--soft); font-weight: 400 }
p { margin: .25rem 0 }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto }
.empty { padding: 1.1rem 1rem; color: var(--soft) }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem 1rem; vertical-align: top; border-top: 1px solid var(--line) }
thead th { border-top: 0; font-size: .78rem; font-weight: 500; color: var(--soft); white-space: nowrap }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
td.name { font-weight: 550; overflow-wrap: anywhere } td.name .soft { font-weight: 400; display: block }
code, td.code { font: .86em/1.6 ui-monospace, monospace; overflow-wrap: anywhere }
.label { display: inline-block; background: var(--label); border-radius: 5px; padding: 0 .45rem; font-size: .85rem;
  margin: 0 .2rem .2rem 0 } .label b { color: var(--accent); font-weight: 600; margin-right: .3rem }
.good { color: var(--good) } .bad { color: var(--bad) }
"""

_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The page's own style and nothing else. No `sandbox`, as that would keep the page from loading itself again.
PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>LOX24 sandbox</title><style>{style}</style></head>
<body><main>
<h1>LOX24 sandbox</h1>
<p class="soft">An imitation on this machine: no message is sent, nothing costs money. Switches: {switches}.</p>
{accounts}
<h2>Requests <small>the last {shown}, newest first</small></h2>
{requests}
</main></body></html>
"""


def page(*, store: Store, switches: Switches) -> str:
    """The page's HTML: accounts with their groups, the last 50 requests, the switches that are not at their default."""
    with store.reading() as tables:
        accounts = {account: tables.groups.of(account) for account in tables.accounts.all()}
        requests = tables.requests.newest(SHOWN_REQUESTS)[::-1]
    return _PAGE.format(
        style=_STYLE,
        switches=escape(_changed(switches)),
        accounts="\n".join(map(_account, accounts, accounts.values())) or _empty("Nobody has called yet."),
        shown=SHOWN_REQUESTS,
        requests=_table(_REQUEST_HEADS, map(_request, requests)) if requests else _empty("No requests yet."),
    )


_GROUP_HEADS = (
    '<th class="number">id',
    "<th>group",
    "<th>labels",
    '<th class="number">phones',
    "<th>deleted at",
)
_REQUEST_HEADS = ("<th>at (UTC)", "<th>account", "<th>call", '<th class="number">status', "<th>request id")


def _account(account: str, groups: Sequence[Row]) -> str:
    count = "1 group" if len(groups) == 1 else f"{len(groups)} groups"
    listed = _table(_GROUP_HEADS, map(_group, groups)) if groups else _empty("No groups.")
    return f"<h2>Account {escape(account)} <small>{count}</small></h2>\n{listed}"


def _group(row: Row) -> str:
    labels = "".join(
        f'<span class="label"><b>{column}</b>{_text(row[f"name_{column}"])}</span>'
        for column in "abcde"
        if row[f"name_{column}"]
    )
    description = f'<span class="soft">{_text(row["description"])}</span>' if row["description"] else ""
    return (
        f'<td class="number">{row["id"]}<td class="name">{_text(row["name"])}{description}<td>{labels}'
        f'<td class="number">{row["count_items"]}<td class="bad">{_text(row["deleted_at"] or "")}'
    )


def _request(row: Row) -> str:
    at = datetime.fromtimestamp(row["at"], tz=timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    good = row["status"] is not None and row["status"] < 400  # noqa: PLR2004 where errors begin
    status = "cut" if row["status"] is None else row["status"]
    return (
        f'<td class="soft">{at}<td>{escape(row["account"] or "")}'
        f'<td class="code">{escape(row["method"])} {_text(row["path"])}'
        f'<td class="number {"good" if good else "bad"}">{status}<td class="code soft">{escape(row["request_id"])}'
    )


def _text(text: str) -> str:
    """Text as HTML; what is invisible or turns a line around shows as its number, and joined emoji stay joined."""
    return escape(
        "".join(f"\\u{ord(c):04x}" if c != "\u200d" and unicodedata.category(c)[0] == "C" else c for c in text)
    )


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    lines = "\n".join(f"<tr>{row}" for row in rows)
    return f'<div class="card"><table><thead><tr>{"".join(heads)}</thead><tbody>\n{lines}\n</tbody></table></div>'


def _empty(text: str) -> str:
    return f'<div class="card empty">{text}</div>'


def _changed(switches: Switches) -> str:
    changed = [
        f"{name}={str(getattr(switches, name)).lower()}"
        for name, *_ in Switches.table()
        if getattr(switches, name) != getattr(DOCUMENTED, name)
    ]
    return ", ".join(changed) or "as documented"
