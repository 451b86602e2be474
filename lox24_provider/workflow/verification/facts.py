"""What is asked of an account, and what came out: data, of which the report makes sentences.

The facts are those that the API reference leaves open. What is assumed is the default of the sandbox's switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["FACTS", "NOT_TRIED", "Fact", "Finding", "State"]

State = Literal["holds", "differs", "open"]
"""As assumed; otherwise; or it could not be found out."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that the documentation does not say, or says in two ways.

    Attributes:
        number: where the API reference has it: an unknown (`U1`), or a section.
        question: what is asked.
        assumed: the answer that is likeliest.
        handled: what the provider does, whatever the answer; with the setting, where one helps.
        is_switch: whether the sandbox has a switch of this name, which takes the answers as values.
        imitated: the only answers that the switch takes; any where it is empty.
    """

    number: str
    question: str
    assumed: str
    handled: str
    is_switch: bool = True
    imitated: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one account answers.

    Attributes:
        name: of the fact.
        found: the answer, None if it stays open.
        why: what keeps it open, or how sure it is.
    """

    name: str
    found: str | None = None
    why: str = ""

    @property
    def fact(self) -> Fact:
        """What was asked."""
        return FACTS[self.name]

    @property
    def state(self) -> State:
        """Whether the answer is the assumed one."""
        if self.found is None:
            return "open"
        return "holds" if self.found == self.fact.assumed else "differs"


def _own(number: str, question: str, assumed: str, handled: str) -> Fact:
    return Fact(number=number, question=question, assumed=assumed, handled=handled, is_switch=False)


def _switch(number: str, question: str, assumed: str, handled: str, *imitated: str) -> Fact:
    return Fact(number=number, question=question, assumed=assumed, handled=handled, imitated=imitated)


FACTS: Mapping[str, Fact] = {
    "hydra": _switch("3.5", "how are the keys of a JSON-LD list spelled?", "hydra", "every spelling is read"),
    "plain_lists": _switch("3.5", "is a list a bare array, asked for as JSON-LD?", "false", "both are read"),
    "group_page_size": _switch("3.5", "how many groups are on a page?", "30", "pages of any size are read"),
    "empty_map": _switch("7", "how is an account without groups written in GET /me?", "object", "not read"),
    "group_ids": _switch("3.1", "is a group's id a number or text?", "integer", "both are read"),
    "phone_ids": _switch("4.2", "is an entry's id a number or text?", "string", "both are read"),
    "count_items": _switch("U15", "is a group's count there, and up to date?", "always", "no count is relied on"),
    "list_lag": _switch("U15", "after how many lists does a new group appear?", "0", "lists are asked again"),
    "phones_lag": _switch("U15", "after how many lists does a new entry appear?", "0", "lists are asked again"),
    "phones_page_size": _switch("U4", "how many entries are on a page, 0 for all?", "0", "pages of any size are read"),
    "put": _switch("U1", "what does PUT do with fields that are left out?", "merge", "every field is sent"),
    "phones_on_put": _switch("U2", "what does PUT of a group do with `phones`?", "replace", "they are never sent"),
    "normalise_phones": _switch("U3", "are numbers rewritten?", "false", "numbers are compared by whom they reach"),
    "duplicates": _switch(
        "U5", "may a number be in a group twice?", "allow", "a list file with doubles is refused", "allow", "409", "422"
    ),
    "validation_status": _switch("U7", "which status has an invalid input?", "400", "400 and 422 mean the same"),
    "empty_string": _switch("U11", "what becomes of empty text?", "keep", "null is sent"),
    "trim": _switch("U11", "are blanks around a text removed?", "false", "a difference shows as drift: declare none"),
    "foreign_group": _switch("U13", "what answers another account's group?", "404", "both end an operation"),
    "unique_names": _own("U12", "may two groups have one name?", "yes", "on_existing, lox24:onExisting"),
    "after_deletion": _own("U9", "what answers a group that was deleted?", "404", "404 means gone"),
    "entry_ids": _own(
        "U14", "does an entry keep its id when it is changed?", "yes", "ids are relied on: tell us if not"
    ),
    "patch": _own("U16", "is there a PATCH?", "no", "it is never used"),
    "characters": _own("10", "is a limit counted in characters?", "yes", "characters are counted: tell us if not"),
}

NOT_TRIED: Mapping[str, str] = {
    "U6": "how large a batch may be: it would take many people's numbers (lox24:batchSize makes them smaller)",
    "U8": "when LOX24 sets deleted_at: nobody outside does",
    "U10": "whether a group of a campaign can be deleted: it would take a campaign",
    "U17": "whether there is a rate limit: finding it would block this address (lox24:parallel slows down)",
    "U18": "what becomes of an opt-out: no opt-out is ever touched",
}
"""What stays open, and why."""
