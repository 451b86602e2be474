"""What a preview of many lists of people costs by what tells that a list has not changed.

The columns are one program and one account, and states that differ in nothing else: with checksums, without them, and
with checksums but by a provider that computes no digest at all. What they have in common is everything else.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import requests

from benchmarks.latency import Latency
from benchmarks.processes import measured
from benchmarks.targets import CONSTANT, UPGRADED
from lox24_provider.adapter.state_format import PHONES_TYPES
from lox24_provider.files.list_file import Lists
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.list_file.digests import canonical, checksum
from lox24_provider.rules.list_file.table import read_table
from lox24_provider.rules.secrecy import CHECKSUM
from tests.support.engine import Project
from tests.support.people import number

__all__ = ["AGENCY", "measure"]

AGENCY = 20_000  # lists
OURS, OLD, FLOOR = f"checksum ({UPGRADED} state)", "scrypt (state without checksums)", f"{CONSTANT} digest"
CPU = f"CPU of reading and knowing {AGENCY:,} lists"

_ACCOUNT = "1000010:benchmark"
_STUB = Path(__file__).parent / "programs" / "constant"
_PROGRAM = """
import json
for n, group in enumerate(json.load(open("groups.json"))):
    GroupPhones(f"l{n:05}", group=group, source=f"lists/{n:05}.csv")
"""
_PREVIEW = ("pulumi", "preview", "--expect-no-changes", "--non-interactive", "--color", "never", "-s", "test")


def measure(*, lists: int, people: int, rounds: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of a preview, one a round, by column; and CPU seconds of the lists' part in it, for an agency's lists.

    Raises:
        RuntimeError: a command failed.
    """
    with Latency(folder=folder, milliseconds=0) as latency:
        project = _project(folder / "project", url=latency.url)
        (project.folder / "groups.json").write_text(json.dumps([_group(latency.url, n) for n in range(lists)]))
        _write(project.folder / "lists", lists=lists, people=people)
        project.program(_PROGRAM)
        run = project.up()
        _succeed(run.code, run.text)
        return _rounds(project, lists=lists, rounds=rounds)


def _rounds(project: Project, *, lists: int, rounds: int) -> dict[str, list[float]]:
    file = project.folder / "state" / ".pulumi" / "stacks" / "lists" / f"{project.stack}.json"
    new, old = file.read_text(), _without_checksums(file.read_text(), lists=lists)
    stubbed = project.folder / "stubbed"
    columns: dict[str, tuple[str, dict[str, str]]] = {
        OURS: (new, {}),
        OLD: (old, {}),
        FLOOR: (new, {"PYTHONPATH": str(_STUB), "STUBBED": str(stubbed)}),
    }
    seconds: dict[str, list[float]] = {name: [] for name in (*columns, CPU)}
    for n in range(rounds):
        turn = n % len(columns)
        for name in [*columns][turn:] + [*columns][:turn]:
            state, variables = columns[name]
            file.write_text(state)
            environment = {key: value for key, value in project.variables().items() if key != "PYTHONPATH"}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            cost = measured(_PREVIEW, folder=project.folder, environment={**environment, **variables})
            _succeed(cost.code, cost.text)
            seconds[name].append(cost.seconds)
        if not stubbed.exists():
            raise RuntimeError("the column with a constant digest computed the real ones")
        seconds[CPU].append(_cpu(project.folder, inputs=[*_inputs(new)]) * AGENCY / lists)
    return seconds


def _cpu(folder: Path, *, inputs: Sequence[dict[str, str]]) -> float:
    """CPU seconds of reading lists that the state knows, in this process."""
    lists = Lists()
    lists.base = ProjectFolder.declared(folder)
    known = [checksum(canonical(read_table((folder / one["source"]).read_bytes()).entries)) for one in inputs]
    began = time.process_time()
    for one, sum_ in zip(inputs, known, strict=True):
        lists.read({"source": one["source"]}, before={"digest": one["digest"], CHECKSUM: sum_})
    return time.process_time() - began


def _project(folder: Path, *, url: str) -> Project:
    environment = {"LOX24_TOKEN": _ACCOUNT, "PULUMI_CONFIG_PASSPHRASE": "benchmark"}  # empty, it keeps no secret
    return Project(folder=folder, config={"baseUrl": url}, environment=environment, as_users_run_it=True)


def _group(url: str, n: int) -> str:
    headers = {"X-LOX24-AUTH-TOKEN": _ACCOUNT}
    reply = requests.post(f"{url}/groups", json={"name": f"Group {n:05}"}, headers=headers, timeout=30)
    reply.raise_for_status()
    return str(reply.json()["id"])


def _write(folder: Path, *, lists: int, people: int) -> None:
    folder.mkdir()
    for n in range(lists):
        rows = (f"{number(n * people + k)},Ms,Person {k}\n" for k in range(people))
        (folder / f"{n:05}.csv").write_text("phone,a,b\n" + "".join(rows))


def _without_checksums(state: str, *, lists: int) -> str:
    kept = json.loads(state)
    found = [one["inputs"].pop(CHECKSUM, None) for one in _of_lists(kept)]
    if len(found) != lists or None in found:
        raise RuntimeError("the state has lists without checksums")
    return json.dumps(kept)


def _inputs(state: str) -> Iterator[dict[str, str]]:
    return (one["inputs"] for one in _of_lists(json.loads(state)))


def _of_lists(state: Any) -> list[Any]:  # noqa: ANN401 JSON
    return [one for one in state["checkpoint"]["latest"]["resources"] if one["type"] in PHONES_TYPES]


def _succeed(code: int, text: str) -> None:
    if code:
        raise RuntimeError(text)
