"""Each contract of import-linter sees an import that it forbids, and modules are short."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.application.use_cases import _register_contract_types, read_user_options
from importlinter.configuration import configure
from importlinter.domain.contract import registry

ROOT = Path(__file__).parents[1]
PACKAGE = "lox24_provider"
LONGEST = 300  # lines
LONGER = {Path("lox24_provider/rules/entry_plan/plan.py"): 303}
"""With a reason: a plan and what makes it are read together, and what else was there has left it already."""

WRONG = {
    "One way through": ("api.client", f"{PACKAGE}.operations.entries"),
    "Two doors to the same calls": ("adapter.native.servicer", f"{PACKAGE}.adapter.dynamic.host"),
    "No folder has a circle": ("safe_io.reading", f"{PACKAGE}.commands.lists"),
    "The lifecycle does not know Pulumi": ("operations.entries", "pulumi"),
    "The rules do no I/O": ("rules.group", "socket"),
    "The API client does not know the rules' policies": ("api.client", f"{PACKAGE}.rules.group"),
    "A program does not load HTTP": ("resources.group", "requests"),
    "A list file is checked without Pulumi and HTTP": ("files.list_file", "requests"),
    "The sandbox imitates LOX24": ("api.client", f"{PACKAGE}.sandbox.tables"),
    "The sandbox is independent": ("sandbox.tables", f"{PACKAGE}.errors"),
}
"""By how a contract's name begins: a module of the package, and what it must not import."""


@pytest.fixture(scope="module")
def options() -> Any:
    configure()
    read = read_user_options(config_filename=str(ROOT / "pyproject.toml"))
    _register_contract_types(read)
    return read


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """What the package imports, which takes a second; a test changes a copy."""
    return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def _kept(options: Any, graph: grimp.ImportGraph, *, name: str) -> bool:
    (given,) = [one for one in options.contracts_options if one["name"].startswith(name)]
    contract = registry.get_contract_class(given["type"])(
        name=given["name"], session_options=options.session_options, contract_options=given
    )
    return bool(contract.check(graph, verbose=False).kept)


def test_every_contract_is_tried(options: Any) -> None:
    names = [one["name"] for one in options.contracts_options]
    assert len(names) == len(WRONG)
    assert all(any(name.startswith(begins) for name in names) for begins in WRONG)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_import_breaks_the_contract(options: Any, graph: grimp.ImportGraph, name: str) -> None:
    importer, imported = WRONG[name]
    importer = f"{PACKAGE}.{importer}"
    assert importer in graph.modules
    assert _kept(options, graph, name=name)
    changed = deepcopy(graph)
    if imported not in changed.modules:
        changed.add_module(imported, is_squashed=not imported.startswith(PACKAGE))
    changed.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    assert not _kept(options, changed, name=name)


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in (ROOT / PACKAGE).rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == LONGER
