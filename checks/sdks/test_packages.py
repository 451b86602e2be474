"""What `make sdks` has made is fit to be published: run after it, by `make check`."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.adapter.native.schema import GO_MODULE, NODE_PACKAGE
from lox24_provider.adapter.native.version import OWN
from tools import sdks
from tools.setup import ROOT

REPOSITORY = f"https://{GO_MODULE.removesuffix('/sdk/go')}"


@pytest.fixture(scope="module", autouse=True)
def _made() -> None:
    assert sdks.current(), "the packages are not there, or another schema's: run `make sdks`"


def pack(into: Path) -> Path:
    """The file that `npm publish` sends."""
    into.mkdir()
    command = ["npm", "pack", "--silent", "--pack-destination", str(into)]
    subprocess.run(command, cwd=sdks.SDKS / "nodejs" / "bin", check=True, stdout=subprocess.DEVNULL)
    (packed,) = into.iterdir()
    return packed


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return pack(tmp_path / "packed")


def content(packed: Path) -> dict[str, bytes]:
    with tarfile.open(packed) as entries:
        files = {one.name: entries.extractfile(one) for one in entries}
        return {name: file.read() for name, file in files.items() if file}


def test_npm_packs_the_same_bytes_each_time(packed: Path, tmp_path: Path) -> None:
    again = pack(tmp_path / "again")
    assert packed.name == again.name == f"{NODE_PACKAGE}-{OWN}.tgz"
    first, second = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (packed, again))
    assert first == second


def test_the_package_for_npm_says_what_it_is(packed: Path) -> None:
    files = content(packed)
    package: dict[str, Any] = json.loads(files["package/package.json"])
    said = {name: package[name] for name in ("name", "version", "license", "repository", "homepage")}
    assert said == {
        "name": NODE_PACKAGE,
        "version": OWN,
        "license": "Apache-2.0",
        "repository": REPOSITORY,
        "homepage": REPOSITORY,
    }
    assert package["pulumi"] == {"resource": True, "name": "lox24", "version": OWN}
    assert "install" not in "".join(package.get("scripts", {}))  # nothing of ours runs where it is installed


def test_the_package_for_npm_has_code_types_licence_and_readme_and_nothing_else(packed: Path) -> None:
    files = content(packed)
    assert files["package/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert REPOSITORY in files["package/README.md"].decode()
    assert {"package/index.js", "package/index.d.ts", "package/group.js"} <= files.keys()
    other = [name for name in files if not re.fullmatch(r"package/(?:[\w/]+\.(?:js|d\.ts)(?:\.map)?|[\w.]+)", name)]
    assert other == []
    assert not any(name.startswith("package/node_modules") for name in files)


def test_the_module_for_go_says_what_it_is() -> None:
    folder = sdks.SDKS / "go"
    assert (folder / "go.mod").read_text().startswith(f"module {GO_MODULE}\n")
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert REPOSITORY in (folder / "README.md").read_text()
    plugin = json.loads((folder / "lox24" / "pulumi-plugin.json").read_text())
    assert (plugin["name"], plugin["version"]) == ("lox24", OWN)


def test_nothing_of_this_machine_is_in_them(packed: Path) -> None:
    files = {**content(packed), **{str(path): path.read_bytes() for path in (sdks.SDKS / "go").rglob("*.*")}}
    assert [name for name, text in files.items() if str(ROOT).encode() in text] == []
