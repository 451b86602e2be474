"""`lox24 lists check`: what is in a list file, every problem with its line, and what to paste. Nobody is shown."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lox24_provider.cli import main
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import read_table
from lox24_provider.stack_files.model import PhonesEntry
from tests.support.printed import as_told
from tests.support.workbooks import workbook

Check = Callable[..., tuple[int, str, str]]

ONE, TWO, LANDLINE, PREMIUM, UNKNOWN = (
    "+4915550000001",
    "+4915550000002",
    "+493012345678",
    "+499001234567",
    "+491999000001",
)
PEOPLE = ("Rumpelstilzchen", "Rapunzel")
SECRET = (*PEOPLE, *(phone[4:] for phone in (ONE, TWO, LANDLINE, PREMIUM, UNKNOWN)), "64123456")

NO_PROJECT = "there is no Pulumi.yaml here or above"
NO_HEADER = "line 1: looks like an entry; is the header line missing"
PROJECT = "name: lists\nruntime: python\nstackConfigDir: stacks\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command; gives exit code, stdout and stderr. Nobody is in either."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["lists", "check", *words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        assert [secret for secret in SECRET if secret in told.out + told.err] == []
        return code, told.out, told.err

    return run


def checked(check: Check, *words: str) -> Any:
    """What it prints for machines, with the exit code."""
    code, out, err = check(*words, "--json")
    assert err == ""
    return {**as_told(out, "lists", "check"), "code": code}


def test_a_tidy_file_has_no_problems(check: Check, folder: Path) -> None:
    (folder / "l.csv").write_text(f"phone;a\n{ONE};Rapunzel\n{TWO};\n")
    code, out, err = check("l.csv")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "l.csv",
        "  utf-8, cells divided by semicolons",
        "  2 rows, 2 people",
        "  numbers: DE 2 mobile",
        "  no problems",
    ]


@pytest.mark.promise
def test_every_problem_is_told_with_its_line_and_nobody_is_shown(check: Check, folder: Path) -> None:
    """Not twenty of them, as in an error of the engine; and those too that only a new list has."""
    wrong = "".join(f"0155 5000000-{n},Rapunzel\n" for n in range(10, 40))
    twice = f"{ONE},Rapunzel\n{ONE},Rumpelstilzchen\n"
    (folder / "l.csv").write_text(f"phone,a\n{wrong}030 12345678,x\n{ONE}99999,x\n{twice}")
    found = checked(check, "l.csv", "--region", "DE")
    assert found["code"] == 1
    assert [problem["line"] for problem in found["problems"]] == [*range(2, 34), 35]
    assert {problem["text"] for problem in found["problems"][:30]} == {"phone: has an extension"}
    assert [problem["text"].partition(",")[0] for problem in found["problems"][30:]] == [
        "phone: is a landline's",
        "phone: is too short or too long for a number of its country",
        "phone: is the number of line 34 too",
    ]
    assert (found["rows"], found["people"]) == (34, 1)
    _, out, _ = check("l.csv", "--region", "DE")
    assert "33 problems:" in out
    assert out.count("has an extension") == 30


def test_numbers_that_may_get_no_sms_are_named_by_line(check: Check, folder: Path) -> None:
    numbers = [ONE, LANDLINE, "43664123456", LANDLINE.replace("78", "79"), PREMIUM, UNKNOWN, "+870773111632"]
    (folder / "l.csv").write_text("phone\n" + "".join(f"{phone}\n" for phone in numbers))
    found = checked(check, "l.csv", "--region", "DE")
    assert (found["code"], found["problems"]) == (0, [])
    assert found["numbers"] == {
        "DE": {"mobile": 1, "landline": 2, "other": 1, "unknown": 1},
        "+870": {"mobile": 1},
        "AT": {"mobile": 1},
    }
    assert found["unlikely"] == [
        {"country": "DE", "kind": "landline", "lines": [3, 5]},
        {"country": "DE", "kind": "other", "lines": [6]},
        {"country": "DE", "kind": "unknown", "lines": [7]},
    ]
    assert found["abroad"] == [{"country": "AT", "kind": "mobile", "lines": [4]}]
    _, out, _ = check("l.csv", "--region", "de")
    assert out.partition("worth a look:\n")[2].splitlines()[:4] == [
        "    lines 3, 5: landlines of DE, which usually get no SMS",
        "    line 6: numbers of services of DE, which usually get no SMS",
        "    line 7: in no range of DE that is known to be in use",
        "    line 4: read as mobiles of AT, and may have been landlines of DE",
    ]


def test_lines_beside_each_other_are_no_number_to_be_masked(check: Check, folder: Path) -> None:
    (folder / "l.csv").write_text("phone\n" + "\n" * 1000 + f"{LANDLINE}\n" + f"{LANDLINE[:-1]}0\n")
    assert "lines 1002-1003: landlines" in check("l.csv")[1]


def test_what_was_merged_skipped_ignored_or_looks_damaged_is_told(check: Check, folder: Path) -> None:
    text = f"Mobil;Name;Call 0176 1234567;Ort\n{ONE};JÃ¶rg;x;y\n{ONE};JÃ¶rg;x;y\n;Rapunzel;;z\n"
    (folder / "l.csv").write_text(text)
    words = ("l.csv", "--columns", "phone=Mobil", "a=Name", "--skip-without-phone")
    code, out, _ = check(*words)
    assert code == 0
    assert "3 rows, 1 person; 1 row was a duplicate and merged, 1 row has no number and was skipped" in out
    assert "not read: 'column 3', 'Ort'" in out
    assert "2 values look damaged" in out
    found = checked(check, *words)
    assert [found[name] for name in ("rows", "people", "merged", "skipped")] == [3, 1, 1, 1]
    assert found["ignored"] == ["column 3", "Ort"]
    assert found["notices"] == [{"kind": "damaged", "count": 2, "line": 2}]


# What to paste


def pasted(found: Any) -> ReadOptions:
    """The options by what is to be pasted, which is the same in both languages."""
    call = ast.parse(f"f({found['paste']['python']})", mode="eval").body
    assert isinstance(call, ast.Call)
    arguments = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    beneath = yaml.safe_load(found["paste"]["yaml"])["phones"]
    assert beneath == arguments
    assert PhonesEntry.model_validate(beneath).source == found["file"]
    return ReadOptions.of(arguments)


def test_a_file_that_needs_a_mapping_is_read_with_the_one_that_is_to_be_pasted(check: Check, folder: Path) -> None:
    data = f'Mobilnummer;Vorname;Nachname;PLZ\n{ONE[3:]};Jörg;"x";80331\n0155 50000002;;;\n;;y;\n'.encode("cp1252")
    (folder / "kunden.csv").write_bytes(data)
    found = checked(check, "kunden.csv")
    (problem,) = found["problems"]
    assert found["code"] == 1
    assert problem["line"] == 2
    assert 'encoding="windows-1252"' in problem["text"]
    assert found["paste"] is None

    found = checked(check, "kunden.csv", "--encoding", "windows-1252", "--region", "DE", "--digits", "national")
    assert found["code"] == 1
    assert [problem["line"] for problem in found["problems"]] == [1, 1]
    assert found["suggested"]["people"] == 2
    assert [problem["line"] for problem in found["suggested"]["problems"]] == [4]
    table = read_table(data, options=pasted(found))
    assert ([entry.phone for entry in table.entries], len(table.problems)) == ([ONE, TWO], 1)

    code, out, _ = check("kunden.csv", "--encoding", "windows-1252", "--region", "DE", "--digits", "national")
    assert code == 1
    assert "3 rows, 2 people" in out.partition("read with that:")[2]

    words = ("--columns", "phone=Mobilnummer", "a=Vorname", "a=Nachname", "--skip-without-phone")
    found = checked(check, "kunden.csv", *words, "--encoding", "windows-1252", "--region", "DE", "--digits", "national")
    assert (found["code"], found["people"], found["skipped"], found["suggested"]) == (0, 2, 1, None)
    assert pasted(found).columns == {"phone": ("Mobilnummer",), "a": ("Vorname", "Nachname")}
    assert pasted(found).skip_without_phone


def test_columns_may_be_json_and_a_cell_may_be_divided(check: Check, folder: Path) -> None:
    (folder / "l.csv").write_text(f'Phone 1 - Value,b\n"{LANDLINE} ::: {ONE}",x\n')
    found = checked(check, "l.csv", "--columns", '{"phone": "phone 1 - value"}', "--split", " ::: ")
    assert (found["code"], found["numbers"]) == (0, {"DE": {"mobile": 1}})
    assert pasted(found).split == " ::: "


def test_a_sheet_is_named(check: Check, folder: Path) -> None:
    (folder / "l.xlsx").write_bytes(workbook([["phone", "a"], [int(ONE[1:]), "Rapunzel"]]))
    code, out, _ = check("l.xlsx", "--sheet", "Sheet1", "--digits", "international")
    assert code == 0
    assert "sheet 'Sheet1' of a workbook\n  1 row, 1 person\n" in out
    assert "1 cell is a number and not text, in line 2" in out


def test_allowed_kinds_are_read(check: Check, folder: Path) -> None:
    (folder / "l.csv").write_text("phone\n030 12345678\n0900 1234567\n")
    assert checked(check, "l.csv", "--region", "DE")["code"] == 1
    found = checked(check, "l.csv", "--region", "DE", "--allow", "landline", "--allow", "other")
    assert (found["code"], found["people"]) == (0, 2)
    assert [group["lines"] for group in found["unlikely"]] == [[2], [3]]


def test_a_column_that_says_who_agreed_is_named_with_the_option_to_type(check: Check, folder: Path) -> None:
    data = f"Handy;Name;Einwilligung $;SMS opt-in\n{ONE};x;ja;Rapunzel\n{TWO};y;;yes\n"
    (folder / "l.csv").write_text(data)
    _, out, _ = check("l.csv")
    told = out.partition("worth a look:\n")[2].splitlines()
    for_each, words = "for each WORD of people who may get SMS", "words that are not shown (1), yes (1)"
    rest = "; all others are left out"
    assert told == [
        "    'Einwilligung $' seems to say who may get SMS, and is not read; its words: ja (1), an empty cell (1)",
        f"      add --consent 'Einwilligung $=WORD' {for_each}{rest}",
        "      add --consent 'Einwilligung $=' if people with an empty cell may get SMS",
        f"    'SMS opt-in' seems to say who may get SMS, and is not read; its words: {words}",
        f'      add --consent "SMS opt-in=WORD" {for_each}{rest}',
    ]
    for line, word in ((told[1], "Ja"), (told[2], ""), (told[4], "YES")):
        (option,) = re.findall("add (.*?) (?:for each|if)", line)
        found = checked(check, "l.csv", *shlex.split(option.replace("WORD", word)))
        assert (found["suggested"]["people"], found["suggested"]["without_consent"]) == (1, 1)


def test_which_words_of_a_column_are_taken_is_told_and_no_word_of_a_person(check: Check, folder: Path) -> None:
    """A word that was forgotten is seen among those that are left out."""
    data = f"phone;opt-in;Widerruf am\n{ONE};Ja;2026-01-02\n{TWO};wahr;\n+4915550000003;Rapunzel;\n"
    (folder / "l.csv").write_text(data)
    words = ("l.csv", "--columns", "phone=phone", "--consent")
    _, out, _ = check(*words, "opt-in=ja")
    assert "  consent 'opt-in': ja (1) taken; wahr (1), words that are not shown (1) left out\n" in out
    assert """(1)\n      add --consent "Widerruf am=" if people with an empty cell may get SMS\nto paste""" in out
    assert "  consent 'opt-in': no word taken; ja (1), wahr (1), words that" in check(*words, "opt-in=yes")[1]
    _, out, _ = check(*words, "opt-in=ja", "opt-in=WAHR", "Widerruf am=")
    assert "  consent 'Widerruf am': an empty cell (2) taken; words that are not shown (1) left out\n" in out
    assert "2 rows have no consent" in out


def test_machines_get_the_words_too_and_none_of_a_person(check: Check, folder: Path) -> None:
    columns = f"phone;opt-in;Widerruf am;Consent of {ONE[3:]};Ort"
    (folder / "l.csv").write_text(f"{columns}\n{ONE};Ja;2026-01-02;;x\n{TWO};Rapunzel;;no;y\n{TWO};wahr;{TWO};;y\n")
    found = checked(check, "l.csv", "--columns", "phone=phone", "--consent", "opt-in=ja", "opt-in=Ja, gern")
    read, seems, hidden = found["consent"]
    assert read == {
        "column": "opt-in",
        "shown": "opt-in",
        "read": True,
        "words": [
            {"word": "ja", "count": 1, "taken": True},
            {"word": None, "count": 1, "taken": False},
            {"word": "wahr", "count": 1, "taken": False},
        ],
    }
    assert (seems["column"], seems["shown"], seems["read"]) == ("Widerruf am", "Widerruf am", False)
    assert seems["words"] == [{"word": None, "count": 2, "taken": None}, {"word": "", "count": 1, "taken": None}]
    assert (hidden["column"], hidden["shown"], hidden["read"]) == (None, "column 4", False)
    (folder / "l.csv").write_text(f"Handy;opt-in\n{ONE};ja\n")
    found = checked(check, "l.csv", "--consent", "opt-in=ja")
    assert found["suggested"]["consent"] == found["consent"] != []


def test_a_message_names_the_options_to_type_and_they_do_what_it_says(check: Check, folder: Path) -> None:
    (folder / "l.csv").write_bytes(
        f'Phone 1 - Value;E-mail 1 - Value;Größe $\n"{ONE} ::: {TWO}";x;y\n'.encode("cp1252")
    )
    words = ["l.csv"]
    for told in (r"name it, (--encoding \S+),", r"columns that you need: (--columns .* --split .*) \["):
        (option,) = re.findall(told, check(*words)[1])
        words += shlex.split(option)
    assert words[-2:] == ["--split", " ::: "]
    assert checked(check, *words)["code"] == 0
    (folder / "l.csv").write_text("phone;a\n0155 50000001\n4915550000002\n030 12345678\n;x\n")
    _, out, _ = check("l.csv")
    options = ["--region", "--digits international", "--skip-without-phone"]
    assert [option for option in options if option not in out] == []
    assert "--allow landline takes it" in check("l.csv", "--region", "DE")[1]


# Of a group


def test_a_file_is_read_as_the_stack_file_reads_the_list_of_a_group(check: Check, folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text(PROJECT)
    (folder / "stacks").mkdir()
    phones = "{source: l.csv, default_region: DE, columns: {phone: Mobil, Anrede: Wie}, allow_removals: 3}"
    groups = f"a: {{name: A, name_b: Anrede, phones: {phones}}}\n    b: {{name: B, name_a: Wie}}\n"
    (folder / "stacks" / "Pulumi.one.yaml").write_text(f"config:\n  lists:groups:\n    {groups}")
    (folder / "l.csv").write_text("Mobil;Wie\n0155 50000001;Rapunzel\n;x\n")
    (folder / "new.csv").write_text(f"phone;Wie\n{ONE};Rapunzel\n")
    (folder / "agreed.csv").write_text(f"Mobil;Wie;opt-in\n{ONE};Rapunzel;\n")
    assert 'add consent: {"opt-in": [""]} if people' in check("agreed.csv", "-s", "one", "a")[1]

    code, out, _ = check("-s", "one", "a")
    assert code == 1
    assert "line 3: phone: is missing; skip_without_phone: true leaves such rows out" in out
    assert checked(check, "-s", "one", "a", "--skip-without-phone")["code"] == 0, "what is given counts besides"
    assert "no column is named 'Mobil'" in check("new.csv", "-s", "one", "a")[1]
    assert checked(check, "new.csv", "-s", "one", "b")["code"] == 0, "labels are names of columns too"

    assert check("-s", "one", "b")[2] == "error: name the FILE to check; the group has none [LOX4011]\n"
    assert check("-s", "one", "c")[2] == "error: stack one has no group c; there are a, b [LOX4010]\n"
    assert check("-s", "two", "a")[2] == "error: there is no stack two; there are one [LOX4010]\n"
    (folder / "stacks" / "Pulumi.one.yaml").write_text("config:\n  lists:groups:\n    a: {nmae: A}\n")
    assert check("-s", "one", "a")[2] == "error: stack one has problems, see `lox24 stacks check` [LOX4010]\n"


def test_a_suppression_file_is_read_from_where_it_is_named(check: Check, folder: Path) -> None:
    """In a stack file by the project's folder, and on the command line by the current one."""
    (folder / "Pulumi.yaml").write_text(PROJECT)
    (folder / "stacks").mkdir()
    phones = "{source: l.csv, default_region: DE, suppression_files: [lists/out.csv]}"
    (folder / "stacks" / "Pulumi.one.yaml").write_text(
        f"config:\n  lists:groups:\n    a: {{name: A, phones: {phones}}}\n"
    )
    (folder / "l.csv").write_text(f"phone;a\n{ONE};x\n0155 50000002;y\n")
    missing = "No such file or directory; looked for in"
    assert f"error: lists/out.csv cannot be read ({missing}" in check("-s", "one", "a")[2]
    (folder / "lists").mkdir()
    (folder / "lists" / "out.csv").write_text(f"Datum;phone\nx;{ONE}\n")
    code, out, _ = check("-s", "one", "a")
    assert (code, "2 rows, 1 person; 1 entry is in a suppression file and left out" in out) == (0, True)
    found = checked(check, "l.csv", "--region", "DE", "--suppression-file", "lists/out.csv")
    assert (found["people"], found["suppressed"]) == (1, 1)
    assert 'suppression_files: ["lists/out.csv"]' in found["paste"]["yaml"]
    (folder / "out.csv").write_text("Nummer\n0155 50000002\n")
    code, out, _ = check("-s", "one", "a", "--suppression-file", "out.csv")
    assert code == 1
    assert "suppression file out.csv, line 1: no column is named 'phone'; add to columns what" in out


def test_what_a_stack_file_names_lies_in_the_repository(check: Check, tmp_path: Path, monkeypatch: Any) -> None:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    (tmp_path / "l.csv").write_text(f"phone\n{ONE}\n")
    (project / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (project / "Pulumi.one.yaml").write_text("config:\n  lists:groups:\n    a: {name: A, phones: ../l.csv}\n")
    code, _, err = check("-s", "one", "a")
    outside = "it is outside of the repository, where a stack file may not look"
    assert code == 1
    assert err == f"error: ../l.csv cannot be read ({outside}) [LOX4006]\n"
    assert check("../l.csv", "-s", "one", "a")[0] == 0, "a person may name any file"


# Errors


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing.csv"], "nothing.csv cannot be read (No such file or directory)"),
        (["."], ". cannot be read (Is a directory)"),
        (["/dev/zero"], "/dev/zero cannot be read (it is no regular file)"),
        (["a\0b"], "a\\u0000b cannot be read (ValueError)"),
        ([f"{ONE}.csv"], "[number].csv cannot be read (No such file or directory)"),
        ([], "name the FILE to check"),
        (
            ["l.csv", "-s", "one", "a"],
            f"{NO_PROJECT}: run this in the folder of a Pulumi project",
        ),
        (["l.csv", "--region", "deu"], '--region must be two capital letters, like "DE"'),
        (["l.csv", "--columns", "Mobil"], "--columns 'Mobil' is not like phone=Mobil; FILE stands before --columns"),
        (["l.csv", "--columns", "{x"], "--columns is no JSON object; in most shells it stands in single quotes"),
        (
            ["l.csv", "--columns", '{"phone": 1}'],
            'columns must be names of the file\'s columns by field, like {"phone": ["Mobil", "Telefon"]}',
        ),
    ],
)
def test_an_error_is_one_line(check: Check, words: list[str], told: str) -> None:
    code, out, err = check(*words)
    assert (code, out) == (1, "")
    line, _, code_of_error = err.removeprefix("error: ").removeprefix("--" * told.startswith("columns")).rpartition(" ")
    assert line == told
    assert re.fullmatch(r"\[LOX40\d\d\]\n", code_of_error)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty; the first line names the columns"),
        (b"%PDF-1.7", "is a PDF; export the list as CSV"),
        (b"PK\x03\x04x", "is a damaged workbook"),
        (
            f"{ONE};Rapunzel\n{TWO};Rumpelstilzchen\n".encode(),
            "line 1: looks like an entry; is the header line missing",
        ),
        (f"{ONE};Rapunzel\n".encode("utf-16"), NO_HEADER),
        (b"Rapunzel;r@x.org\n" + f"Rumpelstilzchen;{ONE}".encode(), NO_HEADER),
    ],
)
def test_what_is_no_list_is_a_problem(check: Check, folder: Path, data: bytes, told: str) -> None:
    (folder / "l.csv").write_bytes(data)
    code, out, err = check("l.csv")
    assert (code, err) == (1, "")
    assert told in out
    found = checked(check, "l.csv")
    assert (found["code"], found["people"], found["suggested"]) == (1, 0, None)


@pytest.mark.slow
def test_it_works_in_an_empty_folder_without_a_token(folder: Path) -> None:
    (folder / "l.csv").write_text(f"phone\n{ONE}\n")
    lox24 = Path(sys.executable).with_name("lox24")
    ended = subprocess.run(
        [lox24, "lists", "check", "l.csv", "--json"],
        cwd=folder,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["numbers"] == {"DE": {"mobile": 1}}
    assert sorted(path.name for path in folder.iterdir()) == ["l.csv"]
