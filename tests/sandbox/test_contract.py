"""The sandbox against the contract of the API: schemathesis makes up the calls, right ones and wrong ones.

Every check it has is on: no 500; documented statuses, media types, headers and bodies; wrong input refused and right
input taken; 405 for another method, 404 after a delete, 401 without credentials and with wrong ones.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lox24_provider.sandbox import validation
from lox24_provider.sandbox.validation import Form
from tests.support.contract import CONTRACT, Exchange, load
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.torture import factor, tried

EXAMPLES = 4  # of each operation in each phase
PLAIN = "application/json, text/csv;q=0.9"
LINKED = "application/ld+json, text/csv;q=0.9"
OF_2_27 = ("hydra=mixed", "validation_status=422", "put=replace", "count_items=omit")
SHAPES = ((LINKED, OF_2_27), (PLAIN, ()), (LINKED, ()))  # of lists and answers; by its links the first has them all


def judged(
    folder: Path, *switches: str, accept: str = PLAIN, options: tuple[str, ...] = ()
) -> tuple[str, list[Exchange]]:
    """What schemathesis has against a sandbox with these switches, and all that it tried."""
    # One address sends more wrong credentials than any customer's.
    sandbox = Sandbox(folder=folder, switches=("bad_credentials=999999999", *switches))
    with closing(sqlite3.connect(folder / "sandbox.db")) as store, store:
        store.execute("UPDATE sqlite_sequence SET seq = 0")  # made-up ids are small ones
    for _ in range(5):
        sandbox.add_phones(sandbox.add_group(name="x"), 10)
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(CONTRACT), "--url", sandbox.url, "--no-color"]
    command += ["--header", f"X-LOX24-AUTH-TOKEN: {TOKEN}", "--header", f"Accept: {accept}", "--checks", "all"]
    # Made-up credentials would make almost every wrong call a 401.
    command += ["--generation-with-security-parameters", "false", *options]
    if factor() == 1:
        command.append("--generation-deterministic")
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    sandbox.stop()
    return run.stdout + run.stderr if run.returncode else "", sandbox.exchanges


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.short(cases=1)
@pytest.mark.parametrize(("accept", "switches"), SHAPES if factor() > 1 else SHAPES[:2])
def test_the_sandbox_keeps_the_contract(accept: str, switches: tuple[str, ...], tmp_path: Path) -> None:
    """The short version leaves one shape out: its lists are the second one's, its links the first one's."""
    examples = ("--max-examples", str(EXAMPLES * factor()))
    complaint, exchanges = judged(tmp_path, *switches, accept=accept, options=examples)
    assert not complaint
    assert [fault for exchange in exchanges for fault in exchange.answer_faults()] == []
    tried("calls made up from the contract", len(exchanges))
    # A sandbox that refuses everything keeps the contract too: each documented answer came, but for those that no
    # caller of this kind gets.
    documented = {
        (verb["operationId"], status)
        for item in load()["paths"].values()
        for verb in item.values()
        if "operationId" in verb
        for status in verb["responses"].keys() - {"403", "406", "429"}
    }
    met = {(exchange.operation, str(exchange.status)) for exchange in exchanges}
    assert documented <= met or (accept, switches) != SHAPES[0]


@pytest.mark.parametrize("switch", ["hydra=plain", "plain_lists=true"])
@pytest.mark.slow
def test_another_shape_breaks_the_contract(tmp_path: Path, switch: str) -> None:
    options = ("--include-operation-id", "listGroups", "--phases", "coverage")
    complaint, _ = judged(tmp_path, switch, accept=LINKED, options=options)
    assert "GET /groups" in complaint


@pytest.mark.slow
def test_another_limit_breaks_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "GROUP", Form("name", {**validation.GROUP.lengths, "name_c": 51}))
    complaint, _ = judged(tmp_path, options=("--include-operation-id", "createGroup", "--phases", "coverage"))
    assert '"name_c": "' in complaint
