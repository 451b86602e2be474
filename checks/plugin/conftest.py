"""A machine with `pulumi` and a `python3`, a server that has the archive, and a folder of wheels for an index."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checks.release import pins, wheels
from checks.release.plugin_archive import archives
from tests.support.wheelhouse import built
from tools import hosts

PYTHON = Path(sys.base_prefix) / "bin" / "python3"  # the machine's, and not that of an environment
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
    """The wheels that are pinned, fetched once and kept for every clone, as for the check of a release."""
    version = "{}.{}".format(*sys.version_info[:2])
    return wheels.kept(PYTHON, version=version, requirements=pins.runtime(), environ=os.environ)


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
    (programs / "python3").symlink_to(PYTHON)
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
