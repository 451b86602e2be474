"""`lox24 stacks` where texts of a stack file are encrypted."""

from __future__ import annotations

import jsonschema_rs
import pytest
import yaml

from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema
from tests.support.stack_files import Folder, Run

FILE = """\
config:
  lists:groups:
    a:
      name: A
      description:
        secure: v1:first # of the board
      name_a: x
    b.c: {name: {secure: v1:second}, description: plain}
    d: {name: {secure: v1:fourth}}
encryptionsalt: v1:salt
"""
SCHEMA = schema([Keys.of({}, project="lists")])


@pytest.mark.promise
def test_an_encrypted_text_is_no_problem_and_shown_nowhere(folder: Folder, run: Run) -> None:
    folder.stack("one", FILE)
    folder.stack("two", FILE.replace("v1:first", "v1:third").replace("plain", "other"))
    folder.stack("open", FILE.replace("\n        secure: v1:first # of the board", " words"))
    assert run("check") == (0, "3 stacks, 9 groups: no problems\n", "")
    assert run("diff", "one", "two") == (2, "b.c.description: one 'plain', two 'other'\n", "")
    assert run("diff", "one", "open") == (2, "a.description: one 'encrypted', open 'words'\n", "")
    assert jsonschema_rs.is_valid(SCHEMA, yaml.safe_load(FILE))
    assert not jsonschema_rs.is_valid(SCHEMA, yaml.safe_load(FILE.replace("name_a: x", "name_a: {secure: x}")))


def test_a_new_file_leaves_out_what_is_encrypted_wherever_it_stands(folder: Folder, run: Run) -> None:
    folder.stack("one", FILE)
    code, out, _ = run("new", "test", "--from", "one")
    assert code == 0
    groups = "    a:\n      name: A\n      name_a: x\n    b.c: {name: null, description: plain}\n    d: {name: null}\n"
    assert folder.file("test").read_text() == f"config:\n  lists:groups:\n{groups}"
    assert [line.strip() for line in out.splitlines()[3:]] == [
        "pulumi config set --secret --path lists:groups.a.description -s test",
        "pulumi config set --secret --path 'lists:groups[\"b.c\"].name' -s test",
        "pulumi config set --secret --path lists:groups.d.name -s test",
    ]
