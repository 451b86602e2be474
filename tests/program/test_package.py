"""What a user's own project gets with `pip install`."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from checks.release.metadata import links, of_wheel, problems, pythons, relative_links
from lox24_provider import __version__
from lox24_provider.adapter.native.schema import schema
from tests.support.package_contents import packaged
from tests.support.wheelhouse import built

ROOT = Path(__file__).parents[2]

LOADED = """
import sys, {module}
print(sorted({{"requests", "pydantic", "starlette"}} & sys.modules.keys()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    return built(folder, into=folder)


@pytest.mark.slow
def test_the_wheel_holds_the_package_its_types_and_nothing_else(wheel: Path) -> None:
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


@pytest.mark.slow
def test_all_places_that_name_the_repository_name_the_same(wheel: Path) -> None:
    addresses = of_wheel(wheel).project_urls or {}
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


@pytest.mark.slow
def test_the_description_is_the_readme_whose_links_lead_to_this_release(wheel: Path) -> None:
    text = (ROOT / "README.md").read_text()
    metadata = of_wheel(wheel)
    told, address = metadata.description or "", (metadata.project_urls or {})["Source"]
    to_files, to_bytes = (f"{address}/{kind}/v{__version__}/" for kind in ("blob", "raw"))
    assert [link.replace(to_files, "").replace(to_bytes, "") for link in links(told)] == links(text)
    assert [link for link in links(told) if link.startswith(to_bytes)] == re.findall(r"!\[.*?\]\((.+?)\)", told)
    assert list(relative_links(text))
    assert list(relative_links(told)) == []


@pytest.mark.slow
def test_each_python_that_is_supported_has_a_classifier(wheel: Path) -> None:
    assert pythons(of_wheel(wheel)) == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    assert problems(of_wheel(wheel)) == []
