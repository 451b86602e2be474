"""The rules of `GroupPhones`: its inputs, what is valid, what counts as a change, what the state keeps.

The state keeps no number and no value: where the list is, how many entries it has, its fingerprint, and the ids of the
entries that this resource made. Entries written inline are one secret text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lox24_provider.errors import ListInputError
from lox24_provider.fields import group_phones as fields
from lox24_provider.fields.entry import COLUMNS
from lox24_provider.fields.field import names
from lox24_provider.rules.entry_plan.plan import MODES, Policy
from lox24_provider.rules.group import is_id
from lox24_provider.rules.ids import expanded
from lox24_provider.rules.list_file.digests import is_fingerprint
from lox24_provider.rules.list_file.options import problems_of_reading
from lox24_provider.rules.list_file.suppression_change import file_names
from lox24_provider.rules.problem import Problem
from lox24_provider.rules.secrecy import CHECKSUM, SECRET

__all__ = [
    "AGREED",
    "DERIVED",
    "DRIFT",
    "INCOMPLETE",
    "INPUTS",
    "LIMITS",
    "MARKS",
    "NOT_APPLIED",
    "SECRETS",
    "VERSION",
    "applied",
    "changes",
    "checksummed",
    "fingerprinted",
    "is_only_kept",
    "left_override",
    "limited",
    "made_by",
    "mark",
    "moved",
    "normalised",
    "outputs",
    "policy",
    "validate",
]

INCOMPLETE = "__incomplete"
"""The output that marks a list that is not yet as declared: `first` if the group was met for the first time."""

AGREED = "__agreed"
VERSION = "__version"
"""Beside that mark: ids of the entries whose removal was agreed to by its number, and for which version of the list."""

MARKS = (INCOMPLETE, AGREED, VERSION)

DRIFT = "drift"
"""The output that says what a refresh found, in numbers; see `lox24_provider.rules.entry_plan.counts.Drift`."""

NOT_APPLIED = "not as declared"
"""Stands for the fingerprint in the state while the account does not hold what is declared.

In old states what a refresh had found stands behind it.
"""

SOURCES = ("source", "entries")
OF_FILES = ("encoding", "sheet", "columns", "split", "consent", "suppression_files")
_DECLARED = (*fields.IN_PROGRAM, *fields.IN_STACK_FILE)
INPUTS = names(_DECLARED)
"""What a program declares."""

_FLAGS = names(field for field in _DECLARED if field.type is bool and not field.is_reading)
_NUMBERS = {field.name: field for field in _DECLARED if field.type is int}
LIMITS = {name: field.usual for name, field in _NUMBERS.items() if isinstance(field.usual, int)}
"""How much may be removed unasked, and what holds where neither the list nor its stack says so."""

KEPT = frozenset(names(field for field in _DECLARED if field.change == "kept"))
"""What only concerns later commands."""

SECRETS = names(field for field in _DECLARED if field.secrecy == "program")
"""What may be a secret of a program; entries that it writes itself are one anyway."""

DERIVED = names(fields.COUNTED)
_COUNTED = names(field for field in fields.COUNTED if field.type is int)
"""What check adds, so that a reviewer sees it and an unchanged list needs no request."""


def normalised(values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in `values` that say something; anything else in there is left out."""
    given = {key: values.get(key) for key in (*INPUTS, *DERIVED, SECRET)}
    kept: dict[str, Any] = {key: v for key, v in given.items() if not (v is None or v is False or v in ("", [], {}))}
    for key in (*_NUMBERS, *_COUNTED):
        if isinstance(kept.get(key), float) and kept[key].is_integer():  # the engine knows no whole numbers
            kept[key] = int(kept[key])
    return kept


def limited(inputs: Mapping[str, Any], *, stack: Mapping[str, int]) -> dict[str, Any]:
    """The inputs with the limits in force: the list's own, or else its stack's. The usual ones are not written down.

    So a change of the stack's setting is a change of each list that it holds for, and a reviewer sees it.
    """
    limits = {name: inputs.get(name) for name in LIMITS}
    limits = {name: stack.get(name) if own is None else own for name, own in limits.items()}
    said = {name: limit for name, limit in limits.items() if limit not in (None, LIMITS[name])}
    return {**{key: value for key, value in inputs.items() if key not in LIMITS}, **said}


def validate(values: Mapping[str, Any], *, unknown: Collection[str] = ()) -> list[Problem]:
    """Every problem of the inputs, apart from those of the list itself; what is `unknown` yet passes."""
    known = {key: value for key, value in values.items() if key not in unknown}
    return [problem._replace(kind=ListInputError) for problem in _problems(known, unknown=unknown)]


def _problems(values: Mapping[str, Any], *, unknown: Collection[str]) -> Iterator[Problem]:
    group = values.get("group")
    if "group" not in unknown and group in (None, ""):
        yield Problem(
            "group",
            "is missing: the Group that it comes from is not there (left out by --target or --exclude, or it failed in "
            "this run), or the value is empty, as an output that another stack does not have",
        )
    elif "group" not in unknown and not (isinstance(group, str) and is_id(group)):
        yield Problem("group", "must be a Group, or a group's number at LOX24 as text")
    given = [name for name in SOURCES if name in unknown or values.get(name) is not None]
    if len(given) != 1:
        yield Problem("source", "is required, or else `entries`; one of the two")
    elif not isinstance(values.get(given[0], ""), str):
        yield Problem(given[0], "must be text, the path of the file" if given == ["source"] else "must be text")
    if not _are_labels(values.get("labels")):
        yield Problem("labels", 'must be the group\'s labels by column, like {"a": "salutation"}')
    if values.get("mode") not in (None, *MODES):
        yield Problem("mode", f"must be one of {', '.join(MODES)}")
    yield from problems_of_reading(values)
    of_files = [name for name in OF_FILES if given == ["entries"] and values.get(name)]
    yield from (Problem(name, "says how a file is read, so it goes with `source`") for name in of_files)
    yield from _problems_of_kinds(values)


def _problems_of_kinds(values: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _FLAGS:
        if not isinstance(values.get(name), bool | None):
            yield Problem(name, "must be true or false")
    for name, field in _NUMBERS.items():
        if not _is_count(values.get(name), most=field.most):
            yield Problem(name, f"must be a whole number from 0{f' to {field.most}' if field.most else ''}")


def _are_labels(labels: object) -> bool:
    if not isinstance(labels, Mapping):
        return labels in (None, "")
    return {*labels} <= {*COLUMNS} and all(isinstance(label, str | None) for label in labels.values())


def _is_count(number: object, *, most: int | None) -> bool:
    """Whether it is a whole number from 0, as the engine has them, or not given."""
    if number is None:
        return True
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return number % 1 == 0 and number >= 0 and (most is None or number <= most)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The inputs in which two versions of a list differ, as far as that matters.

    Neither the list's place nor its order or quoting does: its fingerprint tells. A permission (`allow_removals`) is
    no change by itself; `take_over` is, when it is given. Who is left out (`consent`, the names of `suppression_files`)
    is one also where the same people are on the list: it decides on the next version, and a preview of that would say
    nothing.
    """
    old, new = normalised(before), normalised(after)
    differing = [key for key in ("group", "digest", "consent", *_FLAGS, *LIMITS) if old.get(key) != new.get(key)]
    if file_names(old.get("suppression_files")) != file_names(new.get("suppression_files")):
        differing.append("suppression_files")
    if old.get("mode", MODES[0]) != new.get("mode", MODES[0]):
        differing.append("mode")
    if new.get("take_over") not in (None, old.get("take_over")):
        differing.append("take_over")
    return differing


def is_only_kept(differing: Collection[str]) -> bool:
    """Whether changes of these inputs send nothing: the state keeps them for later commands."""
    return bool(differing) and KEPT.issuperset(differing)


def left_override(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What to say of an `allow_removals` that an earlier change has left; "" if there is none.

    It is the same number as before, and what it was for is not: the list is another version, or other people of it may
    go. A run that only resumes what ended early has the same inputs as before.
    """
    old, new = normalised(before), normalised(after)
    allowed = new.get("allow_removals")
    differs = any(old.get(key) != new.get(key) for key in ("digest", "remove_subscribed"))
    if not allowed or old.get("allow_removals") != allowed or not differs:
        return ""
    return f"allow_removals={allowed} is left from an earlier change and allows exactly {allowed} again"


def policy(inputs: Mapping[str, Any], *, state: Mapping[str, Any] | None) -> Policy:
    """How to keep the list of `inputs`; `state` is what the resource kept before, None at its creation."""
    new, old = normalised(inputs), normalised(state or {})
    mode = new.get("mode", MODES[0])
    first = (
        state is None
        or old.get("group") != new.get("group")
        or old.get("mode", MODES[0]) != mode
        or new.get("take_over") not in (None, old.get("take_over"))
        or state.get(INCOMPLETE) == "first"
    )
    return Policy(
        mode=mode,
        remove_subscribed=bool(new.get("remove_subscribed")),
        first_reconciliation=first,
        take_over=new.get("take_over"),
        allow_removals=new.get("allow_removals"),
        region=new.get("default_region"),
        agreed=_agreed(new, state=state),
        **{name: new.get(name, usual) for name, usual in LIMITS.items()},
    )


def outputs(*, inputs: Mapping[str, Any], account: str, owned: str) -> dict[str, Any]:
    """What the state keeps."""
    return {**normalised(inputs), "account": account, "owned": owned}


def mark(inputs: Mapping[str, Any], *, first: bool, agreed: str) -> dict[str, Any]:
    """What the state keeps besides when a run ends early; `agreed` are ids as ranges, as in `owned`."""
    kept = {AGREED: agreed, VERSION: inputs.get("digest")} if agreed else {}
    return {INCOMPLETE: "first" if first else "later", **kept}


def applied(inputs: Mapping[str, Any]) -> str:
    """The fingerprint of the list that was applied last; what stands for it where nothing tells any more."""
    digest = str(inputs.get("digest") or "")
    return str(inputs.get(VERSION) or digest) if digest.startswith(NOT_APPLIED) else digest


def made_by(state: Mapping[str, Any]) -> set[int]:
    """The ids of the entries that a list has made, as its state keeps them.

    Raises:
        ListInputError: somebody has edited them by hand.
    """
    try:
        return expanded(str(state.get("owned") or ""))
    except ValueError:
        reason = (
            "of the state is no set of entries' ids; it was edited by hand, so import a copy of the state from before"
        )
        raise ListInputError(field="owned", reason=reason) from None


def checksummed(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The checksum of the list that was applied last, as an input; nothing where there is none."""
    known = inputs.get(CHECKSUM)
    return {CHECKSUM: known} if isinstance(known, str) and known else {}


def fingerprinted(inputs: Mapping[str, Any], *, checksum: str) -> str:
    """The fingerprint that was made of a list with this checksum before; "" where nothing tells.

    Who can write a state can write into it whatever they like, so a checksum is believed as much as a fingerprint.
    """
    known = applied(inputs)
    return known if inputs.get(CHECKSUM) == checksum and is_fingerprint(known) else ""


def moved(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs as a refresh writes them that found drift; they keep which list was applied."""
    known = str(inputs.get("digest") or NOT_APPLIED)
    version = {} if known.startswith(NOT_APPLIED) else {VERSION: known}
    return {**inputs, "digest": NOT_APPLIED, **version}


def _agreed(new: Mapping[str, Any], *, state: Mapping[str, Any] | None) -> frozenset[int]:
    """The entries that a run which ended early was to remove by the number of these very inputs."""
    if state is None or state.get(INCOMPLETE) != "later" or not state.get(AGREED):
        return frozenset()
    is_same = KEPT.issuperset(changes({**state, "digest": state.get(VERSION)}, new))
    stands = new.get("allow_removals") is not None
    is_agreed = stands and normalised(state).get("allow_removals") == new["allow_removals"]
    return frozenset(expanded(str(state[AGREED]))) if is_same and is_agreed else frozenset()
