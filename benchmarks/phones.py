"""What a list of people costs: `make people`, or with another size, `make people ARGS=20000`.

Pure rules in this process, then whole commands of the real CLI against a sandbox on this machine, without latency.
Machines differ: read the ratios within one run. The counts of requests are exact.
"""

from __future__ import annotations

import csv as csv_module
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.processes import measured
from lox24_provider.rules.entry import E164, Entry
from lox24_provider.rules.entry_plan.plan import Held, Policy, plan
from lox24_provider.rules.list_file.digests import canonical, fingerprint
from lox24_provider.rules.list_file.judging import judged, unreachable
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import read_table
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.workbooks import workbook

ONE_A_PERSON = 300  # resources; more than 313 of a provider that is pickled by value fail (RecursionError)
LEAST = 30  # megabytes of any Python that has loaded Pulumi
YES = ("--yes", "--skip-preview")
DICT = 10_000  # entries; a hundred thousand take the engine minutes

LIST = 'g = Group("big", name="{name}", force_destroy=True)\nGroupPhones("big", group=g, source="big.csv")\n'

# What people would write without this provider; the class is pickled by value, as usual.
NAIVE = """
from pulumi.dynamic import *
import requests
class Provider(ResourceProvider):
    def create(self, props):
        if props["url"]:
            headers = {{"X-LOX24-AUTH-TOKEN": props["token"]}}
            requests.post(props["url"], json={{"phone": props["phone"]}}, headers=headers)
        return CreateResult("x", props)
class Naive(Resource):
    def __init__(self, name, **props):
        super().__init__(Provider(), name, props)
{rest}
"""


def main(size: int) -> None:
    """Measure everything and print one table."""
    rules(size)
    with tempfile.TemporaryDirectory() as folder:
        commands(size, Path(folder))


def rules(size: int) -> None:
    """The pure rules: linear, or not?"""
    small, large = seconds_of_plan(size // 10), seconds_of_plan(size)
    show(f"plan {size // 10:,} against {size // 10:,}", small)
    show(f"plan {size:,} against {size:,}", large, f"{large / small:.1f} times as long for 10 times as many")
    table = read_table(csv(range(size)).encode())
    text = csv(range(size)).encode()
    plain = timed(lambda: read_table(text))
    least = timed(lambda: floor(text))
    show(f"read {size:,} lines in E.164", plain, f"{plain / least:.1f} times csv and a pattern alone")
    show("judge them as a new list", lists := timed(lambda: judged(table, applied="", region=None)))
    kinds = timed(lambda: unreachable(table, new=table.entries))
    show("the kind of each new number", kinds, f"{(plain + lists + kinds) / plain:.1f} times the reading in all")
    german = text.replace(b"+49", b"0")
    options = ReadOptions(default_region="DE")
    national = timed(lambda: read_table(german, options=options))
    show(f"read {size:,} national lines", national, f"{national / plain:.1f} times those in E.164")
    book = workbook([["phone", "a"], *([number(n), "Ms"] for n in range(size))])
    packed = timed(lambda: read_table(book))
    show(f"read a workbook of {size:,} rows", packed, f"{packed / plain:.1f} times the lines; at most 3")
    show("canonical form and fingerprint", timed(lambda: fingerprint(canonical(table.entries))))


def floor(text: bytes) -> list[Entry]:
    """What no reader in Python is without."""
    rows = csv_module.reader(io.StringIO(text.decode()))
    next(rows)
    return sorted(Entry(phone, a) for phone, a in rows if E164.fullmatch(phone))


def seconds_of_plan(size: int) -> float:
    """A list in which every hundredth person is new, changed or gone."""
    desired = [Entry(number(n), "new" if n % 100 == 1 else "Ms") for n in range(size) if n % 100 != 2]  # noqa: PLR2004 a pattern
    actual = [Held(n, number(n), "Ms") for n in range(size) if n % 100]
    owned = {held.id for held in actual}
    return timed(lambda: plan(desired=desired, actual=actual, owned=owned, policy=Policy()))


def commands(size: int, folder: Path) -> None:
    """Whole commands; each ratio is against a stack whose one resource does nothing."""
    sandbox = Sandbox(folder=folder)
    bare, people, empty, persons, as_dict = (
        Project(folder=folder / name, config={"baseUrl": sandbox.url}, as_users_run_it=True)
        for name in ("bare", "people", "empty", "persons", "dict")
    )
    bare.program(NAIVE.format(rest='Naive("bare", url="")'))
    base_up = step(sandbox, "up of a bare resource", bare, "up")
    base_same = step(sandbox, "no-change up of it", bare, "up")

    (empty.folder / "big.csv").write_text("phone,a\n")
    empty.program(LIST.format(name="Small"))
    step(sandbox, "first up of an empty list", empty, "up", base_up)
    nothing = step(sandbox, "no-change up of it", empty, "up", base_same)
    empty.destroy()

    (people.folder / "big.csv").write_text(csv(range(size)))
    people.program(LIST.format(name="Big"))
    first = step(sandbox, f"first up of {size:,} people", people, "up", base_up)
    group = sandbox.listed()[0]["id"]
    alone = sandbox.add_group(name="the sandbox alone")
    show("  of which the sandbox answers batches", timed(lambda: fill(sandbox, alone, size), runs=1))
    same = step(sandbox, f"no-change up of {size:,}", people, "up", base_same)
    show("", 0, f"{same / nothing:.2f} times the no-change up of an empty list; first up {first / base_up:.1f}")
    (people.folder / "big.csv").write_text(csv(range(1, size + 1), changed=5))
    step(sandbox, "preview of +1 ~1 -1", people, "preview", base_same)
    step(sandbox, "up of +1 ~1 -1", people, "up", base_same)
    step(sandbox, "refresh", people, "refresh", base_same)

    url = f"{sandbox.url}/groups/{group}/phones"
    each = f'for n in range({ONE_A_PERSON}): Naive(str(n), url="{url}", token="{TOKEN}", phone=f"+49177{{n:08}}")'
    persons.program(NAIVE.format(rest=each))
    many = step(sandbox, f"{ONE_A_PERSON:,} people, a resource each", persons, "up", base_up)
    (empty.folder / "big.csv").write_text(csv(range(ONE_A_PERSON)))
    one = step(sandbox, f"{ONE_A_PERSON:,} people, one list", empty, "up", base_up)
    show("", 0, f"a resource a person takes {many / one:.0f} times as long as one list")
    as_dict.program(
        NAIVE.format(rest=f'Naive("d", url="", people={{f"+49176{{n:08}}": {{"a": "Ms"}} for n in range({DICT})}})')
    )
    step(sandbox, f"{DICT:,} people as a dict input", as_dict, "up", base_up)
    sandbox.stop()


def csv(people: range, *, changed: int = -1) -> str:
    """A list's file."""
    return "phone,a\n" + "".join(f"{number(n)},{'Mr' if n == changed else 'Ms'}\n" for n in people)


def fill(sandbox: Sandbox, group: str, size: int) -> None:
    """The same batches as the provider sends, by a plain client."""
    for start in range(0, size, 500):
        batch = [{"phone": number(n), "a": "Ms"} for n in range(start, min(size, start + 500))]
        sandbox.api("POST", f"/groups/{group}/phones/batch", json=batch)


def step(sandbox: Sandbox, name: str, project: Project, verb: str, base: float | None = None) -> float:
    """Run one command; print its seconds, requests and the provider's peak memory."""
    sandbox.forget()
    sandbox.exchanges.clear()
    command = ["pulumi", verb, "-s", project.stack, "--non-interactive", *([] if verb == "preview" else YES)]
    cost = measured(command, folder=project.folder, environment=project.variables())
    if cost.code:
        sys.exit(f"{name} failed:\n{cost.text[-2000:]}")
    peak = cost.processes["provider"].megabytes if "provider" in cost.processes else 0
    if peak < LEAST:
        sys.exit(f"{name}: the provider's host was not seen")
    ratio = f"{cost.seconds / base:5.1f} times the bare host, " if base else ""
    show(name, cost.seconds, f"{ratio}{sandbox.count():,} requests, provider's peak {peak:.0f} MB")
    return cost.seconds


def show(name: str, seconds: float, told: str = "") -> None:
    """Print a row."""
    print(f"{name:<42} {f'{seconds:8.3f} s' if name else '':>10}  {told}", flush=True)


def timed(run: Callable[[], object], *, runs: int = 3) -> float:
    """The median of a few runs, in seconds."""

    def once() -> float:
        began = time.perf_counter()
        run()
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(runs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
