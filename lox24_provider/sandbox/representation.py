"""JSON and JSON-LD: which one a call gets, and how groups, phones, lists and problems look in it.

Shapes: API reference, sections 3.5, 4, 5 and 9.2. The style of the Hydra keys is a switch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lox24_provider.sandbox.refusals import Refusal
from lox24_provider.sandbox.switches import Switches

__all__ = ["CSV", "JSON", "JSON_LD", "Page", "Representation", "negotiated"]

JSON = "application/json"
JSON_LD = "application/ld+json"
CSV = "text/csv"

_PHONE_EVENTS = ("subscribed_at", "unsubscribed_at", "unsubscribe_reason")
_PHONE_FIELDS = ("phone", "a", "b", "c", "d", "e", "callback_data", *_PHONE_EVENTS)
_GROUP_FIELDS = ("name", "description", "name_a", "name_b", "name_c", "name_d", "name_e")


def negotiated(accept: str, *, offered: Sequence[str]) -> str | None:
    """The media type an `Accept` header prefers among those offered, None when it accepts none of them.

    The first offered one answers a missing header and wildcards. Parameters other than `q` are ignored.
    """
    best: tuple[float, str] | None = None
    for choice in (accept or "*/*").split(","):
        wanted, *parameters = (part.strip().lower() for part in choice.split(";"))
        weight = next((_weight(text[2:]) for text in parameters if text.startswith("q=")), 1.0)
        match = next((kind for kind in offered if wanted in (kind, "*/*", f"{kind.partition('/')[0]}/*")), None)
        if match and weight > (best[0] if best else 0):
            best = (weight, match)
    return best and best[1]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of a list: `number` counts from 1, `size` is the most it can hold, `total` that of the whole list."""

    path: str
    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """How many entries of the list come before the page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The number of the last page, 1 for an empty list."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, kw_only=True)
class Representation:
    """Writes documents for one media type under the given switches."""

    media_type: str
    switches: Switches

    @property
    def content_type(self) -> str:
        """The header of a document."""
        return f"{self.media_type}; charset=utf-8"

    def encoded(self, document: object) -> bytes:
        """The document's bytes."""
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def group(self, row: Mapping[str, Any], *, member: bool = False) -> dict[str, Any]:
        """A group; `member` of a list or not."""
        counts = {
            "always": {"count_items": row["count_items"]},
            "lag": {"count_items": row["count_shown"]},
            "omit": {},
        }[self.switches.count_items]
        key = str(row["id"]) if self.switches.group_ids == "string" else row["id"]
        fields = {"id": key} | {name: row[name] for name in _GROUP_FIELDS} | counts | {"deleted_at": row["deleted_at"]}
        return self._resource("groups", row["id"], fields, member=member)

    def phone(self, row: Mapping[str, Any], *, member: bool = False) -> dict[str, Any]:
        """A phone; it does not name its group (section 4.2)."""
        key = row["id"] if self.switches.phone_ids == "integer" else str(row["id"])
        fields = {"id": key} | {name: row[name] for name in _PHONE_FIELDS}
        return self._resource("phones", row["id"], fields, member=member)

    def blocked_number(self, row: Mapping[str, Any], *, member: bool = False) -> dict[str, Any]:
        """A blocked number."""
        fields = {name: row[name] for name in ("id", "number", "type", "added_at")}
        return self._resource("blocked_numbers", row["id"], fields, member=member, kind="BlockedNumber")

    def account(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The account itself."""
        return self._linked({"@context": "/contexts/Account", "@id": "/me", "@type": "Account"}, fields)

    def listing(self, members: list[dict[str, Any]], *, context: str, path: str, page: Page | None) -> object:
        """A list; `page` is None for one that is always whole, which then carries neither total nor links."""
        if self.media_type != JSON_LD or self.switches.plain_lists:
            return members
        links = {"@context": f"/contexts/{context}", "@id": path, "@type": self._type("Collection")}
        if page is None:
            return links | {self._member: members}
        search = {
            "@type": self._type("IriTemplate"),
            self._key("template"): f"{path}{{?page}}",
            self._key("variableRepresentation"): "BasicRepresentation",
            self._key("mapping"): [
                {"@type": "IriTemplateMapping", "variable": "page", "property": None, "required": False}
            ],
        }
        return links | {
            self._key("totalItems"): page.total,
            self._member: members,
            self._key("view"): self._view(page),
            self._key("search"): search,
        }

    def batch(self, results: list[dict[str, Any]], *, path: str) -> object:
        """The results of a batch, each `{"status": ..., "body": ...}`, in the order of the request (section 5)."""
        if self.media_type != JSON_LD or self.switches.plain_lists:
            return results
        links = {"@context": "/contexts/phones", "@id": path, "@type": self._type("Collection")}
        return links | {self._key("totalItems"): len(results), self._member: results}

    def problem(self, refusal: Refusal) -> dict[str, Any]:
        """A refusal in API Platform's older style, or in that of its version 4 along with its keys (section 9.2)."""
        new = self.switches.hydra == "plain"
        title = "An error occurred"
        if refusal.violations:
            violations = [{"propertyPath": v.path, "message": v.message, "code": v.code} for v in refusal.violations]
            kind, extra = "ConstraintViolation" if new else "ConstraintViolationList", {"violations": violations}
            link = f"/validation_errors/{refusal.violations[0].code}"
        else:
            kind, extra, link = "Error", {}, f"/errors/{refusal.status}"
        ld = self.media_type == JSON_LD
        if new:
            links = {"@context": f"/contexts/{kind}", "@id": link, "@type": kind} if ld else {}
            described = {"description": refusal.text} if ld else {}
            document = {"type": link, "title": title, "status": refusal.status, "detail": refusal.text}
            return links | document | described | extra
        if ld:
            links = {"@context": f"/contexts/{kind}", "@type": "hydra:Error" if kind == "Error" else kind}
            return links | {"hydra:title": title, "hydra:description": refusal.text} | extra
        return {
            "type": "https://tools.ietf.org/html/rfc2616#section-10",
            "title": title,
            "detail": refusal.text,
        } | extra

    @property
    def _member(self) -> str:
        return "member" if self.switches.hydra == "mixed" else self._key("member")

    def _key(self, name: str) -> str:
        return name if self.switches.hydra == "plain" else f"hydra:{name}"

    _type = _key  # types wear the prefix under the same circumstances

    def _resource(
        self, name: str, key: int, fields: dict[str, Any], *, member: bool, kind: str | None = None
    ) -> dict[str, Any]:
        links = {"@id": f"/{name}/{key}", "@type": kind or name}
        return self._linked(links if member else {"@context": f"/contexts/{name}"} | links, fields)

    def _linked(self, links: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        return links | fields if self.media_type == JSON_LD else fields

    def _view(self, page: Page) -> dict[str, Any]:
        numbers = {"first": 1, "last": page.last}
        if page.number > 1:
            numbers["previous"] = min(page.number - 1, page.last)
        if page.number < page.last:
            numbers["next"] = page.number + 1
        links = {"@id": f"{page.path}?page={page.number}", "@type": self._type("PartialCollectionView")}
        return links | {self._key(name): f"{page.path}?page={number}" for name, number in numbers.items()}


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
