"""What takes a throw-away group and one number to find out; whatever was made is removed at the end, come what may.

A group is changed or removed only if it has the name that nobody but this trial uses. No message is sent to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lox24_provider.api.client import Client
from lox24_provider.api.snapshot import Snapshot
from lox24_provider.errors import AuthError, Blocked, Lox24Error, NotAttempted, NotSent, TrialLeft
from lox24_provider.rules.group import LIMITS
from lox24_provider.rules.number.numbers import Numbers
from lox24_provider.workflow.verification.asking import INTERNAL_ERROR, Answer, Asking, id_of, members_of
from lox24_provider.workflow.verification.facts import Finding
from lox24_provider.workflow.verification.reading import foreign, id_kind, ids_of

__all__ = ["Trial"]

PAUSES = (0.5, 2.0, 5.0)  # seconds before each further look for what a list does not show yet
TEXT = " two blanks, one at each end "
INVALID, CONFLICT = (400, 422), 409
FAILED = "the server failed"
RENAMED = "a group that it made has another name now, and was left alone"


@dataclass(kw_only=True)
class Trial:
    """One trial on one account.

    Args:
        name: of the throw-away groups; nobody else's, as it ends in a random part.
        number: in E.164; never part of a finding.
    """

    asking: Asking
    name: str
    number: str = field(repr=False)
    _made: set[str] = field(init=False, default_factory=set)
    _lost: int = field(init=False, default=0)
    """How many groups may have been made besides."""
    _lagging: int = field(init=False, default=0)

    def facts(self) -> Iterator[Finding]:
        """What the trial tells, one after the other; `clean_up` has to follow, also after an error."""
        made, id = self._create(description=TEXT, name_a="")
        if not id:
            yield Finding(name="put", why=f"no group can be made: POST /groups answered {made.status}")
            return
        yield from self._of_creation(id, made)
        yield foreign(self.asking, own={id, *ids_of(self._ask("GET", "/me"))})
        yield self._omitted(id)
        second, other = self._create()
        yield self._of_names(second, other)
        yield from self._of_limits(id)
        yield Finding(
            name="patch", found=_yes(self._ask("PATCH", f"/groups/{id}", body={"name": self.name})), why=FAILED
        )
        yield from self._of_entries(id)
        yield self._rewritten(other)
        yield self._phones_on_put(id)
        yield self._deleted(id)

    @property
    def made(self) -> tuple[str, ...]:
        """The ids of the groups that were made, as far as the API has told."""
        return tuple(sorted(self._made, key=int))

    def clean_up(self, client: Client) -> None:
        """Remove what was made, each as far as that works.

        Where an answer was lost, a group is looked for by its name, a few times as lists may lag.

        Raises:
            TrialLeft: something may still be there.
        """
        kept = {id: why for id in self.made if (why := self._kept(client, id))}
        unseen = ""
        if self._lost:
            try:
                kept |= {id: why for id in self._looked_for(client) if (why := self._kept(client, id))}
                unseen = "an answer was lost, and no list shows what it made" if self._lost else ""
            except Lox24Error as error:
                unseen = str(error)
        ours = [id for id in self.made if id in kept and kept[id] != RENAMED]
        if kept or unseen:
            raise TrialLeft(name=self.name, ids=ours, reason=unseen or next(iter(kept.values())))

    def _kept(self, client: Client, id: str) -> str:
        """Delete a group if it is this trial's; why it is still there, "" if it is gone."""
        try:
            group = client.read_group(id)
            if group is None:
                return ""
            if group.name != self.name:
                return RENAMED
            client.delete_group(id)
            return "it answers still" if client.read_group(id) is not None else ""
        except Lox24Error as error:
            return str(error)

    def _looked_for(self, client: Client) -> list[str]:
        """Groups of this trial's name whose ids no answer has told."""
        new: list[str] = []
        for _ in client.pauses(0, *PAUSES, why="looking for what a lost answer made"):
            new = [one.id for one in Snapshot().whole(client) if one.name == self.name and one.id not in self._made]
            if len(new) >= self._lost:
                break
        self._made |= set(new)
        self._lost = max(0, self._lost - len(new))
        return new

    def _ask(self, method: str, path: str, *, body: object = None) -> Answer:
        return self.asking.ask(method, path, body=body)

    def _create(self, **fields: str) -> tuple[Answer, str]:
        """A group of the trial's name, and its id, which no other group's can be; "" if there is none.

        Without an answer it may be there all the same, whatever ended the wait for it.
        """
        self._lost += 1
        try:
            made = self._ask("POST", "/groups", body={"name": self.name, **fields})
        except (AuthError, Blocked, NotAttempted, NotSent):
            self._lost -= 1
            raise
        id = id_of(made.fields) if made.is_success else ""
        if id in self._made or not (made.is_success or made.status >= INTERNAL_ERROR):
            self._lost -= 1  # it is the one before, or was refused
            return made, ""
        if not (id and self._is_own(id)):
            return made, ""
        self._made.add(id)
        self._lost -= 1
        return made, id

    def _is_own(self, id: str) -> bool:
        """Whether the group has the trial's name: what an answer to POST says its id is, is written to and deleted."""
        for _ in self.asking.client.pauses(0, *PAUSES, why="looking for the new group"):
            found = self._ask("GET", f"/groups/{id}")
            if found.is_success:
                return id_of(found.fields) == id and found.fields.get("name") == self.name
        return False

    def _of_creation(self, id: str, made: Answer) -> Iterator[Finding]:
        stored = self._ask("GET", f"/groups/{id}").fields
        blanks, empty = stored.get("description"), stored.get("name_a")
        yield Finding(name="trim", found={TEXT: "false", TEXT.strip(): "true"}.get(str(blanks)), why="text was changed")
        yield Finding(name="empty_string", found={"": "keep"}.get(str(empty), "null" if empty is None else None))
        yield id_kind("group_ids", [made.fields])
        yield self._lag("list_lag", lambda: any(one.id == id for one in Snapshot().whole(self.asking.client)))

    def _lag(self, name: str, is_shown: Callable[[], bool]) -> Finding:
        """How many looks miss what was just made."""
        missed = 0
        if is_shown():
            return Finding(name=name, found="0")
        for _ in self.asking.client.pauses(*PAUSES, why="a list does not show yet what was made; looking again"):
            missed += 1
            if is_shown():
                self._lagging = max(self._lagging, missed)
                return Finding(name=name, found=str(missed))
        return Finding(name=name, why=f"{missed + 1} lists did not show it")

    def _omitted(self, id: str) -> Finding:
        self._ask("PUT", f"/groups/{id}", body={"name": self.name})
        kept = self._ask("GET", f"/groups/{id}").fields.get("description")
        return Finding(name="put", found="replace" if kept in (None, "") else "merge")

    def _of_names(self, second: Answer, other: str) -> Finding:
        if other:
            return Finding(name="unique_names", found="yes")
        refused = "no" if second.status in (*INVALID, CONFLICT) else None
        return Finding(name="unique_names", found=refused, why=f"POST answered {second.status}, and no second group")

    def _of_limits(self, id: str) -> Iterator[Finding]:
        """Letters of two bytes each, as many as the limit says, and one more."""
        limit = LIMITS["description"]
        fits = self._ask("PUT", f"/groups/{id}", body={"name": self.name, "description": "\u00e4" * limit})
        yield Finding(name="characters", found=_yes(fits), why=FAILED)
        over = self._ask("PUT", f"/groups/{id}", body={"name": self.name, "description": "\u00e4" * (limit + 1)})
        refused = str(over.status) if over.status in INVALID else None
        yield Finding(name="validation_status", found=refused, why=f"a text over the limit is answered {over.status}")

    def _of_entries(self, id: str) -> Iterator[Finding]:
        path = f"/groups/{id}/phones"
        added = self._ask("POST", f"{path}/batch", body=[{"phone": self.number}])
        items = members_of(added.body)
        if not (added.is_success and items):
            yield Finding(name="duplicates", why=f"the number cannot be added: POST answered {added.status}")
            return
        count = self._ask("GET", f"/groups/{id}").fields
        if "count_items" not in count:
            yield Finding(name="count_items", found="omit")
        else:
            yield Finding(name="count_items", found="always" if count["count_items"] == 1 else "lag")
        yield self._lag("phones_lag", lambda: bool(members_of(self._ask("GET", path).body)))
        entries = self._entries(id)
        if not entries:
            return
        yield id_kind("phone_ids", entries)
        yield self._changed(id, entries[0])
        again = self._ask("POST", path, body={"phone": self.number})
        refused = str(again.status) if again.is_told else None
        yield Finding(name="duplicates", found="allow" if again.is_success else refused, why=FAILED)

    def _changed(self, id: str, first: dict[str, Any]) -> Finding:
        entry = id_of(first)
        if not entry or self.number not in Numbers([str(first.get("phone"))]):
            return Finding(name="entry_ids", why="the entry in the list is not the one that was added")
        self._ask("PUT", f"/phones/{entry}", body={"phone": self.number, "a": "changed"})
        after = [one for one in self._entries(id) if one.get("a") == "changed"]
        keeps = "yes" if any(str(one.get("id")) == entry for one in after) else "no"
        return Finding(name="entry_ids", found=keeps if after else None, why="the change is not to be seen")

    def _rewritten(self, id: str) -> Finding:
        """The number with 00, in a group of its own."""
        spelled = f"00{self.number.removeprefix('+')}"
        if not id:
            return Finding(name="normalise_phones", why="a second group of one name cannot be made")
        added = self._ask("POST", f"/groups/{id}/phones", body={"phone": spelled})
        stored = str(added.fields.get("phone") or "")
        known = {spelled: "false", self.number: "true"}.get(stored)
        return Finding(name="normalise_phones", found=known, why=f"POST answered {added.status}, or a third spelling")

    def _phones_on_put(self, id: str) -> Finding:
        """The one number once more, with a value that tells."""
        before = len(self._entries(id))
        body = {"name": self.name, "phones": [{"phone": self.number, "a": "put"}]}
        answered = self._ask("PUT", f"/groups/{id}", body=body)
        if not answered.is_success:
            return Finding(name="phones_on_put", why=f"PUT with entries answered {answered.status}")
        values = [one.get("a") for one in self._entries(id)]
        if "put" not in values:
            return Finding(name="phones_on_put", found="ignore" if len(values) == before else None, why="entries went")
        found = "append" if len(values) > before else "replace" if len(values) == 1 else None
        return Finding(name="phones_on_put", found=found, why="some of the entries are there")

    def _deleted(self, id: str) -> Finding:
        self._ask("DELETE", f"/groups/{id}")
        answer = self._ask("GET", f"/groups/{id}")
        return Finding(name="after_deletion", found=str(answer.status) if answer.is_told else None, why=FAILED)

    def _entries(self, id: str) -> list[dict[str, Any]]:
        """The entries as they are when lists have caught up, as far as that was seen to take."""
        path, waits = f"/groups/{id}/phones", PAUSES[: self._lagging]
        found = members_of(self._ask("GET", path).body)
        for _ in self.asking.client.pauses(*waits, why="lists lag behind; looking again"):
            found = members_of(self._ask("GET", path).body)
        return found


def _yes(answer: Answer) -> str | None:
    return ("yes" if answer.is_success else "no") if answer.is_told else None
