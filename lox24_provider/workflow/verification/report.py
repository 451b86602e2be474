"""The findings as a person and as a machine read them; nothing in them is anybody's data, so they may be sent on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from lox24_provider.workflow.verification.facts import FACTS, NOT_TRIED, Finding, State

__all__ = ["Report", "document", "joined", "lines"]


class Answer(TypedDict):
    """What one account answers; `Fact` and `Finding` say what each of it is."""

    number: str
    name: str
    question: str
    state: State
    assumed: str
    found: str | None
    why: str
    provider: str


class Report(TypedDict):
    """All of it for machines; `not_tried` is a question for each number, `switches` are those of a sandbox like it."""

    facts: list[Answer]
    slowest_seconds: float
    not_tried: dict[str, str]
    switches: list[str]


def joined(findings: Iterable[Finding]) -> dict[str, Finding]:
    """One finding a fact, in the facts' order: the last that has an answer, or else the last of all."""
    found = {name: Finding(name=name, why="only --trial asks") for name in FACTS}
    for finding in findings:
        if finding.found is not None or found[finding.name].found is None:
            found[finding.name] = finding
    return found


def lines(findings: Mapping[str, Finding], *, took: Sequence[float]) -> list[str]:
    """A line a fact, what was not tried, how long answers took (seconds each), and how to imitate this account."""
    told = [_line(finding) for finding in findings.values()]
    told += [f"{number:<5} open     {what}" for number, what in NOT_TRIED.items()]
    states = [finding.state for finding in findings.values()]
    told.append(f"{states.count('holds')} as assumed, {states.count('differs')} not, {states.count('open')} open")
    told.append(f"the slowest of {len(took)} answers took {max(took):.1f} s; lox24:timeout is for a whole operation")
    if switches := _switches(findings):
        told.append(f"a sandbox like this account: lox24 sandbox {' '.join(f'--set {one}' for one in switches)}")
    return told


def _line(finding: Finding) -> str:
    fact = finding.fact
    answers = {
        "holds": f"{finding.found}",
        "differs": f"{finding.found}, where {fact.assumed} was assumed ({fact.handled})",
        "open": f"not found out: {finding.why}",
    }
    return f"{fact.number:<5} {finding.state:<8} {fact.question} {answers[finding.state]}"


def document(findings: Mapping[str, Finding], *, took: Sequence[float]) -> Report:
    """The same for machines."""
    return {
        "facts": [
            {
                "number": finding.fact.number,
                "name": name,
                "question": finding.fact.question,
                "state": finding.state,
                "assumed": finding.fact.assumed,
                "found": finding.found,
                "why": finding.why if finding.found is None else "",
                "provider": finding.fact.handled,
            }
            for name, finding in findings.items()
        ],
        "slowest_seconds": round(max(took), 3),
        "not_tried": dict(NOT_TRIED),
        "switches": _switches(findings),
    }


def _switches(findings: Mapping[str, Finding]) -> list[str]:
    """What the sandbox has to be told to be like this account."""
    differing = [finding for finding in findings.values() if finding.state == "differs" and finding.fact.is_switch]
    return [
        f"{finding.name}={finding.found}"
        for finding in differing
        if not finding.fact.imitated or finding.found in finding.fact.imitated
    ]
