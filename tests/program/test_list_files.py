"""The pages of list files: each line reads the file it is for, and so does what `lox24 lists check` would suggest."""

from __future__ import annotations

import argparse
import ast
import inspect as introspection
import re
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.commands import lists
from lox24_provider.resources.phones_args import GroupPhonesArgs
from lox24_provider.rules.list_file.inspection import inspect
from lox24_provider.rules.list_file.options import ReadOptions, problems_of_reading
from lox24_provider.rules.list_file.table import read_table
from lox24_provider.stack_files.model import PhonesEntry
from tests.support.listfiles import ONE, PEOPLE, SAMPLES, documented

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/lists-check.md").read_text(encoding="utf-8")


def test_every_source_has_its_line() -> None:
    assert documented().keys() == SAMPLES.keys()


@pytest.mark.parametrize("source", SAMPLES)
def test_the_line_of_a_source_reads_its_file(source: str) -> None:
    arguments = documented()[source]
    assert arguments.keys() <= introspection.signature(GroupPhonesArgs).parameters.keys()
    assert list(problems_of_reading(arguments)) == []
    table = read_table(SAMPLES[source], options=ReadOptions.of(arguments))
    assert table.problems == []
    assert table.entries == PEOPLE
    assert inspect(SAMPLES[source], values=arguments).faults == []


@pytest.mark.parametrize("source", SAMPLES)
def test_what_is_suggested_for_a_source_reads_it_too(source: str) -> None:
    values = {name: value for name, value in documented()[source].items() if name not in ("columns", "split")}
    assert inspect(SAMPLES[source], values=values).faults, "it needs its mapping"
    suggested = inspect(SAMPLES[source], values={**values, "skip_without_phone": True}).suggested
    assert suggested is not None
    read = {entry.phone: entry[:3] for entry in suggested.table.entries}
    assert [read.get(person.phone) for person in PEOPLE] == [person[:3] for person in PEOPLE]


@pytest.mark.parametrize("source", ["kunden.csv", "kunden.xlsx"])
def test_the_line_of_a_program_says_the_same_as_that_of_a_stack_file(source: str) -> None:
    page = (DOCS / "how-to/prepare-a-list-file.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf'^ *(source="{source}", .*)$', page, re.MULTILINE)
    (call,) = (node for node in ast.walk(ast.parse(f"dict({line})")) if isinstance(node, ast.Call))
    said = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
    assert said == documented()[source]
    assert PhonesEntry.model_validate(said).source == source


DE = {"default_region": "DE"}
WRONG: list[tuple[bytes, dict[str, Any]]] = [
    (b"phone;a\n;x", {}),
    (b"Mobil;Name\nx;x", {}),
    (b"phone;a\n0155 50000001;x\n4915550000002;x", {}),
    (b"phone;a\n030 12345678;x\n15123456789;x\n0155 50000001/0155 50000002;x\n4.9E+12;x", DE),
    (b"phone;a\n0155/5000;x", {**DE, "split": "/"}),
    (f"phone;a\n{ONE};x\n{ONE};y".encode(), {}),
    (f"{ONE};x\n{ONE};y".encode(), {}),
    ("phone;a\n;ö".encode("cp1252"), {}),
    (b"phone;a\n;", {"columns": {"phone": "Mobil"}}),
    (b"phone;a\n;", {"consent": {"SMS consent": "yes"}}),
    (f"phone;a\n{ONE} / 12;yes".encode(), {"split": " / ", "consent": {"a": "yes"}}),
]
"""Files, and the options that read them, with every error that the page explains."""


def test_the_errors_that_are_explained_are_those_that_there_are() -> None:
    out = inspect(b"phone\n", values={"suppression_files": ["out.csv"]}, suppression=[("out.csv", b"Mobil\n")])
    told = " ".join(str(fault) for data, values in WRONG for fault in inspect(data, values=values).faults)
    told += str(*out.faults)
    rows = re.findall(r"^\| `([^|]*)` \| ", PAGE.partition("## What the most frequent errors mean")[2], re.MULTILINE)
    assert len(rows) > 10
    for row in rows[:-5]:  # those of workbooks have tests of their own
        for part in re.split(r" ?\.\.\. ?", row):
            assert part in told, part


def test_every_option_is_documented() -> None:
    parser = argparse.ArgumentParser()
    lists.add_arguments(parser)
    check = next(action for action in parser._actions if action.dest == "what").choices["check"]  # type: ignore[index]
    options = re.findall(r"--[a-z-]+", check.format_usage())
    usage = PAGE.partition("```\n\n")[0]
    assert len(options) > 8
    assert [option for option in options if option not in usage] == []
