"""`lox24 install-cli`: the pinned CLI or none, kept whole, and its folder is all that a pipeline's PATH is given."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import subprocess
import tarfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.errors import EngineError
from lox24_provider.workflow import cli_archive, cli_cache
from lox24_provider.workflow.cli_archive import RELEASE, fetch
from lox24_provider.workflow.installed_cli import MINIMUM

SAYS_ITS_RELEASE = f"#!/bin/sh\necho v{RELEASE}\n"


def silent(_: str) -> None:
    """Nobody listens."""


def program(path: Path, text: str = SAYS_ITS_RELEASE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, on a machine that there is an archive for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "the cache"))
    on_machine(monkeypatch, "Linux", "x86_64")
    return tmp_path / "the cache" / "lox24-provider"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive as the vendor packs it, and what none should hold."""
    program(tmp_path / "pulumi" / "pulumi")
    (tmp_path / "pulumi" / "link").symlink_to("/etc/passwd")
    made = tmp_path / "cli.tar.gz"
    with tarfile.open(made, "w:gz") as entries:
        for name in ("pulumi/pulumi", "pulumi/link"):
            entries.add(tmp_path / name, arcname=name)
        for name in ("pulumi/../../out", "/pulumi/out", "pulumi/deep/out", "out"):
            entries.addfile(tarfile.TarInfo(name))
    return made


def on_machine(monkeypatch: pytest.MonkeyPatch, system: str, processor: str) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: processor)


def test_what_is_pinned_is_new_enough_and_for_every_machine_that_is_promised() -> None:
    assert tuple(map(int, RELEASE.split("."))) >= MINIMUM
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in cli_archive.DIGESTS.values())
    assert cli_archive.DIGESTS.keys() == {
        f"{system}-{processor}" for system in ("linux", "darwin") for processor in ("x64", "arm64")
    }


def test_the_vendors_archive_is_unpacked_if_it_has_its_digest(
    cache: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = partial(fetch, address=packed.as_uri())
    monkeypatch.setattr(cli_archive, "DIGESTS", dict.fromkeys(cli_archive.DIGESTS, "0" * 64))
    with pytest.raises(EngineError, match=r"has SHA-256 [0-9a-f]{64}, not 0{64}: nothing was unpacked"):
        cli_cache.installed({"XDG_CACHE_HOME": str(cache.parent)}, note=silent, build=build)
    assert [path.name for path in cache.iterdir()] == [f"pulumi-{RELEASE}.lock"]

    found = hashlib.sha256(packed.read_bytes()).hexdigest()
    monkeypatch.setattr(cli_archive, "DIGESTS", dict.fromkeys(cli_archive.DIGESTS, found))
    folder = cli_cache.installed({"XDG_CACHE_HOME": str(cache.parent)}, note=silent, build=build)
    assert folder == cache / f"pulumi-{RELEASE}" / "bin"
    (only,) = folder.iterdir()
    assert subprocess.run([only], capture_output=True, text=True, check=True).stdout == f"v{RELEASE}\n"


def test_the_folder_alone_is_printed_and_path_has_no_say(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path / "runner" / "pulumi")
    monkeypatch.setenv("PATH", str(tmp_path / "runner"), prepend=":")
    kept = program(cache / f"pulumi-{RELEASE}" / "bin" / "pulumi").parent
    assert main(["install-cli"]) == 0
    assert capfd.readouterr() == (f"{kept}\n", "")


@pytest.mark.parametrize("left", ["#!/bin/sh\necho v3.1.0\n", "no program"])
def test_what_the_cache_has_is_fetched_again_if_it_is_not_the_release(cache: Path, left: str) -> None:
    program(cache / f"pulumi-{RELEASE}" / "bin" / "pulumi", left)
    said: list[str] = []

    def build(staging: Path) -> None:
        program(staging / "bin" / "pulumi")

    folder = cli_cache.installed({"XDG_CACHE_HOME": str(cache.parent)}, note=said.append, build=build)
    assert (folder / "pulumi").read_text() == SAYS_ITS_RELEASE
    assert said == [f"fetching the Pulumi CLI {RELEASE}"]


def test_several_jobs_of_one_machine_fetch_it_once(cache: Path) -> None:
    waiting, fetched = threading.Event(), []

    def build(staging: Path) -> None:
        fetched.append(staging)
        assert waiting.wait(10)
        program(staging / "bin" / "pulumi")

    def told(text: str) -> None:
        if text.startswith("waiting"):
            waiting.set()

    def install(_: int) -> Path:
        return cli_cache.installed({"XDG_CACHE_HOME": str(cache.parent)}, note=told, build=build)

    with ThreadPoolExecutor(2) as jobs:
        assert len(set(jobs.map(install, range(2)))) == 1
    assert len(fetched) == 1


@pytest.mark.parametrize(("system", "processor"), [("Windows", "AMD64"), ("Linux", "riscv64")])
def test_elsewhere_one_line_says_so(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], system: str, processor: str
) -> None:
    on_machine(monkeypatch, system, processor)
    assert main(["install-cli"]) == 1
    out, told = capfd.readouterr()
    assert out == ""
    assert told.startswith(f"error: no digest is known of the Pulumi CLI {RELEASE} for {system.lower()}-")
    assert told.endswith(": install Pulumi yourself (https://www.pulumi.com/docs/install/) [LOX4004]\n")
    assert not cache.exists()


def test_without_a_network_or_a_cache_one_line_says_so(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def installed(address: str) -> Callable[..., Path]:
        return partial(cli_cache.installed, build=partial(fetch, address=address))

    monkeypatch.setattr("lox24_provider.commands.install_cli.installed", installed("http://127.0.0.1:1/{}"))
    assert main(["install-cli"]) == 1
    _, told = capfd.readouterr()
    refused = ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
    assert f"cannot be fetched from get.pulumi.com ({refused}): check the network [LOX4004]" in told
    assert not (cache / f"pulumi-{RELEASE}.part").exists()

    (tmp_path / "a file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    assert main(["install-cli"]) == 1
    assert capfd.readouterr().err.count("\n") == 1
