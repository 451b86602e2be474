"""However LOX24 answers its documentation's open questions, the account comes to be what the program says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lox24_provider.rules.group import FIELDS
from lox24_provider.sandbox.switches import Switches
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

# Every value but the defaults, which all other tests of the engine have.
READINGS = {
    "as API Platform 4": ("put=replace", "hydra=plain", "empty_string=null", "group_page_size=2", "count_items=omit"),
    "as 2.27, lists late": ("hydra=mixed", "trim=true", "list_lag=3", "group_ids=string", "phones_page_size=1"),
    "nothing but arrays": ("plain_lists=true", "count_items=lag", "group_page_size=1", "put=replace", "list_lag=1"),
}

# What touches no group, and what changes errors only: for these see tests/host/test_switches.py and test_phones.py.
ELSEWHERE = {"empty_map", "phones_on_put", "normalise_phones", "duplicates", "batch_limit", "batch_limit_status"}
ELSEWHERE |= {
    "phone_ids",
    "phones_lag",
    "rate_limit",
    "bad_credentials",
    "block_seconds",
    "validation_status",
    "foreign_group",
}

Groups = Mapping[str, Mapping[str, str]]

FIRST: Groups = {
    "clients": {"name": "My Clients", "description": "Best clients", "name_a": "salutation", "name_e": "ä😀"},
    "vips": {"name": "VIPs", "description": "", "name_b": "x" * 50},
    "staff": {"name": "Staff"},
}
EDITED: Groups = {
    "clients": {"name": "Clients", "name_a": "", "name_b": "name", "name_e": "ä😀"},
    "vips": {"name": "VIPs", "description": "now with one", "name_b": "x" * 50},
    "new": {"name": "New", "name_c": "c"},
}


def program(groups: Groups) -> str:
    return "\n".join(f"Group({key!r}, **{dict(fields)!r})" for key, fields in groups.items())


def wanted(groups: Groups) -> list[list[str | None]]:
    return sorted([fields.get(field) or None for field in FIELDS] for fields in groups.values())


def held(sandbox: Sandbox) -> list[list[str | None]]:
    """What is stored, past everything that a switch does to answers."""
    with sandbox.store.reading() as tables:
        rows = tables.groups.of(sandbox.account.partition("@")[0])
    return sorted([row[field] for field in FIELDS] for row in rows)


@pytest.mark.promise
def test_every_value_of_a_switch_that_touches_groups_has_its_turn() -> None:
    used = {tuple(setting.split("=")) for switches in READINGS.values() for setting in switches}
    for name, default, allowed, _ in Switches.table():
        values = {value for switch, value in used if switch == name}
        if name not in ELSEWHERE:
            assert values == set(allowed.split(" | ")) - {default} if "|" in allowed else values - {default}, name


@pytest.mark.promise
@pytest.mark.both_adapters
@pytest.mark.parametrize(
    "switches",
    [*[*READINGS.values()][:-1], pytest.param(READINGS["nothing but arrays"], marks=pytest.mark.native)],
    ids=READINGS.keys(),
)
@pytest.mark.short(cases=1)
def test_the_account_is_what_the_program_says(
    tmp_path: Path, make_sandbox: Callable[..., Sandbox], adapter: str, switches: tuple[str, ...]
) -> None:
    sandbox = make_sandbox(*switches)
    config = {"baseUrl": sandbox.url, "maxRetries": "0"}
    project = Project(folder=tmp_path / "project", config=config, adapter=adapter)
    for groups in (FIRST, EDITED):
        project.program(program(groups))
        assert project.up().code == 0
        assert held(sandbox) == wanted(groups)
        assert project.up("--expect-no-changes").code == 0
    refreshed = project.refresh("--expect-no-changes")
    assert refreshed.code == 0, refreshed.text
    assert project.destroy().code == 0
    assert held(sandbox) == []
