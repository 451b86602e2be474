"""Who holds a group across the processes of one run: each `Ownership` here is one's."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lox24_provider.adapter.beside import Beside
from lox24_provider.adapter.state_format import GROUP_TYPE, NATIVE_GROUP_TYPE
from lox24_provider.errors import OwnedByAnother
from lox24_provider.operations.ownership import Ownership

ENGINE = "127.0.0.1:40001"
OWN = "1234567@api.lox24.eu"


def urn(type: str, name: str) -> str:
    return f"urn:pulumi:test::lists::{type}::{name}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def process(*, engine: str = ENGINE, account: str = OWN) -> Ownership:
    owners = Ownership()
    owners.others = Beside(engine=engine, kind="groups", account=lambda: account)
    return owners


def test_what_another_process_of_the_run_declares_is_kept_as_its_resource() -> None:
    deleting, holding = process(), process()
    holding.declared("4711", urn=urn(NATIVE_GROUP_TYPE, "customers"))
    clients = urn(GROUP_TYPE, "clients")
    assert deleting.owner_to_keep("4711", urn=clients) == urn(NATIVE_GROUP_TYPE, "customers")
    assert deleting.owner_to_keep("4712", urn=clients) is None
    assert deleting.owner_to_keep("4711", urn=urn(GROUP_TYPE, "customers")) is None, "the same one before its move"
    assert holding.owner_to_keep("4711", urn=urn(NATIVE_GROUP_TYPE, "customers")) is None


def test_what_another_process_declares_is_not_taken_from_it() -> None:
    one, other = process(), process()
    one.begins("4711", urn=urn(NATIVE_GROUP_TYPE, "one"))
    with pytest.raises(OwnedByAnother, match="group 4711 is owned by 'one', so 'two' cannot have it too"):
        other.begins("4711", urn=urn(NATIVE_GROUP_TYPE, "two"))
    other.begins("4712", urn=urn(NATIVE_GROUP_TYPE, "two"))


def test_the_same_resource_by_the_other_adapter_is_no_other_one() -> None:
    one, moved = process(), process()
    one.begins("4711", urn=urn(NATIVE_GROUP_TYPE, "one"))
    moved.begins("4711", urn=urn(GROUP_TYPE, "one"))


def test_what_only_a_state_holds_is_no_reason_to_keep_it() -> None:
    deleting, other = process(), process()
    other.read("4711", urn=urn(NATIVE_GROUP_TYPE, "customers"))
    assert deleting.owner_to_keep("4711", urn=urn(GROUP_TYPE, "clients")) is None


@pytest.mark.parametrize("one", [{"engine": "127.0.0.1:4000"}, {"account": "7654321@api.lox24.eu"}])
def test_another_run_and_another_account_are_not_asked(one: dict[str, str]) -> None:
    deleting, other = process(), process(**one)
    other.declared("4711", urn=urn(NATIVE_GROUP_TYPE, "customers"))
    assert deleting.owner_to_keep("4711", urn=urn(GROUP_TYPE, "clients")) is None


@pytest.mark.parametrize("engine", ["", "-c", "tests/host"])
def test_without_an_engine_nobody_is_beside(engine: str, folder: Path) -> None:
    deleting, other = process(engine=engine), process(engine=engine)
    other.declared("4711", urn=urn(NATIVE_GROUP_TYPE, "customers"))
    assert deleting.owner_to_keep("4711", urn=urn(GROUP_TYPE, "clients")) is None
    assert not [*folder.iterdir()]


def test_a_process_that_is_gone_holds_nothing_and_its_file_goes(folder: Path) -> None:
    code = (
        "import os, sys, tempfile\n"
        "from lox24_provider.adapter.beside import Beside\n"
        "tempfile.tempdir = sys.argv[1]\n"
        f"Beside(engine={ENGINE!r}, kind='groups', account=lambda: {OWN!r}).took('4711', urn='x')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
    (runs,) = folder.iterdir()
    (left,) = runs.iterdir()
    owners = process()
    assert owners.owner_to_keep("4711", urn=urn(GROUP_TYPE, "clients")) is None
    owners.declared("4712", urn=urn(GROUP_TYPE, "clients"))
    (own,) = runs.iterdir()
    assert own != left
    assert [stat.S_IMODE(one.stat().st_mode) for one in (runs, own)] == [0o700, 0o600]


def test_a_folder_that_others_can_write_in_is_not_believed(folder: Path) -> None:
    deleting, holding = process(), process()
    holding.declared("4711", urn=urn(NATIVE_GROUP_TYPE, "customers"))
    (runs,) = folder.iterdir()
    runs.chmod(0o770)
    assert deleting.owner_to_keep("4711", urn=urn(GROUP_TYPE, "clients")) is None
