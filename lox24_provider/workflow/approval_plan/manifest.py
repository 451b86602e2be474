"""An approval plan: the update plan, the reviews, and a manifest of what must not change until it is applied."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lox24_provider.display.text import one_line
from lox24_provider.errors import PlanError
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.safe_io.json_reading import json_of

__all__ = [
    "ALL",
    "ENGINE_PLAN",
    "FORMAT",
    "IGNORE",
    "MANIFEST",
    "OUT",
    "REVIEWS",
    "SAME",
    "Manifest",
    "as_word",
    "is_manifest",
]

FORMAT = 2
ENGINE_PLAN = "plan.json"
MANIFEST = "manifest.json"
REVIEWS = ("review.md", "review.html", "review.txt")
IGNORE = ".gitignore"
OUT = "plan"
"""The folder of a plan for which nobody names another one."""

ALL = b"*\n"
"""What hides a plan from git: it is of one moment, and no part of the tree."""

SAME = "same"  # the engine's word for a resource that stays as it is
_LESS = {"update": (SAME,), "replace": (SAME, "update")}
"""What the engine may do instead of what it planned, where it did not know better."""


def as_word(folder: Path) -> str:
    """A plan's folder as a command takes it: not as an option, whatever it is called."""
    return f"./{folder}" if str(folder).startswith("-") else str(folder)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a plan was made of; holds no token and nobody's number.

    Attributes:
        project: the project's name.
        stack: the stack's name.
        created: when the plan was made, in seconds since 1970.
        tree: git's hash of all tracked files; "" if only the contents are compared (`--no-git`).
        contents: one digest of what the run reads, tracked or not; no list can be guessed from it at little cost.
        state: when the stack's state was last written, and how many resources it had.
        versions: of the CLI, the SDK, this provider and what reads its list files.
        account: client id and host, `1234567@api.lox24.eu`, as far as they are known.
        refreshed: whether the plan was made with a refresh; `apply` then refreshes again.
        steps: what the engine is going to do, by URN: create, update, replace, delete.
        uncertain: the URNs of those steps that may turn out not to be needed.
        entries: which entries of each list, or of a group that is deleted, the run may touch, by URN, as
            `lox24_provider.rules.entry_plan.scope` writes them; `lox24_provider.adapter.scope_files` reads it.
        groups: how many groups the stack has.
        needs_checkpoints: why the run is not allowed without checkpoints; empty if it is (`skipping`).
        review: the review for machines; it has the version of each list.
        format: the version of the manifest's form; another one is refused.
    """

    project: str
    stack: str
    created: float
    tree: str
    contents: str
    state: str
    versions: dict[str, str]
    account: str
    refreshed: bool
    steps: dict[str, str]
    uncertain: list[str]
    entries: dict[str, dict[str, str]]
    groups: int
    needs_checkpoints: list[str] = field(default_factory=lambda: ["the plan does not say whether it may do without"])
    review: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into the plan's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def scope(self, urn: str) -> Scope:
        """Which entries of a resource were approved."""
        document = self.entries.get(urn)
        return Scope() if document is None else Scope.read(document)

    def other_account(self, account: str) -> Iterator[str]:
        """How the account that a run would work on differs from the one that the plan is for."""
        if account != self.account:
            yield f"the account is {one_line(account)}, and the plan is for {one_line(self.account)}"

    def judged(self, happened: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """The planned steps that were not needed after all, and those that are missing, by URN."""
        less = [urn for urn, op in self.steps.items() if happened.get(urn) != op]
        spared = [urn for urn in less if urn in self.uncertain and happened.get(urn) in _LESS.get(self.steps[urn], ())]
        return spared, [urn for urn in less if urn not in spared]

    def command(self, folder: Path) -> str:
        """The command that makes such a plan again, in the same folder."""
        options = {"--refresh": self.refreshed, "--no-git": not self.tree}
        out = [] if folder == Path(OUT) else ["--out", as_word(folder)]
        given = [option for option, is_given in options.items() if is_given]
        command = shlex.join(["lox24", "plan", "-s", self.stack, *given, *out])
        return one_line(command, limit=len(command))  # cut, it would be another one

    @classmethod
    def read(cls, folder: Path, *, shown: Path | None = None) -> Manifest:
        """The manifest of a plan's folder.

        Args:
            shown: the folder that a person knows, where this one is a copy.

        Raises:
            PlanError: there is none, or it is another version's.
        """
        file, shown = folder / MANIFEST, shown or folder
        try:
            content = json_of(file.read_bytes())
            if isinstance(content, dict) and content.get("format") != FORMAT:
                raise PlanError(f"{one_line(str(shown))} was planned by another version of lox24: plan again")
            manifest = _ADAPTER.validate_python(content)
            for document in manifest.entries.values():
                Scope.read(document)
        except (OSError, ValueError, ValidationError) as error:
            why = getattr(error, "strerror", None) or "its manifest cannot be read"
            raise PlanError(f"{one_line(str(shown))} is no plan ({why}): make one with `lox24 plan -s STACK`") from None
        return manifest


_ADAPTER = TypeAdapter(Manifest)


def is_manifest(content: bytes) -> bool:
    """Whether this is a manifest of ours, of this version or an older one."""
    try:
        found = json_of(content)
    except ValueError:
        return False
    ours = ("project", "stack", "created", "state", "steps", "entries", "review")
    return isinstance(found, dict) and found.get("format") in range(1, FORMAT + 1) and all(key in found for key in ours)
