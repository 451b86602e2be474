"""What a user's own project gets with `pip install`."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest

from lox24_provider import __version__
from lox24_provider.adapter.native.schema import schema
from tests.support.package_contents import packaged
from tests.support.wheelhouse import built

ROOT = Path(__file__).parents[2]

LOADED = """
import sys, {module}
print(sorted({{"requests", "pydantic", "starlette"}} & sys.modules.keys()))
"""


def test_the_wheel_holds_the_package_its_types_and_nothing_else(tmp_path: Path) -> None:
    wheel = built(tmp_path, into=tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
    assert packaged() == {name for name in held if ".dist-info/" not in name}
    assert any(name.endswith("licenses/LICENSE") for name in held)


@pytest.mark.parametrize("module", ["lox24_provider", "lox24_provider.provider", "lox24_provider.phones_provider"])
def test_neither_program_nor_host_load_what_only_requests_need(module: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], check=True, capture_output=True, text=True
    ).stdout
    assert loaded.strip() == "[]"


def test_all_places_that_name_the_repository_name_the_same() -> None:
    told = metadata("lox24-provider")
    addresses = dict(line.split(", ", 1) for line in told.get_all("Project-URL", []))
    repository = addresses["Source"]
    owner, name = repository.removeprefix("https://github.com/").split("/")
    assert addresses == {
        "Homepage": repository,
        "Documentation": f"https://{owner}.github.io/{name}/",
        "Source": repository,
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
        "Issues": f"{repository}/issues",
    }
    (site,) = re.findall(r"^repo_url: (\S+)", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert site == repository
    modules = schema(version="0.0.0")["language"]["go"]
    assert modules["modulePath"] == f"{repository.removeprefix('https://')}/sdk/go"


def test_the_description_has_the_readme_with_links_that_lead_to_this_release() -> None:
    told = metadata("lox24-provider")
    text = (ROOT / "README.md").read_text()
    assert told["Description-Content-Type"] == "text/markdown"
    paths = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)
    assert len(paths) > 10
    release = f"https://github.com/OWNER/lox24-provider/blob/v{__version__}/"
    for path in paths:
        assert f"]({release}{path}" in told.get_payload()
        assert f"]({path}" not in told.get_payload()
