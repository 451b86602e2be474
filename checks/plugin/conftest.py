"""A machine with `pulumi` and a `python3`, a server that has the archive, and a folder of wheels for an index."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checks.release.plugin_archive import archives, pins
from lox24_provider.workflow.cli_cache import cache_folder
from tests.support.wheelhouse import built
from tools import hosts
from tools.engine import RELEASE

NEEDED = ("pulumi", hosts.YAML.program)


@dataclass
class Server:
    """What `pulumi plugin install --server` asks, and what it was asked for."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    url: str = ""


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: object, server_of: Server, **more: object) -> None:
        self.asked = server_of.asked
        super().__init__(*given, directory=str(server_of.folder), **more)  # type: ignore[arg-type]

    def log_request(self, code: int | str = 0, size: int | str = 0) -> None:  # noqa: ARG002 as it is called
        self.asked.append(f"{self.path} {int(code)}")


@pytest.fixture(scope="session")
def index() -> Path:
    """The wheels that are pinned, from a package index the first time: kept beside the CLI for every clone."""
    wanted = "".join(pins())
    folder = cache_folder(os.environ, RELEASE).parent / f"wheels-{hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
    complete = folder / f"complete-{sys.version_info.major}.{sys.version_info.minor}"
    if not complete.exists():
        folder.mkdir(parents=True, exist_ok=True)
        requirements = folder / "requirements.txt"
        requirements.write_text(wanted)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        exactly = ["--only-binary", ":all:", "--dest", str(folder), "-r", str(requirements)]
        subprocess.run([*command, *exactly], check=True)
        complete.touch()
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """It has the archives of the wheel of this clone."""
    one = Server(tmp_path / "served")
    one.folder.mkdir()
    (tmp_path / "wheel").mkdir()
    archives(built(tmp_path, into=tmp_path / "wheel"), into=one.folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, server_of=one)) as running:
        one.url = f"http://127.0.0.1:{running.server_address[1]}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield one
        running.shutdown()


@pytest.fixture
def machine(tmp_path: Path, index: Path) -> dict[str, str]:
    """The variables of somebody who has `pulumi` and a `python3`, and nothing of this package."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found, f"there is no {name}: run this with `make check`, and `make languages` once"
        (programs / name).symlink_to(found)
    (programs / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    (tmp_path / "home").mkdir()
    (tmp_path / "state").mkdir()
    return {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": str(tmp_path / "home"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(index),
        "PULUMI_HOME": str(tmp_path / "home" / ".pulumi"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
