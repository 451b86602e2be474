"""The version is said in `lox24_provider/version.py`; whatever else states it is made from that, or equal to it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from docs.generate.pages import PAGES
from lox24_provider.adapter.native.schema import schema
from lox24_provider.adapter.native.version import semver
from lox24_provider.version import __version__
from lox24_provider.workflow.scaffolding.pipelines import RELEASE_TAG

ROOT = Path(__file__).parents[2]
EQUAL: dict[str, str] = {
    "CHANGELOG.md": r"^## (\S+)",
    "examples/go/go.mod": r"/sdk/go v(\S+)",
    "docs/how-to/github.md": r"@v([\d.]+\w*) #",
    "docs/how-to/gitlab.md": r"@v([\d.]+\w*) #",
}
"""Where it is written by hand, and as what."""

EXAMPLES = {
    "docs/reference/native-plugin.md": "versions beside each other",
    "docs/contributing/index.md": "what a tag for Go looks like",
    "docs/upgrading.md": "steps from one version to another",
}
"""Pages that name a version as any other one, with what for: they need not follow."""

ELSEWHERE = ("tests/", "releases/", "tools/engine/", "requirements")
"""Versions of others, of the past, or of tests."""


def stating(text: str) -> bool:
    return re.search(rf"(?<![\d.\w])v?{re.escape(__version__)}(?![\d.])", text) is not None


def places() -> Iterator[str]:
    """Every file that git would have and that states the version."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith(ELSEWHERE) and not name.endswith(".sum") and (ROOT / name).is_file():
            try:
                text = (ROOT / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            if stating(text):
                yield name


def test_every_place_that_states_the_version_is_known() -> None:
    made = {path.relative_to(ROOT).as_posix() for path in PAGES}  # held fresh by test_errors
    found = set(places())
    assert "lox24_provider/version.py" in found
    assert found & made
    assert found - made - {*EQUAL, *EXAMPLES, "lox24_provider/version.py"} == set()


@pytest.mark.parametrize("name", EQUAL)
def test_where_it_is_written_by_hand_it_is_equal(name: str) -> None:
    said = re.findall(EQUAL[name], (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert said
    assert {*(said[:1] if name == "CHANGELOG.md" else said)} == {__version__}  # below are older releases


@pytest.mark.parametrize(
    "derived",
    [
        lambda: version("lox24-provider"),
        lambda: RELEASE_TAG.removeprefix("v"),
        lambda: schema(version=semver(__version__))["version"],
    ],
    ids=["the package's metadata", "the pipelines' tag", "the plugin's schema"],
)
def test_what_is_made_of_it_says_the_same(derived: Callable[[], str]) -> None:
    assert derived() in (__version__, semver(__version__))


def test_the_project_states_no_version_of_its_own() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'version = { attr = "lox24_provider.version.__version__" }' in text
    project = text.partition("\n[project]\n")[2].partition("\n[")[0]
    assert re.search(r"^version = ", project, re.MULTILINE) is None


@pytest.mark.parametrize(
    ("text", "does"),
    [
        (f"lox24-provider=={__version__}", True),
        (f"@v{__version__} #", True),
        (f"{__version__}rc1", True),
        (f"1{__version__}", False),
        (f"{__version__}.1", False),
        (f"3.{__version__}", False),
    ],
)
def test_a_version_in_a_text_is_found(text: str, *, does: bool) -> None:
    assert stating(text) == does
