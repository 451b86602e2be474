"""The documentation names what the code has, and links to what is there."""

from __future__ import annotations

import importlib
import inspect
import re
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest

from docs.generate.commands import below
from lox24_provider import errors
from lox24_provider.cli import whole_parser
from lox24_provider.config.fields import OF_STACKS
from lox24_provider.config.settings import KNOWN
from lox24_provider.resources.group import Group, GroupArgs
from lox24_provider.resources.group_phones import GroupPhones
from lox24_provider.resources.phones_args import GroupPhonesArgs
from lox24_provider.rules.group import FIELDS, LIMITS
from lox24_provider.sandbox.switches import Switches
from lox24_provider.stacks import GroupEntry, PhonesEntry

ROOT = Path(__file__).parents[2]
BESIDE = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CODE_OF_CONDUCT")]
PAGES = [*BESIDE, *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("examples/*/README.md"))]
REFERENCE = ROOT / "docs/reference/lox24-api.md"


def page(name: str) -> str:
    return (ROOT / name).read_text()


def outputs(kind: type[object]) -> set[str]:
    return {name for name, value in vars(kind).items() if isinstance(value, property)}


def test_every_argument_and_output_of_a_group_is_documented() -> None:
    told = page("docs/reference/group.md").replace(
        "`name_a` ... `name_e`", "`name_a` `name_b` `name_c` `name_d` `name_e`"
    )
    for name in {*outputs(Group), *(field.name for field in fields(GroupArgs))}:
        assert f"`{name}`" in told, name
    assert str(LIMITS["description"]) in told


def test_every_argument_and_output_of_a_list_is_documented() -> None:
    told = page("docs/reference/group-phones.md")
    arguments = inspect.signature(GroupPhonesArgs).parameters.keys()
    for name in {*outputs(GroupPhones), *arguments, "phone", "callback_data"}:
        assert f"`{name}`" in told, name
    assert set(PhonesEntry.model_fields) <= arguments


def test_every_setting_is_documented_and_none_that_does_not_exist() -> None:
    assert set(re.findall(r"`lox24:(\w+)", page("docs/reference/settings.md"))) == {
        *KNOWN,
        *(one.key for one in OF_STACKS),
    }


def test_every_switch_of_the_sandbox_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (.+) \| (.+) \|$", page("docs/reference/sandbox.md"), re.MULTILINE)
    table = Switches.table()
    assert rows == [(name, default, allowed.replace(" | ", ", "), about) for name, default, allowed, about in table]


def test_every_key_of_a_stack_file_is_documented() -> None:
    told = page("docs/reference/stack-files.md")
    assert set(GroupEntry.model_fields) <= {*re.findall(r"^ +(\w+):", told, re.MULTILINE), *FIELDS}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_an_error_that_a_page_quotes_ends_with_its_code(path: Path) -> None:
    blocks = re.findall(r"^```\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    for error in re.findall(r"^ *error: (?:(?!^ *error: |^$|^\$ ).*\n)+", "\n".join(blocks), re.MULTILINE):
        assert re.search(r" \[LOX\d{4}\]$", " ".join(error.split())), error


KINDS = [getattr(errors, name) for name in errors.__all__]
CODES = {kind.code for kind in KINDS if isinstance(kind, type) and issubclass(kind, errors.Lox24Error)}
SETTINGS = {*KNOWN, *(one.key for one in OF_STACKS)}
IN_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"(?<![\w./:-])lox24:([a-z]\w*)(?!\w|:\w)")
TARGET = re.compile(r"(?:^|[`(] ?|\$ )make (?:-s )?([a-z][a-z-]*)(?=$|[`)]| +(?:#|[A-Z_]+=|[;&|]))", re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_setting_that_a_page_names_is_one(path: Path) -> None:
    assert set(SETTING.findall(path.read_text())) - SETTINGS - INVOKES == set()


INVOKES = {"getGroup", "getGroups", "getAccount", "index"}
"""What a name behind the package's name is besides: a function, or the module of types."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_error_code_that_a_page_names_is_one(path: Path) -> None:
    assert set(re.findall(r"\bLOX\d{4}\b", path.read_text())) <= CODES
    assert {one.upper() for one in re.findall(r"errors\.md#(lox\d+)", path.read_text())} <= CODES


@pytest.mark.parametrize("path", [*PAGES, ROOT / ".github/PULL_REQUEST_TEMPLATE.md"], ids=lambda path: path.name)
def test_every_make_target_that_a_page_names_is_one(path: Path) -> None:
    targets = {one for line in re.findall(r"^([a-z][a-z -]*):", page("Makefile"), re.MULTILINE) for one in line.split()}
    said = [name for code in IN_CODE.findall(path.read_text()) for name in re.findall(TARGET, code)]
    assert set(said) <= targets


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_that_a_page_names_is_one(path: Path) -> None:
    """Their options are looked at beside the help that has them."""
    code = re.sub(r"(?m)(?<!\S)#.*$", "", "\n".join(IN_CODE.findall(path.read_text())))
    known = {name.split()[0] for name, _, _ in below(whole_parser())}
    assert set(re.findall(r"(?:^(?:\$ )?|`|[;(|&] ?)lox24 ([a-z][a-z-]*)", code, re.MULTILINE)) <= known


def test_what_does_not_exist_would_be_found() -> None:
    text = "`lox24:gone: 1` and `make gone`; lox24:Group and pulumi-python:dynamic/lox24:Group are types"
    assert SETTING.findall(text) == ["gone"]
    assert [name for code in IN_CODE.findall(text) for name in TARGET.findall(code)] == ["gone"]


def citing() -> list[Path]:
    return [path for top in ("lox24_provider", "tests", "docs") for path in (ROOT / top).rglob("*.*") if cites(path)]


def cites(path: Path) -> bool:
    return path.suffix in (".py", ".md", ".yaml") and path not in (REFERENCE, Path(__file__))


@pytest.mark.slow
def test_what_is_cited_of_the_api_reference_stands_in_it() -> None:
    known = REFERENCE.read_text()
    sections = set(re.findall(r"^##+ ([\d.]+?)\.? ", known, re.MULTILINE))
    unknowns = set(re.findall(r"^\| (U\d+) ", known, re.MULTILINE))
    cited, asked = 0, set()
    for path in citing():
        text = path.read_text()
        # What cites another document says which; the package cites this one with and without its name.
        begin = r"(?<!\d, )\b" if path.is_relative_to(ROOT / "lox24_provider") else "API reference, "
        for place in re.findall(begin + r"[Ss]ections? ([\d.]+(?:(?:, | and )[\d.]+)*)", text):
            for number in re.findall(r"\d+(?:\.\d+)?", place):
                assert number in sections, (path, number)
                cited += 1
        asked |= set(re.findall(r"\bU\d{1,2}\b", text))
    assert cited > 30
    assert asked <= unknowns


def test_the_architecture_names_every_floor_and_none_that_is_not_there() -> None:
    told = page("docs/contributing/architecture.md")
    floors = {
        name.rstrip("/")
        for row in re.findall(r"^\| (`.+?) \|", told, re.MULTILINE)
        for name in re.findall(r"`(.+?)`", row)
    }
    package = ROOT / "lox24_provider"
    assert floors == {entry.name for entry in package.iterdir() if not entry.name.startswith(("__", "py."))}
    for name in re.findall(r"`((?:[a-z_]+\.)+[a-zA-Z_]+)`", told.split("## The way", 1)[1]):
        module, _, member = name.rpartition(".")
        if member in SUFFIXES:  # which `test_every_file_and_name_of_ours_that_a_page_mentions_is_there` looks for
            continue
        at = package / module.replace(".", "/")
        assert (at / f"{member}.py").exists() or f" {member}" in at.with_suffix(".py").read_text(), name


TOPS = ("benchmarks", "checks", "docs", "lists", "lox24_provider", "pipelines", "stacks", "tests", "tools")
PACKAGE = ROOT / "lox24_provider"
PARTS = {entry.stem for entry in PACKAGE.iterdir() if not entry.name.startswith("__")}
PLACE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)(?:::[\w\[\]-]+)?`")
NAME = re.compile(r"`(?:lox24_provider\.)?((?:\w+\.)+\w+)(?:\(\))?`")
SUFFIXES = {"csv", "json", "md", "mod", "py", "sh", "sum", "toml", "txt", "xlsx", "yaml", "yml"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_and_name_of_ours_that_a_page_mentions_is_there(path: Path) -> None:
    text = path.read_text()
    for place in PLACE.findall(text):
        first = place.partition("/")[0]
        if first in TOPS:
            assert (ROOT / place).exists(), place
        elif first in PARTS:
            assert (PACKAGE / place).exists(), place
    for name in NAME.findall(text):
        first, _, last = name.partition(".")
        if first in PARTS and last not in SUFFIXES:
            assert _is_there(name), name


def _is_there(name: str) -> bool:
    """Whether a dotted name is a module of the package, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        with suppress(ModuleNotFoundError):
            found: object = importlib.import_module(f"lox24_provider.{'.'.join(parts[:length])}")
            for part in parts[length:]:
                known = getattr(found, "__annotations__", {}) if isinstance(found, type) else {}
                if not hasattr(found, part) and part not in known:
                    return False
                found = getattr(found, part, known.get(part))
            return True
    return False


def test_a_name_that_is_gone_would_be_found() -> None:
    assert _is_there("rules.entry_plan.plan.Plan")
    assert _is_there("resources.group_args.GroupFields.name")
    assert not _is_there("rules.gone")
    assert not _is_there("operations.group_create.gone")
    assert PLACE.findall("`tests/gone/test_x.py::test_y` `api/gone.py`") == ["tests/gone/test_x.py", "api/gone.py"]
