"""The words of a review that every form of it shares."""

from __future__ import annotations

from lox24_provider.display.text import HIDDEN, one_line
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.review.model import Files, Review

__all__ = ["heading", "id_of", "note_of", "others_of", "rows", "subtitle", "whereabouts"]

NOTHING = "(none)"
_NAMED = 5  # files of each kind
_PROPERTIES = 20  # of a resource that is none of ours


def heading(item: Item) -> str:
    """`change group clients 'My Clients' (10001)`."""
    title = f" '{one_line(item.title, limit=80)}'" if item.title else ""
    title = f" {HIDDEN}" if item.title == HIDDEN else title
    number = f" ({one_line(id_of(item), limit=20)})" if id_of(item) else ""
    where = f" in {whereabouts(item)}" if item.served_by else ""
    return f"{item.verb} {named(item.kind).heading} {one_line(item.name, limit=80)}{title}{number}{where}"


def whereabouts(item: Item) -> str:
    """The account of a resource that does not work on the stack's own: `2222222@api.lox24.eu (Account eu)`."""
    known = item.account or "an account that this preview does not tell"
    return f"{one_line(known, limit=120)} (Account {one_line(item.served_by, limit=80)})"


def id_of(item: Item) -> str:
    """The number that a group has, or will have because it is there already."""
    return item.id or (item.adopts.id if item.adopts else "")


def rows(item: Item, *, drift: bool) -> list[tuple[str, str, str]]:
    """The small table: field, now, after. `drift`: how the account has drifted, else what the program wants."""
    if named(item.kind).fields is None:
        return []
    return [
        (field.name, _shown(field.now), _shown(field.after))
        for field in item.fields
        if drift == field.is_drift or (item.gone and drift)
    ]


def note_of(item: Item, *, drift: bool) -> str:
    """What happens to the entries, or their drift."""
    if named(item.kind).fields is None:
        return _names_of(item, drift=drift)
    if drift:
        return "is gone from the account and would be created again" if item.gone else item.moved
    if item.adopts and item.adopts.entries is not None:
        return f"is there already, with {item.adopts.contents}"
    return named(item.kind).note(item)


def _names_of(item: Item, *, drift: bool) -> str:
    """Which properties of anybody's resource change: their names alone, as nobody here knows what their values tell."""
    if item.gone and drift:
        return "is gone and would be created again"
    named_ = [f"{one.name} (secret)" if one.now == HIDDEN else one.name for one in item.fields if one.is_drift == drift]
    more = [f"{len(named_) - _PROPERTIES:,} more"] if len(named_) > _PROPERTIES else []
    told = ", ".join([*named_[:_PROPERTIES], *more])
    return f"{'was changed elsewhere' if drift else 'changes'}: {told}" if told else ""


def subtitle(review: Review) -> str:
    """What was compared with what."""
    account = f"account {one_line(review.account)}" if review.account else "the stack names no account"
    if review.against:
        return f"{account}; files compared with {one_line(review.against)}, the account was not read"
    state = "refreshed" if review.refreshed else "not refreshed, drift is not known (--refresh shows it)"
    return f"{account}; {state}"


def others_of(review: Review) -> str:
    """One line of what else changed; "" if nothing did."""
    others = review.others
    kinds = (
        (others.program, "that a run may read, and files do not tell what they do"),
        (others.stacks, "of other stacks"),
        (others.documents, "of documentation"),
    )
    told = [f"{files.count:,} {what}: {_names(files)}" for files, what in kinds if files.count]
    return f"other tracked files changed, not judged here: {'; '.join(told)}" if told else ""


def _names(files: Files) -> str:
    more = f" and {files.count - _NAMED:,} more" if files.count > _NAMED else ""
    return ", ".join(files.names[:_NAMED]) + more


def _shown(text: str | None) -> str:
    return NOTHING if text is None else one_line(text, limit=300)
