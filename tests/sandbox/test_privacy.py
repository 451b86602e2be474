"""What the sandbox keeps and shows of people: a file for its owner alone, and paths without numbers."""

from __future__ import annotations

import os
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from stat import S_IMODE

import pytest
import requests

from lox24_provider.sandbox.masking import without_numbers
from lox24_provider.sandbox.store import Store
from tests.sandbox.conftest import Sandbox


@pytest.mark.parametrize(
    "path",
    [
        "/groups/10001",
        "/groups/10001/phones?page=2",
        "/groups/10001/phones/batch",
        "/phones/7000001",
        "/blocked_numbers/1?page=30",
        "/groups/10001/file/csv",
        "/%41%42%43?%FF=%00",
        "/" + "<script>&'\"?",
        "",
    ],
)
def test_what_is_no_number_stays(path: str) -> None:
    assert without_numbers(path) == path


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/phones/+4917663804817", "/phones/[number]"),
        ("/phones/4917663804817", "/phones/[number]"),
        ("/phones/0176638", "/phones/[number]"),
        ("/groups/017663804817/phones?page=2", "/groups/[number]/phones?page=2"),
        ("/groups/10001/+49 (0)176 / 638-048_17", "/groups/10001/[number]"),
        ("/nowhere/10001", "/nowhere/[number]"),
        ("/blocked_numbers?number=%2B49%20176%2063804817&page=2", "/blocked_numbers?number=[number]&page=2"),
        ("/me?%34%39%31%37%36", "/me?[number]"),
        ("/me?a=%2534%2539%2531%2537%2536", "/me?a=[number]"),
        ("/me?n=\uff10\uff11\uff17\uff16\uff16", "/me?n=[number]"),
        ("/me?n=4\ufe0f\u20e39\ufe0f\u20e31\ufe0f\u20e37\ufe0f\u20e36\ufe0f\u20e3", "/me?n=[number]\ufe0f\u20e3"),
        ("/me?a=%" + "25" * 20 + "34", "[number]"),  # who can say what it is
    ],
)
def test_a_number_is_masked_however_it_is_written(path: str, shown: str) -> None:
    assert without_numbers(path) == shown
    assert without_numbers(shown) == shown


@pytest.mark.promise
def test_no_path_that_is_shown_has_a_number(sandbox: Sandbox) -> None:
    sandbox.group()
    for path in (
        "/phones/+4917663804817",
        "/groups/10001/phones?phone=%2B49%20176%2063804817",
        "/blocked_numbers?number=0176-638-048-17",
    ):
        with closing(HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)) as connection:
            connection.request("DELETE", path, headers={"X-LOX24-AUTH-TOKEN": "1000000:key"})
            connection.getresponse().read()
    shown = requests.get(sandbox.url, timeout=10).text
    logged = [entry["path"] for entry in sandbox.hook("GET", "/requests")]
    assert logged[1:] == ["/phones/[number]", "/groups/10001/phones?phone=[number]", "/blocked_numbers?number=[number]"]
    for part in ("1766", "6380", "4817", "638-", "048-"):
        assert part not in shown
    assert "DELETE /groups/10001/phones?phone=[number]" in shown


def test_a_hook_that_refuses_a_number_does_not_repeat_it(sandbox: Sandbox) -> None:
    sandbox.group()
    document = {"phone": 4917663804817}
    reply = requests.post(f"{sandbox.url}/_sandbox/groups/10001/join", json=document, timeout=10)
    assert (reply.status_code, reply.json()) == (400, {"detail": "field phone: such a value will not do"})


def modes(folder: Path) -> dict[str, int]:
    return {path.name: S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


ALL_PRIVATE = {"sandbox.db": 0o600, "sandbox.db-wal": 0o600, "sandbox.db-shm": 0o600}


@pytest.mark.promise
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        with Store(tmp_path / "sandbox.db"):
            assert modes(tmp_path) == ALL_PRIVATE
    finally:
        os.umask(umask)


def test_a_file_that_others_can_read_is_narrowed_while_it_is_in_use(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db"):
        for path in tmp_path.iterdir():
            path.chmod(0o664)
        with Store(tmp_path / "sandbox.db"):
            assert modes(tmp_path) == ALL_PRIVATE


def test_a_file_of_somebody_else_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes(b"no database" * 99)
    (tmp_path / "notes").chmod(0o644)
    with pytest.raises(Exception, match="not a database"):
        Store(tmp_path / "notes")
    assert modes(tmp_path)["notes"] == 0o644
