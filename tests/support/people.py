"""A list of people as the engine would keep it over many runs, each in a host of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lox24_provider.adapter.state_format import PHONES_PROVIDER_REFERENCE, PROVIDER_KEY
from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

__all__ = ["REFERENCE", "People", "held", "number"]

REFERENCE = {PROVIDER_KEY: PHONES_PROVIDER_REFERENCE}


def number(n: int) -> str:
    """The number of the nth person, from 0."""
    return f"+49176{n:08}"


@dataclass
class People:
    """One `GroupPhones` and what the engine's state holds of it; `foreseen` are outputs of which a preview told."""

    make_host: Callable[..., Host]
    file: Path
    group: str
    name: str = "people"
    inputs: dict[str, Any] | None = None
    state: dict[str, Any] | None = None
    id: str = ""
    host: Host = field(init=False)
    foreseen: dict[str, Any] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.host = self.make_host()

    def write(self, people: Iterable[int | tuple[int, str]]) -> None:
        """Write the file: numbers, or numbers with a value for column `a`."""
        rows = [(person, "") if isinstance(person, int) else person for person in people]
        self.file.write_text("phone,a\n" + "".join(f"{number(n)},{a}\n" for n, a in rows))

    def check(self, **arguments: Any) -> dict[str, Any]:
        """The checked inputs; a problem is a `Failure`."""
        declared = {"group": self.group, "source": str(self.file), **arguments}
        news, failures = self.host.check({**declared, **REFERENCE}, olds=self._with(self.inputs), name=self.name)
        if failures:
            raise Failure("; ".join(failures))
        return news

    def preview(self, **arguments: Any) -> str:
        """`create`, or what diff says, in a process of its own; the row's notes are `said`."""
        self.host = self.make_host()
        news = self.check(**arguments)
        self.foreseen = None
        if self.state is None:
            self.foreseen = self.host.foreseen(self._with(news), name=self.name)
            return "create"
        told = self._diff(news)
        if told != "same" or "__incomplete" in self.state:
            self.foreseen = self.host.foreseen(
                self._with(news), id=self.id, state=self._with(self.state), name=self.name
            )
        return told

    def up(self, **arguments: Any) -> str:
        """Bring the account to what is declared; gives what was done."""
        self.host = self.make_host()
        news = self.check(**arguments)
        try:
            if self.state is None:
                self.id, self.state = self.host.create({**news, **REFERENCE}, name=self.name)
                done = "create"
            else:
                marked = "__incomplete" in self.state  # then the engine calls update in any case
                done = self._diff(news)
                if done != "same" or marked:
                    olds, new = self._with(self.state), self._with(news)
                    self.state = self.host.update(self.id, olds=olds, news=new, name=self.name)
        except Failure as failure:
            if failure.partial is not None:
                self.id, self.state, self.inputs = failure.partial
            raise
        self.inputs = news
        return done

    def refresh(self) -> bool:
        """Read the account; False if the group is gone."""
        self.host = self.make_host()
        state, inputs = self._with(self.state), self._with(self.inputs)
        id, outputs, moved = self.host.read(self.id, state=state, inputs=inputs, name=self.name)
        self.state, self.inputs = (outputs, moved) if id else (None, None)
        return bool(id)

    def remove(self) -> None:
        """Take the resource out of the program."""
        self.host = self.make_host()
        self.host.delete(self.id, state=self._with(self.state), name=self.name)
        self.state = self.inputs = None

    @property
    def said(self) -> str:
        """What stays on the row."""
        return " | ".join(self.host.messages())

    def _diff(self, news: dict[str, Any]) -> str:
        olds, before = self._with(self.state), self._with(self.inputs)
        return self.host.diff(self.id, olds=olds, news=self._with(news), old_inputs=before, name=self.name)

    @staticmethod
    def _with(values: dict[str, Any] | None) -> dict[str, Any]:
        return {} if values is None else {**values, **REFERENCE}


def held(sandbox: Sandbox, people: People) -> dict[str, str | None]:
    """Column `a` by number; fails if somebody is there twice."""
    entries = sandbox.phones(people.group)
    found = {entry["phone"]: entry["a"] for entry in entries}
    assert len(found) == len(entries), "somebody is there twice"
    return found
