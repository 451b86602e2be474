"""The archive of the native plugin: what is in it, and how its first start makes an environment."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from checks.release import pins, plugin_archive
from checks.release.plugin import make_environment
from lox24_provider.adapter.native.version import OWN
from lox24_provider.errors import PluginError
from tests.support import wheelhouse
from tests.tools.conftest import Script

# Notes what it was started with, and makes an environment whose Python is itself.
PYTHON = """
import json, os, pathlib, shutil, sys
here = pathlib.Path.cwd()
with (here / "started.jsonl").open("a") as notes:
    print(json.dumps({"arguments": sys.argv[1:], "environment": dict(os.environ)}), file=notes)
if "venv" in sys.argv:
    made = pathlib.Path(sys.argv[-1]) / "bin"
    made.mkdir(parents=True)
    shutil.copy(__file__, made / "python")
elif (here / "empty").exists():
    sys.exit("No module named lox24_provider" if "-c" in sys.argv else 0)
elif (here / "fault").exists():
    sys.exit((here / "fault").read_text())
"""

# A Python to the launcher: new enough, makes an environment whose Python is itself, and says what it was started with.
LIKE_PYTHON = """
import json, pathlib, shutil, sys
if sys.argv[2].endswith("make_environment.py"):
    made = pathlib.Path(sys.argv[2]).with_name("environment") / "bin"
    made.mkdir(parents=True)
    shutil.copy(__file__, made / "python")
elif "--version" in sys.argv:
    print(json.dumps(sys.argv[1:]))
"""


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The archive does not look into it."""
    path = tmp_path / "lox24_provider-9.9.9-py3-none-any.whl"
    path.write_bytes(b"a wheel")
    return path


@pytest.fixture
def plugin(tmp_path: Path, script: Script, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Pulumi's cache whose environment is not made yet."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    monkeypatch.setattr(make_environment, "HERE", folder)
    monkeypatch.setattr(make_environment, "ENVIRONMENT", folder / "environment")
    monkeypatch.setattr(make_environment, "COMPLETE", folder / "environment" / "complete")
    monkeypatch.setattr(sys, "executable", str(script(tmp_path, "python", PYTHON)))
    return folder


def started(plugin: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (plugin / "started.jsonl").read_text().splitlines()]


def test_each_platform_has_the_same_bytes_whenever_they_are_made(wheel: Path, tmp_path: Path) -> None:
    made = []
    for umask, name in ((0o022, "first"), (0o077, "second")):
        before = os.umask(umask)
        try:
            (tmp_path / name).mkdir()
            made += plugin_archive.archives(wheel, into=tmp_path / name)
        finally:
            os.umask(before)
        os.utime(wheel, (1, 1))

    assert [path.name for path in made[:4]] == [
        f"pulumi-resource-lox24-v{OWN}-{platform}.tar.gz"
        for platform in ("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
    ]
    assert len({path.read_bytes() for path in made}) == 1


def test_an_archive_has_the_wheel_its_pins_and_a_program_for_the_engine(wheel: Path, tmp_path: Path) -> None:
    archive = plugin_archive.archives(wheel, into=tmp_path)[0]
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as entries:
        modes = {one.name: one.mode for one in entries}
        extracted = entries.extractfile("requirements.txt")
        assert extracted
        requirements = extracted.read().decode()

    texts = ("LICENSE", "make_environment.py", "requirements.txt")
    assert modes == {wheel.name: 0o644, "pulumi-resource-lox24": 0o755, **dict.fromkeys(texts, 0o644)}
    digest = hashlib.sha256(b"a wheel").hexdigest()
    assert requirements.startswith(f"./{wheel.name}[sandbox,xlsx] --hash=sha256:{digest}\n")


def test_the_folder_of_a_release_gets_its_sums(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (wheel.parent / "SHA256SUMS").write_text("of an earlier step\n")
    monkeypatch.setattr(sys, "argv", ["plugin_archive", str(wheel.parent)])

    assert plugin_archive.main() == 0
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=wheel.parent, capture_output=True, text=True, check=True
    )
    assert len(checked.stdout.splitlines()) == 1 + len(plugin_archive.PLATFORMS)


@pytest.fixture
def launcher(tmp_path: Path, wheel: Path) -> Path:
    """As it is unpacked, below a folder with a blank in its name."""
    folder = tmp_path / "a cache"
    folder.mkdir()
    for name in ("pulumi-resource-lox24", "make_environment.py"):
        (folder / name).write_bytes(plugin_archive.content(wheel)[name])
        (folder / name).chmod(0o755)
    return folder / "pulumi-resource-lox24"


def test_a_start_takes_the_first_python_that_is_new_enough(launcher: Path, tmp_path: Path, script: Script) -> None:
    programs = tmp_path / "programs"
    script(programs, "python3", "import sys; sys.exit('-c' in sys.argv)")  # as one of 3.9 says
    script(programs, "python3.12", LIKE_PYTHON)
    ended = subprocess.run(
        [launcher, "127.0.0.1:1"], env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    given = json.loads(ended.stdout)
    assert given[:2] == ["-I", "-c"]
    assert given[3:] == ["--version", OWN, "127.0.0.1:1"]
    compile(given[2], "launcher", "exec")


def test_without_such_a_python_it_is_one_line(launcher: Path, tmp_path: Path) -> None:
    ended = subprocess.run([launcher], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"error: {PluginError.coded('lox24 needs Python 3.10 or newer: install it, or put it on PATH as python3')}\n"
    )


def test_all_that_the_package_needs_is_pinned() -> None:
    needed = wheelhouse._needed(distribution("lox24-provider"), extra="sandbox")
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", pins.runtime(), re.MULTILINE)}

    assert {canonicalize_name(name) for name in needed} | {"python-calamine"} <= pinned
    assert "setuptools" not in pinned


def test_the_environment_is_made_by_one_start_of_several(plugin: Path) -> None:
    with ThreadPoolExecutor(max_workers=4) as starts:
        codes = list(starts.map(lambda _: make_environment.main(), range(4)))

    assert codes == [0, 0, 0, 0]
    venv, pip, tried = started(plugin)
    assert tried["arguments"] == ["-I", "-c", "import lox24_provider"]
    assert venv["arguments"] == ["-I", "-m", "venv", str(plugin / "environment")]
    assert pip["arguments"] == [*make_environment.PIP, *make_environment.EXACTLY]


def test_one_that_was_interrupted_is_made_again(plugin: Path) -> None:
    rest = plugin / "environment" / "half"
    rest.mkdir(parents=True)

    assert make_environment.main() == 0
    assert not rest.exists()
    assert (plugin / "environment" / "complete").exists()


@pytest.fixture
def gone(tmp_path: Path) -> Callable[[Path], Path]:
    """Makes an environment whose Python's link leads nowhere, as after an upgrade of the system."""

    def make(folder: Path) -> Path:
        python = folder / "environment" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(tmp_path / "python3.9")
        (folder / "environment" / "complete").touch()
        return python

    return make


def test_one_whose_python_is_gone_is_made_again(plugin: Path, gone: Callable[[Path], Path]) -> None:
    python = gone(plugin)
    assert make_environment.main() == 0
    assert python.is_file()


def test_a_start_sees_that_the_python_is_gone(
    launcher: Path, tmp_path: Path, script: Script, gone: Callable[[Path], Path]
) -> None:
    gone(launcher.parent)
    script(
        tmp_path / "programs", "python3", LIKE_PYTHON.replace("made.mkdir(parents=True)", "(made / 'python').unlink()")
    )
    ended = subprocess.run([launcher], env={"PATH": str(tmp_path / "programs")}, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_what_somebody_elses_link_leads_to_stays(
    plugin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "file").write_text("theirs")
    (plugin / "environment").symlink_to(theirs)
    assert make_environment.main() == 0
    assert [one.name for one in theirs.iterdir()] == ["file"]

    (plugin / "lock").unlink()
    (plugin / "lock").symlink_to(theirs / "file")
    assert make_environment.main() == 1
    assert (theirs / "file").read_text() == "theirs"
    assert "error: lox24 cannot make its environment (" in capsys.readouterr().err


def test_one_into_which_nothing_was_installed_is_not_complete(plugin: Path) -> None:
    """As with `target` in a person's pip.conf."""
    (plugin / "empty").touch()
    assert make_environment.main() == 1
    assert not (plugin / "environment" / "complete").exists()


def test_the_installer_gets_no_secret(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOX24_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_BACKEND_URL", "AWS_SECRET_ACCESS_KEY", "HOMEWORK"):
        monkeypatch.setenv(name, "secret")
    for name in ("PIP_TARGET", "PIP_DRY_RUN", "PIP_USER", "PIP_LOG", "PIP_NO_BINARY", "PYTHONPATH", "PYTHONHOME"):
        monkeypatch.setenv(name, "secret")
    for name in ("PIP_INDEX_URL", "https_proxy", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, "passed")

    assert make_environment.main() == 0
    for one in started(plugin):
        environment = one["environment"]
        assert isinstance(environment, dict)
        assert "secret" not in environment.values()
        assert {"PIP_INDEX_URL", "https_proxy", "NO_PROXY", "SSL_CERT_FILE", "PATH"} <= environment.keys()


def test_what_keeps_it_from_that_is_one_line_without_the_password_of_an_index(
    plugin: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plugin / "fault").write_text("ERROR: no match at https://ada:p@/secret@index.example/simple\nsomething else\n")

    assert make_environment.main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    why = "no match at https://index.example/simple"
    assert printed.err.splitlines()[1:] == [f"error: {PluginError.coded(f'lox24 cannot make its environment ({why})')}"]
    assert not (plugin / "environment" / "complete").exists()
