"""What a user's own project gets with `pip install`."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
