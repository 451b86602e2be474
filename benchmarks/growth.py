"""How the daily commands grow with the number of groups: `make growth`, or `make growth ARGS="100 1000"`.

Whole commands of the real CLI against a sandbox on this machine, without latency. Machines differ: read the ratio of
the two sizes within one run. The counts of requests are exact.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.engine import Project, Run
from tests.support.sandbox import Sandbox

PROGRAM = (
    'for n in range({size}): Group(f"g{{n:05}}", name=f"Group {{n:05}}", description="{words}" if n == 0 else None)'
)


def measure(size: int) -> dict[str, tuple[float, int]]:
    """Seconds and requests of each step with `size` groups."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(folder=Path(folder))
        project = Project(folder=Path(folder, "project"), config={"baseUrl": sandbox.url})
        measured: dict[str, tuple[float, int]] = {}

        def step(name: str, run: Callable[[], Run]) -> None:
            sandbox.forget()
            began = time.perf_counter()
            ended = run()
            seconds = time.perf_counter() - began
            if ended.code:
                sys.exit(f"{name} of {size} groups failed:\n{ended.text[-2000:]}")
            measured[name] = seconds, sandbox.count()
            print(f"  {name:<14} {seconds:7.1f} s  {measured[name][1]:6} requests", flush=True)

        print(f"{size} groups", flush=True)
        project.program(PROGRAM.format(size=size, words="first"))
        step("first up", project.up)
        step("no-change up", lambda: project.up("--expect-no-changes"))
        step("preview", lambda: project.preview("--expect-no-changes"))
        step("refresh", lambda: project.refresh("--expect-no-changes"))
        project.program(PROGRAM.format(size=size, words="second"))
        step("one change", project.up)
        step("destroy", project.destroy)
        project.environment["PULUMI_SKIP_CHECKPOINTS"] = "true"
        step("fast first up", project.up)
        # What a killed run without checkpoints leaves: an account full of groups, and a state that knows none.
        emptied = Project(folder=Path(folder, "emptied"), config={**project.config, "onExisting": "adopt"})
        emptied.environment["PULUMI_SKIP_CHECKPOINTS"] = "true"
        emptied.program(PROGRAM.format(size=size, words="second"))
        step("adopt all", emptied.up)
        sandbox.stop()
        return measured


def main(sizes: list[int]) -> None:
    """Measure each size and print the ratio of the last to the first."""
    runs = [measure(size) for size in sizes]
    print(f"\n{sizes[-1]} groups against {sizes[0]}: {sizes[-1] / sizes[0]:g} times as many")
    for name, (seconds, _) in runs[-1].items():
        print(f"  {name:<14} {seconds / runs[0][name][0]:5.1f} times as long")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100, 1000])
