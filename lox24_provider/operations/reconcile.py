"""A plan carried out: adds in batches, then changes, then removals. What is done is known at any moment.

Nothing here decides what should happen. A write whose reply is lost is never sent again: the group is listed and the
plan made again, as it is where the readings of the account become old. Whatever the account is by then, nobody is
touched but those whom the first plan named, which the guards judged, and none of them who has opted out since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from lox24_provider.api.models import BatchItem, PhoneIn
from lox24_provider.display.text import one_line
from lox24_provider.errors import ApiError, Invalid, ListLags, Lox24Error, OutcomeUnknown, Stopped
from lox24_provider.operations.connection import Operation
from lox24_provider.operations.entry_plan import planned
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.guards import needs_agreement, refuse, refuse_beyond
from lox24_provider.rules.entry_plan.plan import Change, Held, Plan, Policy
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.number.numbers import person

__all__ = ["Reconciliation"]

T = TypeVar("T")

TOLD = 3  # refusals of single entries that an error names; the rest is counted
SLICE = 8  # writes a worker between two looks at the clock and at cancellation
LOOK_AGAIN = (0.5, 2.0, 5.0)  # seconds before each look for what a list that lags does not show yet (U15)
TOO_LARGE = 413


@dataclass(kw_only=True)
class Reconciliation:
    """One list on its way to what is declared.

    Attributes:
        version: the fingerprint of the list.
        owned: ids of the entries that the resource made or took over, kept up to date with every answer.
        refused: what the API said about single entries, in words as far as an error names them.
        agreed: the entries to remove, if they passed the guards only because somebody agreed to their number.
    """

    operation: Operation
    group: str
    desired: Sequence[Entry]
    owned: set[int]
    policy: Policy
    line_of: Callable[[Entry], str]
    version: str = ""
    refused: list[str] = field(default_factory=list)
    written: bool = False
    agreed: tuple[int, ...] = ()
    _size: int = 0
    _done: int = 0
    _whole: int = 0
    _known: set[int] = field(default_factory=set)
    _sent: set[str] = field(default_factory=set)
    _joined: set[int] = field(default_factory=set)
    _left: int = 0

    def run(self, *, guarded: bool = True) -> Plan:
        """Do it; gives the plan that was judged by the guards.

        Raises:
            Refused: a guard refuses, nothing was written.
            Stopped: something went wrong after the first write, or entries were refused; `owned` says how far it went.
            Lox24Error: nothing was written, because the account could not be read.
        """
        self._await_own()
        agreed = self._plan()
        if guarded:
            refuse(agreed, policy=self.policy, group=self.group)
            if needs_agreement(agreed, policy=self.policy):
                self.agreed = agreed.removals
        if (approved := self.operation.approved) is not None:
            scope = Scope.of(agreed, desired=self.desired, version=self.version)
            refuse_beyond(scope, approved=approved, what=f"the list of group {self.group}")
        self._size = self.operation.connection.settings.batch_size
        self._whole = len(agreed)
        self.owned.update(agreed.adopted)
        before = frozenset(self.owned)
        self._joined = {held.id for held in self._held() if held.joined}
        self.written = not agreed.is_empty
        try:
            rest, is_new = agreed, False
            while not self._add(rest.adds, is_new=is_new):
                rest, is_new = self._again(agreed, before=before), True
            self._each(rest.changes, self._change, of=attrgetter("id"), among=self._active)
            self._each(agreed.removals, self._remove, of=int, among=self._removable)
        except Lox24Error as error:
            raise Stopped(reason=str(error)) from None
        finally:
            if self.written:
                self.operation.connection.entries.forget(self.group)
        if self.refused:
            more = f" and {len(self.refused) - TOLD:,} more" if len(self.refused) > TOLD else ""
            raise Stopped(reason=f"LOX24 refused {'; '.join(self.refused[:TOLD])}{more}")
        if self._left:
            what = "1 entry is" if self._left == 1 else f"{self._left:,} entries are"
            raise Stopped(reason=f"{what} not as declared since this run began, and left to the next one")
        return agreed

    def _again(self, first: Plan, *, before: frozenset[int]) -> Plan:
        """What is left of the first plan, by what the account is now. Nobody is sent twice, whatever it shows."""
        now = self._plan(fresh=True)
        now = replace(now, adds=tuple(entry for entry in now.adds if entry.phone not in self._sent))
        rest = now.within(first, made=self.owned - before)
        self._left = len(now) - len(rest)
        return rest

    def _plan(self, *, fresh: bool = False) -> Plan:
        made = planned(
            self.operation,
            group=self.group,
            desired=self.desired,
            owned=self.owned,
            policy=self.policy,
            blocked=True,
            fresh=fresh,
        )
        self._known.update(held.id for held in self._held())
        return made

    def _await_own(self) -> None:
        """See that the listing shows what the resource made: where it lags, it would be made a second time.

        An entry that is not listed and can be read all the same says so; one that cannot was removed by somebody.

        Raises:
            ListLags: it still does after a few looks.
        """
        entries, client = self.operation.connection.entries, self.operation.client
        if self._shows_own(entries.of(client, self.group)):
            return
        for _ in client.pauses(*LOOK_AGAIN, why=f"the list of group {self.group} lags behind"):
            if self._shows_own(entries.read_now(client, self.group)):
                return
        raise ListLags(group=self.group)

    def _shows_own(self, held: list[Held]) -> bool:
        missing = self.owned.difference(entry.id for entry in held)
        return not missing or not self.operation.client.has_phone(max(missing))

    def _add(self, adds: Sequence[Entry], *, is_new: bool) -> bool:
        """Add all of them; False if the plan has to be made again: a reply was lost, or what it rests on is old.

        Args:
            is_new: whether the account was read for this very plan; then a batch leaves however long that took.
        """
        entries = self.operation.connection.entries
        waiting = [entry for entry in adds if entry.phone not in self._sent]
        at = 0
        while at < len(waiting):
            self._go_on()
            if (at or not is_new) and not entries.is_fresh(self.group, blocked=True):
                entries.forget(self.group)
                return False
            chunk = waiting[at : at + self._size]
            try:
                items = self.operation.client.add_phones(self.group, [_phone(entry) for entry in chunk])
            except OutcomeUnknown as doubt:
                self._find(chunk, doubt=doubt)
                return False
            except ApiError as error:
                if error.status != TOO_LARGE and not isinstance(error, Invalid):
                    raise
                if len(chunk) == 1:  # so it is this entry, and the batch was not too large
                    self._refuse(chunk[0], error)
                    self._size = self.operation.connection.settings.batch_size
                    at += 1
                else:  # certain to have done nothing; a limit that is not known (U6), or one entry among many
                    self._size = len(chunk) // 2
                continue
            self._added(chunk, items)
            at += len(chunk)
        return True

    def _added(self, chunk: Sequence[Entry], items: Sequence[BatchItem]) -> None:
        self._sent.update(entry.phone for entry in chunk)
        for entry, item in zip(chunk, items, strict=True):
            if not 200 <= item.status < 300:  # noqa: PLR2004 HTTP's own numbers
                self._refuse(entry, item)
            elif isinstance(item.body, dict) and str(item.body.get("id", "")).isdecimal():
                self.owned.add(int(str(item.body["id"])))
        self._progress(len(chunk))

    def _find(self, chunk: Sequence[Entry], *, doubt: OutcomeUnknown) -> None:
        """List the group after a lost reply. Who of the batch is there now was not before, so the batch did it.

        Raises:
            OutcomeUnknown: there was no time to look, or the list lags: it does not show what was added before either.
        """
        if self._size == 1:
            raise doubt
        connection, client = self.operation.connection, self.operation.client
        numbers = {entry.phone for entry in chunk}
        self._size = max(1, len(chunk) // 2)
        is_true = False
        for _ in client.pauses(*LOOK_AGAIN, why=f"{doubt.what} had no usable reply; looking who is there"):
            now = connection.entries.read_now(client, self.group)
            is_true = self._shows_own(now)
            new = {
                held.id
                for held in now
                if held.id not in self._known and person(held.phone, region=self.policy.region) in numbers
            }
            self.owned |= new
            if new and is_true:
                return
        if not is_true:
            raise doubt

    def _each(
        self,
        items: Sequence[T],
        write: Callable[[T], None],
        *,
        of: Callable[[T], int],
        among: Callable[[], set[int]],
    ) -> None:
        """Write one by one, over several workers. Every minute it is looked who may still be written to."""
        if not items:
            return
        entries, workers = self.operation.connection.entries, self.operation.connection.settings.parallel
        rest, active = iter(items), among()
        with ThreadPoolExecutor(workers) as pool:
            while part := list(islice(rest, workers * SLICE)):
                self._go_on()
                if not entries.is_fresh(self.group):
                    active = among()
                failures = [
                    future.exception() for future in [pool.submit(write, item) for item in part if of(item) in active]
                ]
                self._progress(len(part))
                for failure in failures:
                    if failure is not None:
                        raise failure

    def _active(self) -> set[int]:
        """Who has not opted out or gone since."""
        return {entry.id for entry in self._held() if not entry.opted_out}

    def _removable(self) -> set[int]:
        """Those of them who have not subscribed since either: whoever did is to stay."""
        may_go = self.policy.remove_subscribed
        return {
            entry.id
            for entry in self._held()
            if not entry.opted_out and (may_go or not entry.joined or entry.id in self._joined)
        }

    def _held(self) -> list[Held]:
        return self.operation.connection.entries.of(self.operation.client, self.group)

    def _change(self, change: Change) -> None:
        try:
            there = self.operation.client.update_phone(change.id, _phone(change.entry))
        except Invalid as error:
            self._refuse(change.entry, error)
            return
        if not there:
            self._refuse(change.entry, None)

    def _remove(self, id: int) -> None:
        self.operation.client.delete_phone(id)
        self.owned.discard(id)

    def _refuse(self, entry: Entry, said: BatchItem | ApiError | None) -> None:
        """Note that an entry was refused; without any words it is because it is no longer there."""
        self._sent.add(entry.phone)
        told = ""
        if len(self.refused) < TOLD:
            detail = "its entry was removed at LOX24 meanwhile" if said is None else said.detail
            told = f"{self.line_of(entry)} ({one_line(detail, limit=100)})"
        self.refused.append(told)

    def _progress(self, count: int) -> None:
        self._done += count
        self.operation.report.progress(f"{min(self._done, self._whole):,} of {self._whole:,}")

    def _go_on(self) -> None:
        if self.operation.client.cancelled():
            raise Stopped(reason=f"cancelled after {self._done:,} of {self._whole:,}")


def _phone(entry: Entry) -> PhoneIn:
    return PhoneIn.model_validate(entry._asdict())
