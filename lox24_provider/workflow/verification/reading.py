"""What can be found out by reading alone: nothing is made and nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from lox24_provider.rules.entry import E164
from lox24_provider.workflow.verification.asking import Answer, Asking, id_of, members_of, total_of
from lox24_provider.workflow.verification.facts import Finding

__all__ = ["foreign", "id_kind", "ids_of", "read_facts"]

USUAL_PAGE = 30  # API Platform's default (API reference, section 3.5)
LOOKED_INTO = 3  # groups whose entries are listed, the largest first
FORBIDDEN = 403


def read_facts(asking: Asking) -> Iterator[Finding]:
    """What reading tells.

    Raises:
        ApiError, TransportError: the account cannot be read.
    """
    asking.client.read_account()
    me = asking.ask("GET", "/me")
    listed = asking.ask("GET", "/groups", page=1, json_ld=True)
    groups = members_of(listed.body)
    yield from _of_lists(listed)
    yield _empty_map(me)
    yield id_kind("group_ids", groups, why="the account has no group")
    if groups:
        yield Finding(name="count_items", found=None if "count_items" in groups[0] else "omit", why="see the trial")
    yield from _of_entries(asking, groups)
    yield foreign(asking, own={*ids_of(me), *map(id_of, groups)})


def _of_lists(listed: Answer) -> Iterator[Finding]:
    if isinstance(listed.body, list):
        yield Finding(name="plain_lists", found="true")
        yield Finding(name="hydra", why="lists are bare arrays")
        yield Finding(name="group_page_size", why="a bare array does not tell how many there are")
        return
    keys = listed.fields
    yield Finding(name="plain_lists", found="false")
    spelled = {"member": "mixed" if "hydra:totalItems" in keys else "plain", "hydra:member": "hydra"}
    yield Finding(name="hydra", found=next((spelled[key] for key in spelled if key in keys), None), why="no list came")
    total, size = total_of(listed.body), len(members_of(listed.body))
    paged = total is not None and total > size
    yield Finding(name="group_page_size", found=str(size) if paged else None, why="all groups are on one page")


def ids_of(me: Answer) -> list[str]:
    """The ids of all groups, as GET /me has them."""
    groups = me.fields.get("groups")
    return [str(id) for id in groups] if isinstance(groups, dict | list) else []


def _empty_map(me: Answer) -> Finding:
    groups = me.fields.get("groups")
    if groups:
        return Finding(name="empty_map", why="the account has groups")
    found = "object" if isinstance(groups, dict) else "array" if isinstance(groups, list) else None
    return Finding(name="empty_map", found=found, why="GET /me names no groups")


def id_kind(name: str, members: Sequence[Mapping[str, Any]], *, why: str = "") -> Finding:
    """Whether ids are numbers or text, by the first of these; `why` is for where there is none."""
    if not members:
        return Finding(name=name, why=why)
    if not id_of(members[0]):
        return Finding(name=name, why="it is neither")
    return Finding(name=name, found="string" if isinstance(members[0]["id"], str) else "integer")


def _of_entries(asking: Asking, groups: list[dict[str, Any]]) -> Iterator[Finding]:
    """The largest groups tell most; where no count is told, any."""
    largest = sorted(filter(id_of, groups), key=_count, reverse=True)[:LOOKED_INTO]
    size: str | None = None
    entries: list[dict[str, Any]] = []
    for group in largest:
        path = f"/groups/{id_of(group)}/phones"
        first = asking.ask("GET", path, json_ld=True)
        entries += members_of(first.body)
        size = size or _page_size(asking, path, first, count=_count(group))
    yield id_kind("phone_ids", entries, why="no group that was looked into has entries")
    written = [one for one in entries if not E164.fullmatch(str(one.get("phone")))]
    yield Finding(name="normalise_phones", found="false" if written else None, why="all that was seen is in E.164")
    yield Finding(name="phones_page_size", found=size, why=f"no group has more than {USUAL_PAGE} entries")


def _page_size(asking: Asking, path: str, first: Answer, *, count: int) -> str | None:
    """How many entries a page has, "0" if all come at once, None if this group does not tell."""
    members = members_of(first.body)
    if not members:
        return None
    total = total_of(first.body)
    if max(count, total or 0) > len(members):
        return str(len(members))
    known = {str(one.get("id")) for one in members}
    second = members_of(asking.ask("GET", path, page=2, json_ld=True).body)
    if any(str(one.get("id")) not in known for one in second):
        return str(len(members))
    return "0" if len(members) > USUAL_PAGE else None


def _count(group: Mapping[str, Any]) -> int:
    count = group.get("count_items")
    return count if isinstance(count, int) and not isinstance(count, bool) else 0


def foreign(asking: Asking, *, own: Collection[str]) -> Finding:
    """What answers groups beside this account's own, which are other accounts' if they are there at all.

    One answer of 403 tells; of 404 nobody knows whether there is such a group.
    """
    latest = sorted((int(id) for id in own if id_of({"id": id})), reverse=True)[:LOOKED_INTO]
    beside = {str(id + step) for id in latest for step in (-1, 1) if id + step > 0} - set(own)
    if FORBIDDEN in {asking.ask("GET", f"/groups/{id}").status for id in sorted(beside)}:
        return Finding(name="foreign_group", found=str(FORBIDDEN))
    return Finding(name="foreign_group", why="no group of another account was met, or all answer 404")
