"""`lox24 stacks`: what is wrong with stack files and where, how two differ, the schema, and a new file from another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.printed import as_told
from tests.support.stack_files import KEY, Folder, Run, found

ROOT = Path(__file__).parents[2]


def test_the_projects_own_stacks_have_no_problems(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert run("check") == (0, "3 stacks, 9 groups: no problems\n", "")


def test_problems_of_all_files_come_at_once_each_with_its_place(folder: Folder, run: Run) -> None:
    folder.project(f"config:\n  lists:defaults:\n    value:\n      a:\n        name_a: {'x' * 51}\n")
    folder.stack("one", "config:\n  lists:groups:\n    a:\n      name: One\n      nmae: x\n    b: {description: 12}\n")
    folder.stack("two", "config:\n  lox24:tokn: x\n  lists:groups:\n    a:\n      name: Two\n")
    long = "groups.a.name_a: has 51 characters, LOX24 stores at most 50"
    lines = found(run)
    assert lines[0] == f"Pulumi.yaml:8:9: {long}"  # once, though both stacks have it
    assert [line.partition("; there are")[0] for line in lines[1:]] == [
        "stacks/Pulumi.one.yaml:5:7: groups.a.nmae: is no key here",
        "stacks/Pulumi.one.yaml:6:5: groups.b.name: is required, 1 to 50 characters",
        "stacks/Pulumi.one.yaml:6:9: groups.b.description: must be text, not a number; put it in quotes",
        "stacks/Pulumi.two.yaml:2:3: lox24:tokn is no setting of this provider",
    ]


def test_what_is_no_yaml_or_repeated_is_found_and_the_other_files_are_read(folder: Folder, run: Run) -> None:
    folder.stack("broken", "config:\n  lists:groups: [\n")
    folder.stack("twice", "config:\n  lists:groups:\n    a: {name: A}\n    b: {name: B}\n    a: {name: C}\n")
    broken, twice = found(run)
    assert broken.startswith("stacks/Pulumi.broken.yaml:3:1: is no YAML: ")
    assert twice == "stacks/Pulumi.twice.yaml:5:5: lists:groups.a: is here twice; the first one is in line 3"


def test_a_key_with_dots_has_its_place(folder: Folder, run: Run) -> None:
    folder.stack("one", "config:\n  lists:groups:\n    a: {name: A}\n    a.b:\n      name: B\n      protect: 'x'\n")
    assert found(run) == ["stacks/Pulumi.one.yaml:6:7: groups.a.b.protect: must be true or false"]


@pytest.mark.parametrize("value", [f"1234567:{KEY}", f"{{secure: '1234567:{KEY}'}}"])
def test_a_plain_token_is_found_and_never_printed(folder: Folder, run: Run, value: str) -> None:
    folder.stack("one", f"config:\n  lox24:token: {value}\n  lists:groups: {{}}\n")
    (line,) = found(run)
    assert line.startswith("stacks/Pulumi.one.yaml:2:3: lox24:token: is in plain text")
    assert "config set --secret lox24:token -s one" in line


@pytest.mark.parametrize(
    "value", [f"*{KEY}", f"!{KEY} x", f"!{KEY}!x", f"'{KEY}", f"{KEY}: {KEY}", f"@{KEY}", f"%{KEY}"]
)
def test_what_is_no_yaml_is_not_printed_as_it_may_be_a_token(folder: Folder, run: Run, value: str) -> None:
    folder.stack("one", f"config:\n  lox24:token: {value}\n  lists:groups: {{}}\n")
    (line,) = found(run)
    assert "is no YAML: " in line


def test_an_encrypted_token_is_no_problem_also_for_a_sandbox_with_an_account(folder: Folder, run: Run) -> None:
    folder.stack(
        "one",
        'config:\n  lox24:token: {secure: "v1:abc:def"}\n  lox24:baseUrl: sandbox\n'
        '  lox24:clientId: "5"\n  lists:groups: {}\n',
    )
    assert run("check") == (0, "1 stack, 0 groups: no problems\n", "")


def test_what_yaml_takes_for_something_else_needs_quotes(folder: Folder, run: Run) -> None:
    folder.stack(
        "one",
        "config:\n  lox24:clientId: 0123456\n  lox24:timeout: 200\n  lists:groups:\n"
        "    a: {name: 12, adopt: 34}\n    b: {name: 2026-01-02}\n    c: {name: C, phones: {source: 7}}\n",
    )
    lines = found(run)
    assert [line.split(": ")[1] for line in lines] == [
        "lox24:clientId",
        "groups.a.name",
        "groups.a.adopt",
        "groups.b.name",
        "groups.c.phones.source",
    ]
    assert lines[4].startswith("stacks/Pulumi.one.yaml:7:27: ")
    for line in lines:
        assert "quotes" in line


ACCOUNT = 'config:\n  lox24:clientId: "7"\n  lists:groups:\n'
SANDBOX = "config:\n  lox24:baseUrl: sandbox\n  lists:groups:\n"
UNKNOWN = "config:\n  lists:groups:\n"


@pytest.mark.parametrize(
    ("first", "second", "account"),
    [
        (ACCOUNT, ACCOUNT, "7@api.lox24.eu"),
        (ACCOUNT, ACCOUNT.replace("\n", "\n  lox24:baseUrl: https://API.lox24.eu/\n", 1), "7@api.lox24.eu"),
        (SANDBOX, SANDBOX, "1000000@sandbox"),
        (UNKNOWN, UNKNOWN, None),
        (ACCOUNT, SANDBOX, None),
        (ACCOUNT, ACCOUNT.replace("7", "8"), None),
    ],
)
def test_two_stacks_cannot_claim_one_group(
    folder: Folder, run: Run, first: str, second: str, account: str | None
) -> None:
    folder.stack("one", first + "    a: {name: Same, adopt: '44'}\n")
    folder.stack("two", second + "    b: {name: Same}\n    c: {name: Other, adopt: '44'}\n")
    if account is None:
        assert run("check")[0] == 0
        return
    both = f"two and one share account {account}; one group belongs to one declaration"
    line = second.count("\n") + 1
    assert found(run) == [
        f"stacks/Pulumi.two.yaml:{line}:9: groups.b.name: is the name of a in stack one too; {both}",
        f"stacks/Pulumi.two.yaml:{line + 1}:22: groups.c.adopt: is adopted by a in stack one too; {both}",
    ]


def test_two_stacks_cannot_have_names_that_only_look_different_to_machines(folder: Folder, run: Run) -> None:
    folder.stack("one", f"{ACCOUNT}    a: {{name: Same}}\n")
    folder.stack("two", f'{ACCOUNT}    b: {{name: "Sa\\u3164me"}}\n')
    (line,) = found(run)
    assert ": groups.b.name: looks the same as the name of a in stack one; two and one share account 7@" in line


def test_a_base_url_is_told_without_its_password(folder: Folder, run: Run) -> None:
    folder.stack("one", "config:\n  lox24:baseUrl: https://me:qxzw@proxy.example/\n  lists:groups: {}\n")
    folder.stack("two", "config:\n  lists:groups: {}\n")
    told = f"{run('diff', 'one', 'two')}{run('check')}"
    assert "https://proxy.example/" in told
    assert "qxzw" not in told


def test_defaults_and_settings_of_the_project_count(folder: Folder, run: Run) -> None:
    config = "config:\n  lox24:timeout: {value: 0}\n  lists:defaults:\n    value:\n      a: {name: A}\n      gone: {}\n"
    folder.project(config)
    folder.stack("one", "config:\n  lox24:timeout: 200\n  lists:groups: {a: }\n")
    unused = "Pulumi.yaml:9:7: defaults.gone: no stack has a group of this key"
    assert found(run) == [unused]
    folder.stack("two", "config:\n  lists:groups: {}\n")
    assert found(run) == ["Pulumi.yaml:5:19: lox24:timeout must be a whole number from 1 to 86400", unused]


MIXED = """\
config:
  lox24:groupsKey: sms:lists
  lists:instanceType: t3.micro
  bare: {a: [1]}
  lists:groups: [admins]
  lists:defaults: eu-central-1
  lists:password: {secure: v1:cipher}
  aws:region: eu-central-1
  sms:lists:
    clients: {name: Clients, nmae: x}
"""


def test_a_programs_own_keys_are_no_problem_and_the_groups_key_is_the_stacks(folder: Folder, run: Run) -> None:
    defaults = "  sms:listsDefaults: {value: {clients: {name_a: x}}}\n"
    folder.project("config:\n  tags: {type: object, default: {a: b}}\n" + defaults)
    folder.stack("one", MIXED.replace(", nmae: x", ""))
    folder.stack("none", "config:\n  lists:instanceType: t3.large\n")
    assert run("check") == (0, "2 stacks, 1 group: no problems\n", "")
    folder.stack("same", MIXED.replace(", nmae: x", ", description: d").replace("t3.micro", "t3.large"))
    assert run("diff", "one", "same") == (2, "clients.description: one nothing, same 'd'\n", "")
    assert run("diff", "none", "one")[1].splitlines() == [
        "lox24:groupsKey: none nothing, one 'sms:lists'",
        "clients: only in one, 'Clients'",
    ]
    config = json.loads(run("schema")[1])["properties"]["config"]["properties"]
    assert {"sms:lists", "sms:listsDefaults", "lists:groups", "lists:defaults", "lox24:groupsKey"} <= config.keys()
    folder.stack("one", MIXED)
    assert found(run)[0].startswith("stacks/Pulumi.one.yaml:10:30: sms:lists.clients.nmae: is no key here; there are ")


def test_a_stack_is_not_emptied_by_a_mistake_in_a_key(folder: Folder, run: Run) -> None:
    misspelt = "  lists:smsListDefaults: {value: {a: {name_a: x}}}\n"
    folder.project("config:\n  lox24:groupsKey: {value: smsLists}\n" + misspelt)
    folder.stack("one", "config:\n  lists:smsLists: {a: {name: A}}\n")
    folder.stack("two", "config:\n  smslist: {a: {name: B}}\n")
    shared, own = found(run)
    assert shared.startswith("Pulumi.yaml:6:27: smsListDefaults: is this `lists:smsListsDefaults`? ")
    assert own.startswith("stacks/Pulumi.two.yaml:2:3: smslist: is this `lists:smsLists`? Without groups the stack")
    assert own.endswith("; for a stack without groups, write `lists:smsLists: {}`")
    assert run("diff", "one", "two")[0] == 1


def test_a_key_for_groups_under_which_no_stack_has_any_is_told_of(folder: Folder, run: Run) -> None:
    folder.project("config:\n  lox24:groupsKey: {value: smsLists}\n")
    folder.stack("one", "config:\n  lists:size: 3\n")
    why = "lox24:groupsKey: no stack has lists:smsLists; for stacks without groups, write `lists:smsLists: {}` into one"
    assert found(run) == [f"Pulumi.yaml:5:21: {why}"]
    folder.stack("two", "config:\n  lists:smsLists: {}\n")
    assert run("check")[0] == 0
    folder.stack("one", "config:\n  lox24:groupsKey: [a]\n")
    assert found(run)[0].startswith("stacks/Pulumi.one.yaml:2:3: lox24:groupsKey: must be a key such as smsLists")


def test_the_native_plugin_is_a_boolean_as_yaml_or_the_engine_writes_it(folder: Folder, run: Run) -> None:
    for word in ("true", '"true"', "False", '"false"'):
        folder.stack("one", f"config:\n  lox24:native: {word}\n  lists:groups: {{}}\n")
        assert run("check")[0] == 0, word
    folder.stack("one", "config:\n  lox24:native: please\n  lists:groups: {}\n")
    assert found(run) == ["stacks/Pulumi.one.yaml:2:3: lox24:native must be true or false"]


def test_a_key_with_and_without_its_namespace_is_one_key(folder: Folder, run: Run) -> None:
    """As for the engine."""
    folder.stack("one", "config:\n  groups:\n    a: {name: A, nmae: x}\n")
    assert found(run)[0].startswith("stacks/Pulumi.one.yaml:3:18: groups.a.nmae: is no key here")
    folder.stack("one", "config:\n  groups: {}\n  lists:groups: {}\n")
    assert found(run) == ["stacks/Pulumi.one.yaml:3:3: lists:groups: is here twice, with and without lists:"]


def test_check_as_json(folder: Folder, run: Run) -> None:
    folder.stack("one", "config:\n  lists:groups:\n    a: {name: ''}\n")
    code, out, _ = run("check", "--json")
    place = {"file": "stacks/Pulumi.one.yaml", "line": 3, "column": 9}
    problem = {**place, "text": "groups.a.name: is required, 1 to 50 characters", "code": "LOX1003"}
    assert (code, as_told(out, "stacks", "check")) == (1, {"stacks": 1, "groups": 1, "problems": [problem]})


def test_without_project_or_stacks_there_is_one_line(folder: Folder, run: Run) -> None:
    assert run("check") == (1, "", "error: there are no stack files: write stacks/Pulumi.dev.yaml [LOX4010]\n")
    (folder.path / "Pulumi.yaml").unlink()
    code, _, err = run("check")
    assert code == 1
    assert err.startswith("error: there is no Pulumi.yaml here or above")


@pytest.fixture
def pair(folder: Folder) -> Folder:
    folder.project("config:\n  lists:defaults:\n    value:\n      a: {name_a: first}\n")
    (folder.path / "people.csv").write_text("phone,first\n+4917622334455,Jo\n+4917622334456,Al\n")
    folder.stack("one", "config:\n  lists:groups:\n    a: {name: A, phones: people.csv}\n    b: {name: B}\n")
    folder.stack(
        "two",
        'config:\n  lox24:clientId: "7"\n  lox24:token: {secure: v1:cipher}\n  lists:groups:\n'
        "    a: {name: A, description: call +49 176 22334455, force_destroy: false}\n",
    )
    return folder


def test_groups_may_be_written_as_json(folder: Folder, run: Run) -> None:
    """As `pulumi config set lists:groups '{...}'` writes them, and as the program reads them."""
    folder.project("")
    folder.stack("one", """config:\n  lox24:clientId: "1"\n  lists:groups: '{"a": {"name": "A"}}'\n""")
    folder.stack("two", """config:\n  lox24:clientId: "1"\n  lists:groups: {a: {name: A}}\n""")
    assert run("diff", "one", "two")[0] == 0
    folder.stack("two", """config:\n  lox24:clientId: "2"\n  lists:groups: '{"a": {"nmae": "A"}}'\n""")
    code, out, _ = run("check")
    assert (code, "Pulumi.two.yaml:3:3: groups.a.nmae: is no key here" in out) == (1, True), out


@pytest.mark.usefixtures("pair")
def test_how_two_stacks_differ(run: Run) -> None:
    code, out, err = run("diff", "one", "two")
    assert (code, err) == (2, "")
    assert out.splitlines() == [
        "lox24:clientId: one nothing, two '7'",
        "lox24:token: one nothing, two 'encrypted'",
        "a.phones.source: one 'people.csv', two nothing",
        "a.people: one 2, two nothing",
        "a.description: one nothing, two 'call [number]'",
        "b: only in one, 'B'",
    ]
    code, out, _ = run("diff", "two", "one", "--json")
    assert code == 2
    assert as_told(out, "stacks", "diff")["groups"][1] == {
        "group": "b",
        "only_in": "one",
        "changes": [{"field": "name", "first": None, "second": "B"}],
    }


def test_equal_stacks_missing_ones_and_broken_ones(pair: Folder, run: Run) -> None:
    pair.stack("same", pair.file("one").read_text())
    assert run("diff", "one", "same") == (0, "one and same are equal\n", "")
    assert run("diff", "one", "tow") == (1, "", "error: there is no stack tow; there are one, same, two [LOX4010]\n")
    pair.stack("same", "config:\n  lists:groups:\n")
    assert run("diff", "one", "same") == (1, "", "error: stack same has problems, see `lox24 stacks check` [LOX4010]\n")


@pytest.mark.parametrize("what", ["check", "diff", "schema", "new"])
def test_help_has_an_example_and_the_exit_codes(run: Run, capsys: pytest.CaptureFixture[str], what: str) -> None:
    with pytest.raises(SystemExit):
        run(what, "--help")
    told = capsys.readouterr().out
    assert f"example:\n  lox24 stacks {what}" in told
    assert "exit codes:\n  0  " in told


@pytest.mark.promise
@pytest.mark.parametrize("text", ["a: &a [x, x]\nb: &b [*a, *a]\n" + "c: " + "[" * 5000, "a: &a [*a]\n"])
@pytest.mark.slow
def test_a_stack_file_out_of_bounds_is_one_line_and_the_others_are_told_of(folder: Folder, run: Run, text: str) -> None:
    folder.stack("bomb", text)
    folder.stack("one", "config:\n  lists:groups:\n    a: {name: A, nmae: x}\n")
    bomb, one = found(run)
    assert bomb.startswith("stacks/Pulumi.bomb.yaml:")
    assert ": cannot be read: " in bomb
    assert one.startswith("stacks/Pulumi.one.yaml:3:18: groups.a.nmae: is no key here")
    assert run("diff", "one", "bomb")[::2] == (1, "error: stack one has problems, see `lox24 stacks check` [LOX4010]\n")
    folder.project(text.replace("a:", "config:"))
    code, out, err = run("check")
    assert (code, out) == (1, "")
    assert err.startswith("error: Pulumi.yaml cannot be read: ")
