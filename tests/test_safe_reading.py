"""What others wrote is read within bounds: nothing takes minutes or gigabytes, and nothing ends in a traceback."""

from __future__ import annotations

import ast
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from lox24_provider.safe_io.json_reading import DEEPEST, TooDeep, json_of
from lox24_provider.safe_io.yaml_reading import MOST_BYTES, MOST_NODES, OutOfBounds, composed, read_text, yaml_of
from tests.support.source import parsed

PACKAGE = Path(__file__).parents[1] / "lox24_provider"
READERS = ("load", "loads", "safe_load", "safe_load_all", "load_all", "full_load", "unsafe_load", "compose", "parse")


def references(first: str, every: Callable[[str], str]) -> str:
    """Nine references to nine references, ten levels of it: some 600 bytes for 9**10 values."""
    lines = [f"a0: &a0 {first}"]
    return "\n".join([*lines, *(f"a{n}: &a{n} {every(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 10))])


TOO_MUCH = {
    "references": references("[x, x]", lambda nine: f"[{nine}]"),
    "merged": references("{a: 1, b: 2}", lambda nine: f"{{<<: [{nine}]}}"),
    "keys": "? " + "k" * 2000 + "\n: 1\n",
    "itself": "a: &a [*a]\n",
    "itself by a key": "a: &a {b: *a}\n",
    "brackets": "a: " + "[" * 100_000,
    "braces": "a: " + "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "deep by references": f"a: &a {'[' * 30}{']' * 30}\nb: {'[' * 30}*a{']' * 30}\n",
    "sixties": "a: 1" + ":1" * 100_000,
    "digits": "a: " + "9" * 10_000,
    "hexadecimal": "a: 0x" + "f" * 100_000,
    "size": "#" * (MOST_BYTES + 1),
    **{tag: f"a: {tag}" for tag in ("!!int x", "!!int ''", "!!float ''", "!!bool x", "!!timestamp x", "2001-99-99")},
}


@pytest.mark.promise
@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_yaml_out_of_bounds_is_one_line_and_takes_no_time(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(OutOfBounds) as refused:
        yaml_of(text)
    assert time.process_time() - begun < 10
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 150


@pytest.mark.slow
def test_what_a_large_stack_file_needs_is_within_the_bounds() -> None:
    said = "name: Group, description: x, name_a: a, name_b: b, name_c: c, name_d: d, name_e: e, protect: true"
    phones = "source: lists/x.csv, mode: additive, default_region: DE, columns: {phone: [Mobil, Tel], a: Vorname}"
    groups = [f"    group-{n}: {{{said}, phones: {{{phones}}}}}\n" for n in range(2000)]
    text = "config:\n  lists:groups:\n" + "".join(groups)
    assert len(text) < MOST_BYTES // 4
    assert len(yaml_of(text)["config"]["lists:groups"]) == 2000
    nodes = sum(isinstance(event, yaml.NodeEvent) for event in yaml.parse(groups[0]))
    assert 2000 * nodes < MOST_NODES // 2


def test_references_within_the_bounds_stay_what_they_are() -> None:
    shared = yaml_of("a: &a {phone: [Mobil, Tel]}\nb: *a\nc: {<<: *a, x: 1}\n")
    assert shared == {"a": {"phone": ["Mobil", "Tel"]}, "b": shared["a"], "c": {**shared["a"], "x": 1}}
    assert yaml_of("[" * 50 + "]" * 50)
    assert composed("") is None


def test_only_a_regular_file_of_some_size_is_read(tmp_path: Path) -> None:
    pipe, large = tmp_path / "Pulumi.pipe.yaml", tmp_path / "Pulumi.large.yaml"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(2**40)
    for path, why in ((pipe, "it is no regular file"), (large, "it has more than 4 MiB"), (tmp_path, "Is a directory")):
        with pytest.raises(OSError, match=why):
            read_text(path)


@pytest.mark.promise
@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900])
def test_json_that_is_nested_too_deep_is_no_traceback(deep: str) -> None:
    with pytest.raises(ValueError, match="nested"):
        json_of(deep)
    with pytest.raises(ValueError, match="nested"):
        json_of(deep.encode())


def test_json_is_as_it_was() -> None:
    assert json_of(b'{"a": 1, "a": [{}, [null]]}') == {"a": [{}, [None]]}
    assert [json_of("1"), json_of('"x"')] == [1, "x"]
    assert json_of("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(TooDeep):
        json_of("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    with pytest.raises(json.JSONDecodeError):
        json_of("{")


def test_nothing_else_reads_json_or_yaml() -> None:
    """Whoever reads it elsewhere reads it without bounds; the sandbox shares no code with the rest."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.name in ("json_reading.py", "yaml_reading.py") or "sandbox" in file.parts:
            continue
        if file.match("declared/runner.py"):  # alone with the program, it reads what the command has written for it
            continue
        for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id="json" | "yaml"), attr=reader) if reader in READERS:
                    found.append(f"{file.name}:{node.lineno}")
                case ast.ImportFrom(module="json" | "yaml"):
                    found.append(f"{file.name}:{node.lineno}")
    assert not found
