"""The engine's import file: what a program declares and the state does not hold, and how that is brought there.

The engine's own way asks the provider, and cannot: nothing tells it which (https://github.com/pulumi/pulumi/issues/16175).
With inputs and outputs in the file it asks nobody, and believes any id.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from lox24_provider.adapter.state_format import PROVIDER_KEY
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, path_of
from lox24_provider.errors import EngineError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.kinds.registry import KINDS
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.steps import has_own_provider

__all__ = ["REFERENCES", "Known", "Resource", "Skeleton"]

REFERENCES: Mapping[str, str] = {kind.types[0]: kind.reference for kind in KINDS if kind.identity}
"""The dynamic provider's reference by the type of a resource: what the engine's own import has no way to know."""

_OURS = frozenset(type_ for kind in KINDS for type_ in kind.types if kind.identity)


class Known(NamedTuple):
    """A resource as the state is to hold it."""

    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A group or a list that the program declares and the state does not hold.

    Attributes:
        entry: its name in the import file.
        inputs: what the program declares, checked.
        group: of a list the URN of its `Group`, empty if it names a number.
        has_own_provider: whether it works on an `Account` of its own.
    """

    urn: str
    type: str
    entry: str
    inputs: Mapping[str, Any]
    group: str
    has_own_provider: bool

    @property
    def name(self) -> str:
        """The resource's name, as the program has it."""
        return name_of(self.urn)

    @property
    def shown(self) -> str:
        """The name, fit for a line."""
        return one_line(self.name)


@dataclass(frozen=True, kw_only=True)
class Skeleton:
    """An import file without ids, as the engine writes it, and the resources in it that are ours."""

    file: Mapping[str, Any]
    resources: tuple[Resource, ...]

    @classmethod
    def of(cls, engine: Engine) -> Skeleton:
        """What a preview of the program says.

        Raises:
            EngineError: the preview failed.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "import.json")
            document = engine.told("preview", "--json", "--refresh=false", "--import-file", str(file))
            written = json_of(file.read_bytes()) if file.exists() else {}
        stack = engine.stack.rsplit("/", 1)[-1]
        start = f"urn:pulumi:{stack}::{engine.project.name}::"
        written = {**written, "resources": written.get("resources") or []}  # which is not there where nothing is new
        return cls(file=written, resources=tuple(_resources(document, written, start=start)))

    def stranded(self, known: Mapping[str, Known]) -> dict[str, str]:
        """Those of `known` below a resource that is neither in the state nor in `known`: its name, by their URNs.

        The engine imports nothing without what it stands below, and what is anybody else's is not ours to import.
        """
        urns = {one.entry: one.urn for one in self.resources}
        entries = {entry["name"]: entry for entry in self.file["resources"]}
        found = {}
        for name, urn in urns.items():
            for parent in _above(name, entries) if urn in known else ():
                if not entries[parent].get("component") and urns.get(parent) not in known:
                    found[urn] = one_line(entries[parent].get("logicalName", parent))
        return found

    def bring(self, engine: Engine, known: Mapping[str, Known]) -> None:
        """Bring the resources in `known` (by URN), and the components above, into the state; no provider is asked.

        Raises:
            EngineError: the engine failed.
        """
        # Without the first, the engine ends in an error after importing; without the second, all is protected.
        options = ("--generate-code=false", "--protect=false", "--yes", "--skip-preview")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "import.json")
            file.write_text(json.dumps(self._completed(known)), encoding="utf-8")
            # Nothing is made at LOX24, so a kill may lose all of it: the state stays as it was.
            fast = replace(engine, environment={**engine.environment, "PULUMI_SKIP_CHECKPOINTS": "true"})
            ended = fast.run("import", "--file", str(file), *options)
        if ended.code != 0:
            raise EngineError(engine.reason(ended))

    def _completed(self, known: Mapping[str, Known]) -> dict[str, Any]:
        ours = {one.entry: one for one in self.resources if one.urn in known}
        named = {entry["name"]: entry for entry in self.file["resources"]}
        above = {parent for name in ours for parent in _above(name, named)}
        entries = []
        for entry in self.file["resources"]:
            if entry["name"] in ours:
                one = ours[entry["name"]]
                id, inputs, outputs = known[one.urn]
                provider = {PROVIDER_KEY: REFERENCES[one.type]} if one.type in REFERENCES else {}
                outputs = {key: value for key, value in outputs.items() if value is not None}  # as the host does
                complete = {"id": id, "inputs": {**inputs, **provider}, "outputs": {**outputs, **provider}}
                entries.append({**entry, **complete})
            elif entry["name"] in above:
                entries.append(entry)
        return {**self.file, "resources": entries}


def _above(name: str, entries: Mapping[str, Any]) -> Iterator[str]:
    """The entries that an entry stands below, the nearest first; what the state holds has none."""
    while (name := entries[name].get("parent", "")) in entries:
        yield name


def _resources(document: Mapping[str, Any], written: Mapping[str, Any], *, start: str) -> Iterator[Resource]:
    steps = {step["urn"]: step.get("newState") or {} for step in document.get("steps", [])}
    entries = {entry["name"]: entry for entry in written["resources"]}
    existing = written.get("nameTable") or {}

    def urn_of(name: str) -> str:
        if name not in entries:
            return str(existing[name])
        entry = entries[name]
        above = path_of(urn_of(entry["parent"])) + "$" if "parent" in entry else ""
        return f"{start}{above}{entry['type']}::{entry.get('logicalName', name)}"

    for name, entry in entries.items():
        if entry["type"] not in _OURS:
            continue
        urn = urn_of(name)
        state = steps.get(urn, {})
        of = (state.get("propertyDependencies") or {}).get("group") or []
        yield Resource(
            urn=urn,
            type=entry["type"],
            entry=name,
            inputs=state.get("inputs") or {},
            group=of[0] if len(of) == 1 else "",
            has_own_provider=has_own_provider(state),
        )
