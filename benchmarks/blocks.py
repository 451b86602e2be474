"""What was measured, kept on disk block by block: an interrupted run resumes, and reports are written again from it.

Blocks of one kind lie in one folder: the same code of the package, machine and versions. A block's file says with which
settings of its columns it was measured, and counts only for the same. No git is needed: code is the hash of its files.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import neighbour, yaml
from benchmarks.latency import Seen
from benchmarks.measuring import Block, Ran
from benchmarks.processes import Cost, Process

__all__ = ["KEPT", "Kept", "block_of", "code", "data_of", "identity"]

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".benchmarks"
MEASURED = ("lox24_provider", "benchmarks/programs", "benchmarks/yaml.py")
_WHO = "identity.json"


def identity() -> dict[str, str]:
    """What is measured here, and by what: a difference in any of it, and nothing that was kept counts."""
    pulumi = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607 the one on PATH
    beside = neighbour.absent()
    return {
        "code": code(ROOT, MEASURED),
        "machine": f"{os.cpu_count()} cores ({platform.machine()}{_processor()}), {platform.system()}",
        "Python": platform.python_version(),
        "Pulumi": pulumi,
        "SDK": version("pulumi"),
        "Terraform": "no Terraform" if beside else f"{neighbour.version()} with restapi {neighbour.VERSION}",
        "YAML": "no YAML" if yaml.absent() else "YAML",
    }


def code(root: Path, places: Iterable[str]) -> str:
    """The hash of all files in `places`, whatever Python compiled left out."""
    sums = hashlib.sha256()
    for place in places:
        files = sorted(path for path in (root / place).rglob("*") if path.is_file())
        for path in files or [root / place]:
            if path.is_file() and "__pycache__" not in path.parts:
                sums.update(
                    f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
                )
    return sums.hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The blocks of one kind."""

    folder: Path
    identity: Mapping[str, str]

    @classmethod
    def of(cls, who: Mapping[str, str], *, within: Path) -> Kept:
        """Those of `who`, if there are any yet or not."""
        key = hashlib.sha256(json.dumps(who, sort_keys=True).encode()).hexdigest()[:12]
        return cls(folder=within / key, identity=who)

    @classmethod
    def all(cls, within: Path) -> list[Kept]:
        """Those of every kind, what was measured last first."""
        found = sorted(within.glob(f"*/{_WHO}"), key=lambda path: path.parent.stat().st_mtime, reverse=True)
        return [cls(folder=path.parent, identity=json.loads(path.read_text())) for path in found]

    def find(self, name: str, *, settings: object) -> Any:  # noqa: ANN401 JSON
        """What was kept as `name`; None unless it was measured with the same settings."""
        try:
            kept = json.loads((self.folder / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return None
        return kept["data"] if kept["settings"] == json.loads(json.dumps(settings)) else None

    def keep(self, name: str, data: object, *, settings: object) -> None:
        """Keep `data`, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for file, content in ((_WHO, self.identity), (f"{name}.json", {"settings": settings, "data": data})):
            half = self.folder / f"{file}.half"
            half.write_text(json.dumps(content, indent=1))
            half.replace(self.folder / file)

    def forget(self) -> None:
        """Begin again: take these blocks away, and nothing else."""
        for file in self.folder.glob("*.json*"):
            file.unlink()


def data_of(block: Block) -> dict[str, Any]:
    """A block as plain data; of what commands said only that of those that failed."""
    runs: dict[str, dict[str, Any]] = {}
    for (column, step), ran in block.runs.items():
        cost = asdict(ran.cost)
        del cost["text"]
        runs.setdefault(column, {})[step] = {"cost": cost, "seen": asdict(ran.seen)}
    return {**asdict(block), "runs": runs}


def block_of(data: Mapping[str, Any]) -> Block:
    """The other way."""
    runs = {(column, step): _ran(ran) for column, steps in data["runs"].items() for step, ran in steps.items()}
    return Block(**{**data, "runs": runs})


def _ran(data: Mapping[str, Any]) -> Ran:
    processes = {role: Process(**process) for role, process in data["cost"]["processes"].items()}
    return Ran(cost=Cost(**{**data["cost"], "processes": processes}), seen=Seen(**data["seen"]))


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return f", {line.partition(':')[2].strip()}"
    return ""
