"""A review out of its document for machines, where nobody trusts whoever wrote that: a job that ran a change's code.

What is data is taken within bounds, and everything that follows from it is made again: the verdict, the counts, links.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lox24_provider.errors import NoReview
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds import item as items
from lox24_provider.workflow.kinds.item import Item, Op
from lox24_provider.workflow.kinds.registry import KINDS, named, order_of
from lox24_provider.workflow.review.model import FORMAT, Danger, Files, Others, Review

__all__ = ["MOST_BYTES", "Document", "bounded", "read_saved"]

MOST_BYTES = 8 * 2**20
MOST_CHANGES = 5_000
MOST_TEXTS = 20_000
LONGEST = 2_000

_BAD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLACE = re.compile(r"(?P<file>[^\n]+):(?P<line>[1-9][0-9]{0,6}):(?P<column>[1-9][0-9]{0,6})", re.ASCII)


def _harmless(text: str) -> str:
    if _BAD.search(text):
        raise ValueError("a character that no text has")
    return text


def _of_a_kind(text: str) -> str:
    if text not in {kind.name for kind in KINDS}:
        raise ValueError("no kind of resource")
    return text


def _inside(text: str) -> str:
    """A place whose path stays in the project: of it a link is made."""
    found = _PLACE.fullmatch(text)
    path = PurePosixPath(found["file"]) if found else None
    if text and (path is None or path.is_absolute() or ".." in path.parts or "\\" in text):
        raise ValueError("no place in the project")
    return text


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_harmless)]
Count = Annotated[int, Field(ge=0, le=10**9)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class _Field(_Strict):
    name: Text
    now: Text | None
    after: Text | None
    drift: bool


class _Counts(_Strict):
    new: Count
    changed: Count
    removed: Count


class _Adopted(_Strict):
    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
    entries: Count | None


class _Change(_Strict):
    kind: Annotated[str, AfterValidator(_of_a_kind)]
    operation: Op
    name: Text
    urn: Text
    title: Text
    id: Annotated[str, Field(pattern=r"^[0-9]{0,20}$")]
    account: Text
    served_by: Text
    adopts: _Adopted | None
    fields: Annotated[list[_Field], Field(max_length=500)]
    entries: _Counts | None
    held: Count | None
    gone: bool
    moved: Text
    notes: Annotated[list[Text], Field(max_length=100)]
    place: Annotated[Text, AfterValidator(_inside)]


class _Danger(_Strict):
    resource: Text
    text: Text


class _Files(_Strict):
    count: Count
    names: Annotated[list[Text], Field(max_length=50)]


class _Others(_Strict):
    program: _Files
    stacks: _Files
    documents: _Files
    unread: _Files = _Files(count=0, names=[])


class Document(_Strict):
    """What `Review.document` makes, within bounds."""

    format: int
    stack: Text
    account: Text
    refreshed: bool
    against: Annotated[Text, Field(min_length=1)]
    declared: bool
    unknown: Count
    verdict: Text
    unchanged: Count
    dangers: Annotated[list[_Danger], Field(max_length=MOST_TEXTS)]
    others: _Others
    changes: Annotated[list[_Change], Field(max_length=MOST_CHANGES)]


def read_saved(content: bytes, *, stack: str) -> Review:
    """The review of a stack, as its document tells it; what it says of its verdict is not asked.

    Only a review against a version in git is taken: of an account, such a job knows nothing.

    Raises:
        NoReview: it is none, another stack's, another version's, or out of bounds.
    """
    if len(content) > MOST_BYTES:
        raise NoReview(f"it has more than {MOST_BYTES // 2**20} MiB")
    try:
        given = json_of(content)
        if isinstance(given, dict) and given.get("format") != FORMAT:
            raise NoReview("it was made by another version of lox24")
        document = Document.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise NoReview(_where(first["loc"])) from None
    except ValueError:  # no JSON, or nested too deep
        raise NoReview("it is no JSON of lox24 review") from None
    if document.stack != stack:
        raise NoReview("it is of another stack")
    if document.refreshed:
        raise NoReview("a job without an account tells nothing of one")
    return _review(document)


def bounded(document: dict[str, Any]) -> str:
    """The document of a review as JSON, within the bounds that `read_saved` has.

    Raises:
        NoReview: there is too much in it.
    """
    if len(document["changes"]) > MOST_CHANGES or len(document["dangers"]) > MOST_TEXTS:
        raise NoReview(f"it has more than {MOST_CHANGES:,} changes, or {MOST_TEXTS:,} dangers")
    kept: dict[str, Any] = _cut(document)
    for change in kept["changes"]:
        change["fields"], change["notes"] = change["fields"][:500], change["notes"][:100]
    text = json.dumps(kept, indent=2)
    if len(text) > MOST_BYTES:
        raise NoReview(f"it has more than {MOST_BYTES // 2**20} MiB")
    return text


def _cut(value: Any) -> Any:  # noqa: ANN401 JSON
    if isinstance(value, str):
        text = _BAD.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
    if isinstance(value, dict):
        return {key: _cut(below) for key, below in value.items()}
    return [*map(_cut, value)] if isinstance(value, list) else value


def _where(way: tuple[int | str, ...]) -> str:
    """Which part is out of bounds, without a word that the document has chosen."""
    known = {name for model in (Document, _Change, _Field, _Danger, _Files, _Others) for name in model.model_fields}
    parts = [str(one) for one in way if isinstance(one, int) or one in known]
    return f"{'.'.join(parts) or 'a part'} is not what it may be"


def _review(document: Document) -> Review:
    changes = sorted(map(_item, document.changes), key=lambda one: (order_of(one.kind), one.name))
    return Review(
        stack=document.stack,
        account=document.account,
        against=document.against,
        is_declared=document.declared,
        unknown=document.unknown,
        is_told=True,
        items=tuple(changes),
        dangers=tuple(Danger(item=one.resource, text=one.text) for one in document.dangers),
        unchanged=document.unchanged,
        others=Others(
            **{
                name: Files(max(files.count, len(files.names)), tuple(files.names))
                for name in _Others.model_fields
                for files in (getattr(document.others, name),)
            }
        ),
    )


def _item(one: _Change) -> Item:
    place = _PLACE.fullmatch(one.place)
    return Item(
        kind=one.kind,
        op=one.operation,
        name=one.name,
        urn=one.urn,
        title=one.title,
        id=one.id,
        fields=tuple(items.Field(name=f.name, now=f.now, after=f.after, is_drift=False) for f in one.fields),
        counts=None if one.entries is None else Counts(**one.entries.model_dump()),
        held=one.held,
        gone=False,
        moved="",
        notes=tuple(one.notes),
        place=Place(place["file"], int(place["line"]), int(place["column"])) if place else None,
        account=one.account if one.served_by else "",
        served_by=one.served_by,
        adopts=None if one.adopts is None else ExistingGroup(one.adopts.id, "", one.adopts.entries),
        is_ours=named(one.kind).is_ours,
    )
