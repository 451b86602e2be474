"""A review without account and engine: one version of the stack's files against another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lox24_provider.config.settings import limits_of, list_bytes_of
from lox24_provider.display.text import one_line
from lox24_provider.errors import FilesUnreadable, ListUnknown
from lox24_provider.files.list_file import table_of
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.group_phones import limited
from lox24_provider.rules.list_file.arguments import in_yaml
from lox24_provider.rules.list_file.digests import canonical, fingerprint
from lox24_provider.rules.list_file.table import Table, told
from lox24_provider.stack_files.files import StackFile, read_shared, read_stack
from lox24_provider.stack_files.model import GroupEntry, Stack
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.kinds.group import GROUP
from lox24_provider.workflow.kinds.group_phones import GROUP_PHONES
from lox24_provider.workflow.kinds.item import Op
from lox24_provider.workflow.kinds.kind import Kind
from lox24_provider.workflow.kinds.step import Step
from lox24_provider.workflow.review.adoptions import policy_in_force
from lox24_provider.workflow.review.change import ListChange
from lox24_provider.workflow.review.dangers import dangers_of
from lox24_provider.workflow.review.items import item_of
from lox24_provider.workflow.review.model import Danger, Review
from lox24_provider.workflow.review.stack_settings import stack_settings

__all__ = ["ListChange", "Version", "compare", "list_changes"]

Values = Mapping[str, Any]
Read = Callable[[str], bytes | None]


@dataclass(frozen=True, kw_only=True)
class Version:
    """The declarations of one stack in one version of the project.

    Attributes:
        stack: what is declared.
        file: the stack's file, with the place of every key.
        read: a file of that version by its path from the project's folder; None if there is none.
        tables: the lists that were read already.
    """

    stack: Stack
    file: StackFile
    read: Read
    tables: dict[str, Table] = field(default_factory=dict)

    @classmethod
    def of(cls, *, project: str, project_file: str, stack_file: str, read: Read, what: str) -> Version:
        """The version that `read` gives; without a stack file one that declares nothing.

        Args:
            project: the project's name.
            project_file: path of `Pulumi.yaml`; likewise `stack_file`.
            what: names the version in a message, e.g. `HEAD~1`.

        Raises:
            FilesUnreadable: with every problem of the stack file. (Lists are read when they are compared.)
        """
        common, content = (_held(read, path, what=what) for path in (project_file, stack_file))
        shared = read_shared(common or b"", file=one_line(project_file), project=project)
        file = read_stack(content or b"", file=one_line(stack_file), stack="", shared=shared, folder=None)
        if content is None:
            return cls(stack=Stack(groups={}), file=file, read=read)
        found = [str(fault) for part in (shared, file.own) for fault in part.faults]
        found += [one_line(f"{file.place_of(one.field)}: {file.told(one)}", limit=2000) for one in file.problems]
        if file.declared is None or found:
            raise FilesUnreadable("\n".join(f"{what}: {line}" for line in found))
        return cls(stack=file.declared, file=file, read=read)

    @property
    def config(self) -> dict[str, str]:
        """Settings by full key, secrets left out."""
        return {key: str(value) for key, value in self.file.settings.items() if isinstance(value, str | int | float)}

    def place(self, name: str) -> Place | None:
        """Where the resource of that name is declared."""
        return self.file.place_of(f"groups.{name}") if name in self.stack.groups else None

    def table(self, entry: GroupEntry) -> Table:
        """The people of a group.

        Raises:
            FilesUnreadable: the file is missing, or has problems; `ListUnknown` if it cannot be read.
        """
        assert entry.phones is not None  # noqa: S101 for the types; callers ask for groups with people
        source, options = entry.phones.source, entry.read_options
        key = repr((source, options))
        table = self.tables.get(key) or table_of(source, options=options, read=self._content)
        if table.problems:
            raise FilesUnreadable(told(table.faults, where=one_line(source), spelling=in_yaml))
        return self.tables.setdefault(key, table)

    def _content(self, path: str) -> bytes:
        try:
            content = self.read(path)
        except (OSError, ValueError) as error:
            raise ListUnknown(f"{one_line(path)} {_unread(error)}") from None
        if content is None:
            raise FilesUnreadable(f"{one_line(path)} is not there (looked for in the project's folder)")
        if len(content) > (most := list_bytes_of(self.config)):
            reason = f"it has more than {most // 2**20} MiB; lox24:maxListSize may allow more"
            raise FilesUnreadable(f"{one_line(path)} cannot be read ({reason})")
        return content


def compare(*, stack: str, old: Version, new: Version, against: str) -> Review:
    """What the way from one version to the other does, as far as files tell.

    Raises:
        FilesUnreadable: a list cannot be read. In the old version one that is not there counts as empty, and of one
            that is elsewhere nobody says who was on it.
    """
    steps = [step for step in _steps(old, new) if step is not None]
    touched = {(step.kind, step.name) for step in steps}
    declared = [(GROUP.name, name) for name in new.stack.groups]
    declared += [(GROUP_PHONES.name, name) for name, entry in new.stack.groups.items() if entry.phones]
    return Review(
        stack=stack,
        account=new.file.account or "",
        against=against,
        items=tuple(item_of(step) for step in steps),
        dangers=(
            *(
                Danger(item="", text=text)
                for text in stack_settings(
                    before=old.config, after=new.config, is_shared=bool(old.stack.groups.keys() & new.stack.groups)
                )
            ),
            *dangers_of(steps, config=new.config),
        ),
        unchanged=sum(one not in touched for one in declared),
    )


def list_changes(*, old: Version, new: Version) -> Iterator[tuple[str, ListChange]]:
    """How the people of each list change, by the list's name."""
    for name in sorted({*old.stack.groups, *new.stack.groups}):
        before, after = _people(old, name, may_lack=True), _people(new, name, may_lack=False)
        if before != after:
            yield name, ListChange.between(before or (), after or ())


def _steps(old: Version, new: Version) -> Iterator[Step | None]:
    names = sorted({*old.stack.groups, *new.stack.groups})
    for name in names:
        yield _group(name, old, new)
    for name in names:
        yield _list(name, old, new)


def _group(name: str, old: Version, new: Version) -> Step | None:
    one, other = old.stack.groups.get(name), new.stack.groups.get(name)
    before, after = (entry.inputs if entry else None for entry in (one, other))
    step = _step(GROUP, name, before=before, after=after, versions=(old, new))
    is_moved = old.file.account != new.file.account
    same = before == after and all(was == now for was, now in (step.protect, step.retain_on_delete))
    return None if same and not is_moved else step


def _list(name: str, old: Version, new: Version) -> Step | None:
    try:
        before = _list_inputs(old, name, may_lack=True)
    except ListUnknown as unknown:
        return _after_unknown(name, old, new, why=str(unknown))
    after = _list_inputs(new, name, may_lack=False)
    had, has = _people(old, name, may_lack=True) or (), _people(new, name, may_lack=False) or ()
    if before == after and had == has:
        return None
    before, after = _with_digest(before, had), _with_digest(after, has)
    if before == after:
        return None
    people = ListChange.between(had, has)
    read = [_table(version, name) for version in (old, new)]
    before, after = (
        values and {**values, **(table.left_out if table else {})}
        for values, table in zip((before, after), read, strict=True)
    )
    step = _step(GROUP_PHONES, name, before=before, after=after, versions=(old, new))
    counts = people.counts
    if (after or {}).get("mode") == "additive" and before is None:
        counts = counts._replace(removed=0)
    notes = _judged(name, before, after, version=new, added=people.new)
    return replace(step, counts=counts, removable=len(had), notes=notes)


def _after_unknown(name: str, old: Version, new: Version, *, why: str) -> Step:
    """A list of which nobody can say who was on it: it may have been anybody, so what goes is not known."""
    entry = old.stack.groups[name]
    before = {} if entry.phones is None else limited(entry.phones.model_dump(), stack=limits_of(old.config))
    after = _with_digest(_list_inputs(new, name, may_lack=False), _people(new, name, may_lack=False) or ())
    step = _step(GROUP_PHONES, name, before=before, after=after, versions=(old, new))
    return replace(step, notes=(f"who was on the list before is not known: {why}",))


def _held(read: Read, path: str, *, what: str) -> bytes | None:
    try:
        return read(path)
    except (OSError, ValueError) as error:
        raise FilesUnreadable(f"{what}: {one_line(path)} {_unread(error)}") from None


def _unread(error: Exception) -> str:
    return f"cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})"


def _judged(
    name: str, before: Values | None, after: Values | None, *, version: Version, added: Sequence[Entry]
) -> tuple[str, ...]:
    """What is told of the list as it is now.

    Raises:
        FilesUnreadable: it has changed, and holds what a list may not.
    """
    table = _table(version, name)
    if table is None or after is None:
        return ()
    was = str((before or {}).get("digest") or "")
    if after["digest"] == was:
        return tuple(map(str, table.as_applied))
    from lox24_provider.rules.list_file.judging import judged, unreachable  # noqa: PLC0415 phonenumbers

    if faults := judged(table, applied=was, region=after.get("default_region")).faults:
        raise FilesUnreadable(told(faults, where=one_line(str(after["source"])), spelling=in_yaml))
    return tuple(map(str, filter(None, (*table.notices, unreachable(table, new=added)))))


def _step(
    kind: Kind, name: str, *, before: Values | None, after: Values | None, versions: tuple[Version, Version]
) -> Step:
    op: Op = "create" if before is None else "delete" if after is None else "change"
    old, new = versions
    one, other = old.stack.groups.get(name), new.stack.groups.get(name)
    policy = policy_in_force(after or {}, served_by="", settings=None, config=new.config)
    return Step(
        kind=kind.name,
        op=op,
        name=one_line(name),
        applied=before,
        before=before,
        now=before,
        wanted=after,
        protect=(bool(one and one.protect), bool(other and other.protect)) if kind is GROUP else (False, False),
        retain_on_delete=(bool(one and one.retain_on_delete), bool(other and other.retain_on_delete)),
        place=(new if after is not None else old).place(name),
        policy=policy if kind.adopts and op == "create" else None,
        old={**(before or {}), **({"account": account} if (account := old.file.account) else {})},
    )


def _list_inputs(version: Version, name: str, *, may_lack: bool) -> dict[str, Any] | None:
    entry = version.stack.groups.get(name)
    people = _people(version, name, may_lack=may_lack)
    if entry is None or entry.phones is None or people is None:
        return None
    inputs = limited(entry.phones.model_dump(), stack=limits_of(version.config))
    return {**inputs, "count": len(people)}


def _with_digest(inputs: Values | None, people: Sequence[Entry]) -> dict[str, Any] | None:
    """The inputs of a list that may have changed: an unchanged one needs no fingerprint."""
    return None if inputs is None else {**inputs, "digest": fingerprint(canonical(people))}


def _table(version: Version, name: str) -> Table | None:
    """What was read of a group's list; None if it has none, or its file is not there.

    Raises:
        ListUnknown: its file has problems, such as one that LFS has in its place.
    """
    entry = version.stack.groups.get(name)
    if entry is None or entry.phones is None:
        return None
    try:
        return version.table(entry)
    except ListUnknown:
        raise
    except FilesUnreadable as error:
        if version.read(entry.phones.source) is None:
            return None
        raise ListUnknown(str(error)) from None


def _people(version: Version, name: str, *, may_lack: bool) -> tuple[Entry, ...] | None:
    """The people of a group's list; None if it has none. An old version may lack its file: then nobody is on it."""
    entry = version.stack.groups.get(name)
    if entry is None or entry.phones is None:
        return None
    table = _table(version, name) if may_lack else version.table(entry)
    return table.entries if table else ()
