"""A small model of Pulumi's engine: which calls a command makes, in which order, and what it keeps in the state.

Restated from `pkg/resource/deploy` of Pulumi 3.259 (step_generator.go, step.go, deployment_executor.go), and compared
with the real CLI in `tests/engine/test_model.py`. It does one thing at a time, as under `--parallel 1`. Left out:
dependencies, components, all options but aliases, plans, targets, time-outs, and the configuration that the state
keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.host import Failure
from tests.support.inprocess import IN_PROCESS, InProcess, Killed, Wire

__all__ = ["Declared", "Ended", "Engine", "Resource"]


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A resource as the program declares it."""

    inputs: Mapping[str, Any]
    alias: str | None = None


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as the state keeps it.

    Attributes:
        incomplete: it has "init errors": the next `up` calls update in any case.
        condemned: the old copy of a replacement, still to be deleted.
    """

    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    incomplete: bool = False
    condemned: bool = False


@dataclass(kw_only=True)
class Ended:
    """What a command ended with; `steps` are pairs of what happened and to which resource."""

    errors: list[str] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    requests: int = 0
    killed: bool = False

    @property
    def ok(self) -> bool:
        return not self.errors and not self.killed


@dataclass(kw_only=True)
class Engine:
    """A stack: its program, its state, and the commands.

    Attributes:
        skip_checkpoints: the state is written when a command ends, not after each step.
        adapter: what the provider is served by.
    """

    config: Mapping[str, str]
    environment: dict[str, str]
    wire: Wire
    program: dict[str, Declared] = field(default_factory=dict)
    state: list[Resource] = field(default_factory=list)
    skip_checkpoints: bool = False
    adapter: str = "dynamic"

    def preview(self, *, refresh: bool = False, replacing: Collection[str] = ()) -> Ended:
        def steps(run: _Run) -> None:
            if not refresh or run.refresh():
                run.register(self.program, replacing=replacing)

        return self._run(steps, dry=True)

    def up(
        self,
        *,
        refresh: bool = False,
        replacing: Collection[str] = (),
        preview: bool = True,
        continue_on_error: bool = False,
    ) -> Ended:
        """Both halves, or with `preview=False` (`--skip-preview`) the second one only."""

        def steps(run: _Run) -> None:
            run.continues = continue_on_error
            if not refresh or run.refresh():
                run.register(self.program, replacing=replacing)
                run.delete(keeping=self.program)

        if preview and not (seen := self.preview(refresh=refresh, replacing=replacing)).ok:
            return seen
        return self._run(steps)

    def refresh(self) -> Ended:
        return self._run(lambda run: run.refresh())

    def destroy(self) -> Ended:
        return self._run(lambda run: run.delete(keeping=()))

    def forget(self, name: str) -> None:
        """`pulumi state delete`."""
        self.state = [resource for resource in self.state if resource.name != name]

    def held(self) -> dict[str, Resource]:
        """The state's resources by name, without condemned copies."""
        return {resource.name: resource for resource in self.state if not resource.condemned}

    def _run(self, steps: Callable[[_Run], object], *, dry: bool = False) -> Ended:
        """One half of a command: a process of its own that begins with the state as it is recorded."""
        run = _Run(
            process=IN_PROCESS[self.adapter](config=self.config, environment=self.environment),
            state=list(self.state),
            record=(lambda _: None) if dry or self.skip_checkpoints else self._record,
            dry=dry,
        )
        before = self.wire.sent
        try:
            steps(run)
        except Failure as failure:
            run.ended.errors.append(str(failure))
        except Killed:
            run.ended.killed = True
        finally:
            run.process.stop()
            if not dry:
                self.wire.kill_at = None
        run.ended.requests = self.wire.sent - before
        if not dry and not run.ended.killed:
            self._record(run.state)
        return run.ended

    def _record(self, state: list[Resource]) -> None:
        self.state = list(state)


@dataclass(kw_only=True)
class _Run:
    process: InProcess
    state: list[Resource]
    record: Callable[[list[Resource]], None]
    dry: bool
    ended: Ended = field(default_factory=Ended)
    next: int = 0
    continues: bool = False

    def _failed(self, failure: Failure) -> None:
        """A step has failed; what cannot be declared at all (check, diff) ends the run in any case."""
        if not self.continues:
            raise failure
        self.ended.errors.append(str(failure))

    def refresh(self) -> bool:
        """Read everything, each followed by a diff for the display; whether all went well.

        An error does not stop the reads that follow, and what they found is recorded, in one go.
        """
        for old in list(self.state):
            with self._carrying_on():
                self._read(old)
        self.record(self.state)
        return not self.ended.errors

    @contextmanager
    def _carrying_on(self) -> Iterator[None]:
        try:
            yield
        except Failure as failure:
            self.ended.errors.append(str(failure))

    def _read(self, old: Resource) -> None:
        incomplete = False
        try:
            id, outputs, inputs = self.process.read(old.id, state=old.outputs, inputs=old.inputs, name=old.name)
        except Failure as failure:
            if failure.partial is None:
                raise
            (id, outputs, inputs), incomplete = failure.partial, True
        if not id:
            self._step("gone", old)
            return
        new = replace(old, id=id, outputs=outputs, inputs=inputs, incomplete=incomplete)
        self._step("read", old, new)
        self.process.diff(id, olds=outputs, news=old.inputs, old_inputs=inputs, name=old.name)

    def register(self, program: Mapping[str, Declared], *, replacing: Collection[str]) -> None:
        """Bring each resource of the program to what it declares; the first error ends the run."""
        self.next = 0
        for name, declared in program.items():
            live = {resource.name: resource for resource in self.state if not resource.condemned}
            old = live.get(name) or live.get(declared.alias or "")
            if old is None:
                self._create(name, self._checked(name, declared, olds={}))
            elif name in replacing:
                self._create(name, self._checked(name, declared, olds={}), instead_of=old)
            else:
                self._compare(name, declared, old)

    def _compare(self, name: str, declared: Declared, old: Resource) -> None:
        inputs = self._checked(name, declared, olds=old.inputs)
        told = self.process.diff(old.id, olds=old.outputs, news=inputs, old_inputs=old.inputs, name=name)
        if told == "changed" or (told == "compare" and inputs != old.inputs) or old.incomplete:
            self._update(old, replace(old, name=name, inputs=inputs, incomplete=False))
        else:
            self._step("same", old, replace(old, name=name, inputs=inputs))

    def _checked(self, name: str, declared: Declared, *, olds: Mapping[str, Any]) -> Mapping[str, Any]:
        inputs, failures = self.process.check(declared.inputs, olds=olds, name=name)
        if failures:
            raise Failure("; ".join(failures))
        return inputs

    def _create(self, name: str, inputs: Mapping[str, Any], *, instead_of: Resource | None = None) -> None:
        new = Resource(name=name, id="", inputs=inputs, outputs={})
        if self.dry:
            self.process.foreseen(inputs, name=name)
            self._step("create", instead_of, new)
            return
        failed: Failure | None = None
        try:
            id, outputs = self.process.create(inputs, name=name)
        except Failure as failure:
            if failure.partial is None:
                self._failed(failure)
                return
            (id, outputs, _), failed = failure.partial, failure
        new = replace(new, id=id, outputs=outputs, incomplete=failed is not None)
        self._step("create", instead_of, new, *([replace(instead_of, condemned=True)] if instead_of else []))
        if failed:
            self._failed(failed)

    def _update(self, old: Resource, new: Resource) -> None:
        if self.dry:
            self.process.foreseen(new.inputs, id=old.id, state=old.outputs, name=new.name)
            self._step("update", old, new)
            return
        failed: Failure | None = None
        try:
            outputs = self.process.update(old.id, olds=old.outputs, news=new.inputs, name=new.name)
        except Failure as failure:
            if failure.partial is None:
                self._failed(failure)
                return
            (_, outputs, _), failed = failure.partial, failure
        self._step("update", old, replace(new, outputs=outputs, incomplete=failed is not None))
        if failed:
            self._failed(failed)

    def delete(self, *, keeping: Collection[str]) -> None:
        """Delete what the program no longer declares, and condemned copies; the first error ends the run."""
        for old in reversed(list(self.state)):
            if old.condemned or old.name not in keeping:
                try:
                    self.process.delete(old.id, state=old.outputs, name=old.name)
                except Failure as failure:
                    self._failed(failure)
                else:
                    self._step("delete", old)

    def _step(self, what: str, old: Resource | None, *new: Resource) -> None:
        """Note a step: in the state `new` takes the place of `old`, or follows what was registered before it."""
        at = self.next if old is None else self.state.index(old)
        self.state[at : at if old is None else at + 1] = new
        self.next = at + len(new)
        self.ended.steps.extend((what, resource.name) for resource in [*new, old][:1] if resource)
        if what not in ("read", "gone"):  # a refresh records its reads together
            self.record(self.state)
