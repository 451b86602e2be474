"""`lox24 erase`: one person goes, everybody else stays, and the number is never printed."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.rules.list_file.package import DAMAGED
from tests.support.people import number
from tests.support.printed import as_told
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.workbooks import workbook

Erase = Callable[..., tuple[int, str]]

PERSON = "+4917622334455"


class Terminal(io.StringIO):
    """Where somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def erase(sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Erase:
    """Runs the command; gives its exit code and all that it printed. The number must not be in that."""
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.setenv("LOX24_BASE_URL", sandbox.url)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def run(*arguments: str, person: str = PERSON) -> tuple[int, str]:
        try:
            code = main(["erase", person, "--folder", str(folder), *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        if "--json" in arguments:
            as_told(out, "erase")
        told = out + err
        assert "22334455" not in told
        assert number(7)[3:] not in told
        return code, told

    return run


def numbers(sandbox: Sandbox, group: str) -> list[str]:
    return [entry["phone"] for entry in sandbox.phones(group)]


def group_of(sandbox: Sandbox, *people: str, name: str = "one") -> str:
    group = sandbox.add_group(name=name)
    for person in people:
        sandbox.api("POST", f"/groups/{group}/phones", json={"phone": person})
    return group


def unsubscribe(sandbox: Sandbox, group: str, person: str = PERSON) -> None:
    """Opt out in a way that only the group knows."""
    (entry,) = (entry["id"] for entry in sandbox.phones(group) if entry["phone"] == person)
    sandbox.edit_phone(entry, unsubscribed_at=1_800_000_000)


SPELLED = (
    "00{rest}",
    "+49 (0)176{end}",
    "+490176{end}",
    "0049 (0) 176 {end}",
    "{rest}",
    "\u202a+49\u00a0176\u2212{end}\u202c",
    "'+49 176/{end}",
    "tel:+49-176-{end}",
)
"""A person's number as an account may have it, with its country."""


@pytest.mark.promise
def test_one_person_goes_from_every_group_in_every_spelling(erase: Erase, sandbox: Sandbox) -> None:
    one, other = sandbox.add_group(name="one"), sandbox.add_group(name="other")
    sandbox.add_phones(one, 10)
    for spelled in (*(spelling.format(rest=number(7)[1:], end=number(7)[6:]) for spelling in SPELLED), number(8)):
        sandbox.api("POST", f"/groups/{other}/phones", json={"phone": spelled})

    code, told = erase(person=number(7))
    assert code == 2
    assert f"group {one} 'one': 1 entry to delete\n" in told
    assert f"group {other} 'other': {len(SPELLED)} entries to delete\n" in told
    assert "not confirmed, nothing was deleted" in told
    assert (len(numbers(sandbox, one)), len(numbers(sandbox, other))) == (10, len(SPELLED) + 1)

    code, told = erase("--yes", person=number(7))
    assert code == 0
    assert f"erased {len(SPELLED) + 1} entries" in told
    assert numbers(sandbox, one) == [number(n) for n in range(10) if n != 7]
    assert numbers(sandbox, other) == [number(8)]

    code, told = erase("--yes", person=number(7))
    assert code == 0
    assert "the person is in no group of the account" in told
    assert "nothing was deleted" in told


@pytest.mark.promise
@pytest.mark.parametrize("spelled", [f"0{PERSON[3:]}", PERSON[3:], f"0176 / {PERSON[6:]}"])
def test_an_entry_that_may_be_somebody_elses_is_named_by_its_id_and_stays(
    erase: Erase, sandbox: Sandbox, spelled: str
) -> None:
    group = group_of(sandbox, spelled, PERSON)
    id = next(int(entry["id"]) for entry in sandbox.phones(group) if entry["phone"] == spelled)
    code, told = erase("--yes")
    assert code == 3
    assert f"group {group} 'one': 1 entry kept ({id}): without its country code it may be somebody else's" in told
    assert numbers(sandbox, group) == [spelled]
    assert json.loads(erase("--yes", "--json")[1]) == {
        "groups": [{"id": group, "name": "one", "entries": 0, "ambiguous": [id], "erased": False}],
        "blocked": False,
        "files": [],
        "erased": False,
    }


def test_who_shares_some_digits_stays(erase: Erase, sandbox: Sandbox) -> None:
    """Another code's national form is another person: 07622 is Schopfheim, 0176 is a mobile network."""
    others = ["07622334455", "0917622334455", "+4317622334455", "+17622334455", f"{PERSON}0", "+491762233445"]
    group = group_of(sandbox, PERSON, *others)
    assert erase("--yes")[0] == 0
    assert numbers(sandbox, group) == sorted(others)


def test_an_opt_out_that_only_a_group_knows_is_kept(erase: Erase, sandbox: Sandbox) -> None:
    """Erased, the person would be added again by the next list that has them."""
    group, other = group_of(sandbox, PERSON), group_of(sandbox, PERSON, name="other")
    unsubscribe(sandbox, group)
    code, told = erase("--yes")
    assert code == 3
    assert f"group {group} 'one': 1 entry kept: the opt-out is known to this group only; put the number on" in told
    assert (numbers(sandbox, group), numbers(sandbox, other)) == ([PERSON], [])

    code, told = erase("--yes", "--json")
    assert code == 3
    assert json.loads(told)["groups"] == [{"id": group, "name": "one", "entries": 1, "ambiguous": [], "erased": False}]
    assert not json.loads(told)["erased"]
    code, told = erase("--yes")
    assert "nothing was deleted" in told
    assert "erased" not in told

    sandbox.block(PERSON)
    code, told = erase("--yes", "--json")
    assert code == 0
    assert json.loads(told) == {
        "groups": [{"id": group, "name": "one", "entries": 1, "ambiguous": [], "erased": True}],
        "blocked": True,
        "files": [],
        "erased": True,
    }
    assert numbers(sandbox, group) == []
    assert json.loads(erase("--json")[1])["blocked"], "the block list stays"


def test_an_opt_out_is_kept_when_the_block_list_may_mean_somebody_else(erase: Erase, sandbox: Sandbox) -> None:
    group = group_of(sandbox, PERSON)
    unsubscribe(sandbox, group)
    for blocked in ("017622334455", "07622334455"):
        sandbox.block(blocked)
    assert erase("--yes")[0] == 3
    assert numbers(sandbox, group) == [PERSON]


def test_an_opt_out_by_form_is_erased_and_stays_blocked(erase: Erase, sandbox: Sandbox) -> None:
    group = group_of(sandbox, PERSON)
    sandbox.opt_out(group, PERSON)
    assert erase("--yes")[0] == 0
    assert numbers(sandbox, group) == []
    code, told = erase("--yes")
    assert code == 0
    assert "the number is on the account's block list, which stays as it is" in told


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_it_asks_at_a_terminal(
    erase: Erase, sandbox: Sandbox, answer: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = group_of(sandbox, PERSON)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert erase()[0] == code
    assert numbers(sandbox, group) == ([] if code == 0 else [PERSON])


def test_json_does_not_ask(erase: Erase, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_of(sandbox, PERSON)
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    code, told = erase("--json")
    assert code == 2
    assert not json.loads(told)["erased"]
    assert numbers(sandbox, group) == [PERSON]


def test_the_number_from_standard_input(erase: Erase, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_of(sandbox, PERSON)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PERSON}\n"))
    assert erase(person="-")[0] == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PERSON}\n"))
    assert erase("--yes", person="-")[0] == 0
    assert numbers(sandbox, group) == []


def test_the_number_typed_is_not_shown(erase: Erase, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_of(sandbox, PERSON)
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    monkeypatch.setattr("lox24_provider.commands.common.getpass", lambda _: PERSON)
    assert erase(person="-")[0] == 0
    assert numbers(sandbox, group) == []


def test_files_that_still_hold_the_number(erase: Erase, folder: Path) -> None:
    (folder / "lists").mkdir()
    spellings = (
        PERSON,
        "004917622334455",
        "017622334455",
        "17622334455",
        "0176 / 223-344 55",
        "+49 (0)176 22334455",
        "+490176 22334455",
    )
    strangers = ("+43 176 22334455", "+17622334455", f"{PERSON}0", "07622334455", "9017622334455")
    lines = [
        *spellings,
        "Kunde 7 0176/22334455",
        "\u0660\u0661\u0667\u0666 22\u200e33\u221244\uff15\uff15",
        "49\u00a0176\u00a022334455;x",
        *strangers,
    ]
    (folder / "lists" / "all.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "wide.txt").write_text(f"x\n{PERSON}\n", encoding="utf-16")
    (folder / "program.py").write_text(f"PEOPLE = [{PERSON!r}]\n")
    for hidden in (".venv", ".git", "node_modules"):
        (folder / hidden).mkdir()
        (folder / hidden / "list.csv").write_text(PERSON)
    (folder / "picture.bin").write_text(PERSON)

    code, told = erase()
    assert code == 0
    assert [line for line in told.splitlines() if line.startswith("still in")] == [
        f"still in {folder}/{place}: remove it there, or the next `pulumi up` adds the person again"
        for place in ("program.py:1", "wide.txt:2", *(f"lists/all.csv:{line}" for line in range(1, 11)))
    ]
    assert len(json.loads(erase("--json")[1])["files"]) == 12


@pytest.mark.parametrize(
    ("here", "places"),
    [
        ("infra/config", ["../../infra/one.csv", "../../lists/two.csv", "../../web/three.csv"]),
        ("", ["infra/one.csv", "lists/two.csv", "web/three.csv"]),
        ("web", ["three.csv"]),
    ],
)
@pytest.mark.usefixtures("erase")
def test_without_a_folder_the_repository_of_the_project_is_looked_through(
    folder: Path, here: str, places: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lists of a project in `infra/` may be beside it; the next run would add the person again."""
    for name in (".git", "infra/config", "lists", "web"):
        (folder / name).mkdir(parents=True)
    (folder / "infra/Pulumi.yaml").write_text("name: sms\n")
    for name in ("infra/one.csv", "lists/two.csv", "web/three.csv", "../outside.csv"):
        (folder / name).write_text(PERSON)
    monkeypatch.chdir(folder / here)
    assert main(["erase", PERSON, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [f"{place}:1" for place in places]


@pytest.mark.parametrize("cell", [PERSON, "0176 / 223-344 55", 4917622334455])
def test_a_workbook_that_still_holds_the_number_is_named(erase: Erase, folder: Path, cell: str | int) -> None:
    (folder / "people.xlsx").write_bytes(workbook([["phone", "a"], [number(1), "x"], [cell, "y"]]))
    (folder / "others.xlsx").write_bytes(workbook([["phone"], [number(1)], ["+4317622334455"]]))
    (folder / "damaged.xlsx").write_bytes(b"PK")
    code, told = erase()
    assert code == 0
    assert [line for line in told.splitlines() if line.startswith(("still", "not looked"))] == [
        f"still in {folder}/people.xlsx: remove it there, or the next `pulumi up` adds the person again",
        f"not looked into {folder}/damaged.xlsx: it {DAMAGED}",
    ]


def test_a_file_that_cannot_be_looked_into_is_named(erase: Erase, folder: Path) -> None:
    with (folder / "huge.csv").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024 + 1)
    (folder / "lost.csv").symlink_to(folder / "nowhere")
    told = erase()[1]
    assert f"not looked into {folder}/huge.csv: it is larger than 50 MB" in told
    assert f"not looked into {folder}/lost.csv: " in told


def test_names_and_paths_do_not_tell_the_number(erase: Erase, sandbox: Sandbox, folder: Path) -> None:
    group_of(sandbox, PERSON, name=f"only for {PERSON}")
    group_of(sandbox, PERSON, name=f"{chr(0x2066) * 8} 0176 22334455")  # cut in its middle, when escaped
    (folder / f"{PERSON}.csv").write_text(PERSON)
    for arguments in ([], ["--json"]):
        told = erase(*arguments)[1]
        assert "only for [number]" in told
        assert "[number].csv:1" in told
        assert "0176" not in told


def test_a_folder_that_is_none_stops_before_anything_is_deleted(erase: Erase, sandbox: Sandbox, folder: Path) -> None:
    group_of(sandbox, PERSON)
    sandbox.forget()
    code, told = erase("--yes", "--folder", str(folder / PERSON))
    assert (code, told) == (1, f"error: --folder {folder}/[number] is no folder [LOX4011]\n")
    assert sandbox.calls() == []


@pytest.mark.parametrize("fault", [{"status": 401}, {"status": 500}, {"reset": "before"}])
def test_a_fault_is_one_line(
    erase: Erase, sandbox: Sandbox, fault: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lox24_provider.api.retry.FIRST_WAIT", 0.0)
    sandbox.fault(**fault, times=9)
    code, told = erase("--yes")
    assert code == 1
    (line,) = told.splitlines()
    assert line.startswith("error: GET /")


def test_a_fault_between_two_deletions_says_how_far_it_came(erase: Erase, sandbox: Sandbox) -> None:
    one, other = group_of(sandbox, PERSON), group_of(sandbox, PERSON, name="other")
    (entry,) = (entry["id"] for entry in sandbox.phones(other))
    sandbox.fault(method="DELETE", path=f"/phones/{entry}", status=403, times=1)
    code, told = erase("--yes")
    assert code == 1
    assert told.splitlines()[-1].endswith("(1 of 2 entries were erased; erase again for the rest) [LOX3903]")
    assert (numbers(sandbox, one), numbers(sandbox, other)) == ([], [PERSON])


def test_an_entry_that_is_gone_already_is_fine(erase: Erase, sandbox: Sandbox) -> None:
    group = group_of(sandbox, PERSON)
    (entry,) = (entry["id"] for entry in sandbox.phones(group))
    sandbox.fault(method="DELETE", path=f"/phones/{entry}", status=404, times=1)
    assert erase("--yes")[0] == 0


def test_a_dead_port_is_one_line(erase: Erase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lox24_provider.api.retry.FIRST_WAIT", 0.0)
    with socket.socket() as bound:  # and not listening
        bound.bind(("127.0.0.1", 0))
        monkeypatch.setenv("LOX24_BASE_URL", f"http://127.0.0.1:{bound.getsockname()[1]}")
        code, told = erase("--yes")
    assert code == 1
    assert len(told.splitlines()) == 1
    assert told.startswith("error: ")


def test_the_embedded_sandbox(erase: Erase, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("LOX24_BASE_URL")
    code, told = erase("--base-url", "sandbox")
    assert code == 0
    assert "the person is in no group of the account" in told


def test_two_base_urls_are_refused(erase: Erase) -> None:
    code, told = erase("--base-url", "https://api.example.com")
    assert code == 1
    assert told.startswith("error: --base-url differs from LOX24_BASE_URL")


@pytest.mark.parametrize("person", ["0176 00000007", "+49 176 22334455", "", "+4917622334455x"])
def test_a_number_that_is_none_is_refused_without_a_request(erase: Erase, sandbox: Sandbox, person: str) -> None:
    sandbox.forget()
    assert erase(person=person)[0] == 1
    assert sandbox.calls() == []


@pytest.mark.parametrize(
    "arguments", [["erase", "+49", "176", "22334455"], [PERSON], ["erase", PERSON, f"--json={PERSON}"]]
)
def test_a_complaint_about_arguments_does_not_tell_the_number(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 1
    told = "".join(capsys.readouterr())
    assert "22334455" not in told
    assert "176 " not in told


def test_the_help_says_how_to_keep_the_number_out_of_the_history(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["erase", "--help"])
    told = capsys.readouterr().out
    assert "lox24 erase -   " in told
    assert "exit codes:" in told


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp037"])
def test_a_file_in_a_wide_encoding_is_looked_into(erase: Erase, folder: Path, encoding: str) -> None:
    """A list may name any; but for those in which digits are no ASCII, which no spreadsheet of today writes."""
    (folder / "wide.csv").write_text(f"phone\n{number(1)}\n{PERSON}\n", encoding=encoding)
    assert ("wide.csv:3" in erase("--yes")[1]) == (encoding != "cp037")


@pytest.mark.parametrize(
    ("person", "written"),
    [
        (PERSON, "01149176 22334455"),
        ("+48601223344", "+48 (0)601 223 344"),
        ("+36202233445", "+36 0 20 223 3445"),
        ("+36202233445", "06 20 223 3445"),
        ("+5491122334455", "011 15-2233-4455"),
        ("+375292233445", "8 029 223-34-45"),
    ],
)
def test_a_file_is_searched_for_what_people_dial(erase: Erase, folder: Path, person: str, written: str) -> None:
    (folder / "people.csv").write_text(f"phone\n{written}\n")
    assert "people.csv:2" in erase("--yes", person=person)[1]


@pytest.mark.parametrize("spelled", ["01149176 22334455", "004917622334455 ext. 7", f"{PERSON} / 0176000007"])
def test_an_entry_that_no_list_could_hold_is_named(erase: Erase, sandbox: Sandbox, spelled: str) -> None:
    group = group_of(sandbox, spelled)
    code, told = erase("--yes")
    assert (code, numbers(sandbox, group)) == (3, [spelled])
    assert "1 entry kept (" in told


def test_a_landline_without_its_plus_may_be_another_countrys(erase: Erase, sandbox: Sandbox) -> None:
    """A number of Vienna, or one of Kiel that lost its zero."""
    group = group_of(sandbox, "4311234567")
    assert erase("--yes", person="+4311234567")[0] == 3
    assert numbers(sandbox, group) == ["4311234567"]
