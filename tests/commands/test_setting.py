"""A setting changed in a stack file leaves every other character as it was."""

from __future__ import annotations

import pytest

from lox24_provider.errors import StackFileError
from lox24_provider.stack_files.setting import with_setting

KEY = "lox24:native"
FILE = """\
# ours
encryptionsalt: v1:x
config:  # settings
  lox24:baseUrl: sandbox   # for now
  lists:groups:
    a: {name: A}  # first
# the end
"""


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        "config:\n    lox24:baseUrl: sandbox",
        '{"config": {"lox24:baseUrl": "sandbox"}, "encryptionsalt": "v1:x"}',
        "config: {a:b: c, d:e: [1, 2]}\n",
    ],
)
def test_what_is_added_and_taken_out_again_leaves_the_file_as_it_was(text: str) -> None:
    added = with_setting(text, KEY, "true")
    assert added.replace(', "lox24:native": "true"', "").replace('  lox24:native: "true"\n', "").split() == text.split()
    assert with_setting(added, KEY, "true") == added
    assert with_setting(added, KEY, None).rstrip("\n") == text.rstrip("\n")
    assert '"false"' in with_setting(added, KEY, "false")


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("", "true", 'config:\n  lox24:native: "true"\n'),
        ("config: {}\n", "true", 'config:\n  lox24:native: "true"\n'),
        ("config:\n  lox24:native: false  # not yet\n  a:b: c\n", "true", None),
        ("config:\n  lox24:native: 'true'\n", None, "config:\n  {}\n"),
        ("config: {lox24:native: true, a:b: c}\n", None, "config: {a:b: c}\n"),
        ("config: {a:b: c, lox24:native: true}\n", None, "config: {a:b: c}\n"),
        ("config: {lox24:native: true}\n", None, "config: {}\n"),
        (FILE, None, FILE),
        ("", None, ""),
    ],
)
def test_a_setting_is_added_changed_and_removed(text: str, value: str | None, expected: str | None) -> None:
    changed = with_setting(text, KEY, value)
    assert changed == (text.replace("false", '"true"') if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    [
        "config: &all\n  a:b: c\nother: *all\n",
        "base: &base\n  lox24:native: false\nconfig:\n  <<: *base\n  a:b: c\n",
        "config: text\n",
        "config: [a]\n",
        "- a\n",
        "config: {a: [}\n",
        "config:\n  lox24:native: {secure: v1:x}\n  lox24:native: false\n",
    ],
)
def test_what_cannot_be_changed_alone_is_not_changed_at_all(text: str) -> None:
    with pytest.raises(StackFileError, match="nothing was written"):
        with_setting(text, KEY, "true")
