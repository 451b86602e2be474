"""`lox24 stacks new`: a stack file from another, and what is left out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.stack_files import KEY, Folder, Run

ROOT = Path(__file__).parents[2]


OTHER = """\
# first
encryptionsalt: v1:salt
config:
  # the account
  lox24:clientId: "7" # of staging
  lox24:token:
    secure: v1:cipher

  # the lists
  lists:groups:
    a: {name: A} # one
  other:password:
    secure: v1:other
secretsprovider: passphrase
"""


def test_a_new_file_keeps_the_comments_and_leaves_out_what_is_the_others(folder: Folder, run: Run) -> None:
    folder.stack("staging", OTHER)
    code, out, err = run("new", "test", "--from", "staging", "--client-id", "8")
    assert (code, err) == (0, "")
    assert folder.file("test").read_text() == (
        '# first\nconfig:\n  # the account\n  lox24:clientId: "8" # of staging\n\n  # the lists\n'
        "  lists:groups:\n    a: {name: A} # one\n"
    )
    assert [line.strip() for line in out.splitlines()[1:]] == [
        "pulumi stack init test",
        "pulumi config set --secret lox24:token -s test",
        "pulumi config set --secret other:password -s test",
    ]


def test_what_a_program_has_encrypted_of_its_own_is_left_out_in_lists_too(folder: Folder, run: Run) -> None:
    """The engine takes a list's place as `[0]`; ciphertext of another stack would fail the new one's every run."""
    own = "  dbs:\n    - password:\n        secure: v1:a\n      name: x # of it\n"
    own += "  lists:keys:\n    - secure: v1:b\n    - z\n"
    folder.stack("staging", f"config:\n{own}  lists:groups: {{}}\n")
    code, out, _ = run("new", "test", "--from", "staging")
    assert code == 0
    config = yaml.safe_load(folder.file("test").read_text())["config"]
    assert config == {"dbs": [{"password": None, "name": "x"}], "lists:keys": [None, "z"], "lists:groups": {}}
    assert "# of it" in folder.file("test").read_text()
    assert [line.strip() for line in out.splitlines()[3:]] == [
        "pulumi config set --secret --path 'dbs[0].password' -s test",
        "pulumi config set --secret --path 'lists:keys[0]' -s test",
    ]


@pytest.mark.parametrize(
    ("settings", "words", "client_id"),
    [
        ('  lox24:clientId: "7"\n', (), None),
        ('  lox24:clientId: "7"\n  lox24:baseUrl: sandbox\n', (), "7"),
        ("", ("--client-id", "8"), "8"),
        ("  lox24:clientId: 7\n", ("--client-id", "8"), "8"),
    ],
)
def test_the_account_of_a_new_file(
    folder: Folder, run: Run, settings: str, words: tuple[str, ...], client_id: str | None
) -> None:
    folder.stack("staging", f"config:\n{settings}  lists:groups: {{}}\n")
    assert run("new", "test", "--from", "staging", *words)[0] == 0
    config = yaml.safe_load(folder.file("test").read_text())["config"]
    assert config.get("lox24:clientId") == client_id
    assert config["lists:groups"] == {}


def test_a_plain_token_is_not_copied(folder: Folder, run: Run) -> None:
    folder.stack("staging", f"config:\n  lox24:token: 7:{KEY}\n  lists:groups: {{}}\n")
    assert run("new", "test", "--from", "staging")[0] == 0
    assert KEY not in folder.file("test").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("staging", "--from", "staging"), "stacks/Pulumi.staging.yaml is there already; nothing was written"),
        (("test", "--from", "stagin"), "there is no stack stagin; there are braces, broken, staging"),
        (("../test", "--from", "staging"), "a stack's name has "),
        (("test", "--from", "staging", "--client-id", "x"), "--client-id must be "),
        (("test", "--from", "broken"), "stacks/Pulumi.broken.yaml:2:1: is no YAML: "),
        (("test", "--from", "braces"), "the file that is copied has no `config:` "),
    ],
)
def test_no_new_file_is_written_by_mistake(folder: Folder, run: Run, words: tuple[str, ...], told: str) -> None:
    folder.stack("staging", OTHER)
    folder.stack("broken", "config: {\n")
    folder.stack("braces", "{config: {'lists:groups': {}}}\n")
    before = sorted(folder.path.rglob("*"))
    code, out, err = run("new", *words)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {told}")
    assert sorted(folder.path.rglob("*")) == before
    assert folder.file("staging").read_text() == OTHER
