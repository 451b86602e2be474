from __future__ import annotations

import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lox24_provider.workflow import cli_archive
from tests.tools.conftest import FakeCli, Script
from tools import engine
from tools.engine import Unavailable
from tools.hosts import HOSTS
from tools.setup import ROOT
from tools.steps import SetupError, Step

STEP = Step(number=4, of=4)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0", (3, 259, 0)),
        ("3.260.1-alpha.1754+dirty\n", (3, 260, 1)),
        ("go1.26.8", (1, 26, 8)),
        ("go1.27", (1, 27, 0)),
    ],
)
def test_versions_are_read_as_programs_print_them(text: str, version: tuple[int, int, int]) -> None:
    assert engine.parse_version(text) == version


def test_a_text_without_a_version_is_no_version() -> None:
    with pytest.raises(Unavailable, match="no version in 'devel'"):
        engine.parse_version("devel\n")


def test_the_release_is_the_one_that_the_go_modules_pin() -> None:
    pinned = re.findall(r"pulumi/(?:pkg|sdk)/v3 v(\S+)", (ROOT / "tools/engine/cli/go.mod").read_text())

    assert pinned == [engine.RELEASE, engine.RELEASE]


@pytest.mark.parametrize("module", ["cli", "language-host", *(host.module for host in HOSTS)])
def test_the_go_that_is_asked_for_is_the_one_that_the_modules_need(module: str) -> None:
    text = (ROOT / "tools/engine" / module / "go.mod").read_text()

    assert engine.parse_version(text[text.index("\ngo ") :]) == engine.MINIMUM_GO


def test_a_new_enough_cli_on_path_is_taken(tmp_path: Path, fake_cli: FakeCli) -> None:
    folder = fake_cli(tmp_path / "a b", version="v3.254.0")

    assert engine.on_path({"PATH": str(folder)}) == folder


def test_a_cli_on_path_may_have_its_host_elsewhere_on_path(tmp_path: Path, fake_cli: FakeCli, script: Script) -> None:
    folder = fake_cli(tmp_path / "cli", version="v3.300.0", host=False)
    script(tmp_path / "host", "pulumi-language-python", "")

    assert engine.on_path({"PATH": f"{folder}:{tmp_path / 'host'}"}) == folder


def test_a_link_on_path_finds_the_host_beside_the_real_program(tmp_path: Path, fake_cli: FakeCli) -> None:
    """Homebrew links every program into one folder."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").symlink_to(fake_cli(tmp_path / "cellar", version="v3.300.0") / "pulumi")

    assert engine.on_path({"PATH": str(tmp_path / "bin")}) == tmp_path / "bin"


@pytest.mark.parametrize(
    ("version", "reason"), [("v3.253.9", "is v3.253.9, older than 3.254"), ("what?", "no version in 'what")]
)
def test_an_unfit_cli_on_path_is_passed_over(tmp_path: Path, fake_cli: FakeCli, version: str, reason: str) -> None:
    folder = fake_cli(tmp_path, version=version)

    with pytest.raises(Unavailable, match=reason):
        engine.on_path({"PATH": str(folder)})


def test_a_cli_on_path_that_cannot_run_python_is_passed_over(tmp_path: Path, fake_cli: FakeCli) -> None:
    folder = fake_cli(tmp_path, version="v3.259.0", host=False)

    with pytest.raises(Unavailable, match="no pulumi-language-python beside it"):
        engine.on_path({"PATH": str(folder)})


def test_a_cli_on_path_that_fails_is_passed_over_with_what_it_said(tmp_path: Path, script: Script) -> None:
    script(tmp_path, "pulumi", "import sys; sys.exit('no version is set for this shim')")

    with pytest.raises(Unavailable, match="no version is set for this shim"):
        engine.on_path({"PATH": str(tmp_path)})


def test_the_cache_follows_the_xdg_specification(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    ends = Path("lox24-provider") / f"pulumi-{engine.RELEASE}"

    assert engine.cache_folder({"XDG_CACHE_HOME": "/caches"}) == Path("/caches") / ends
    assert engine.cache_folder({"XDG_CACHE_HOME": "relative"}) == tmp_path / ".cache" / ends
    assert engine.cache_folder({}) == tmp_path / ".cache" / ends


def test_two_clones_at_once_build_once(tmp_path: Path, fake_cli: FakeCli) -> None:
    target = tmp_path / "cache" / "pulumi"
    builds: list[Path] = []
    second_waits = threading.Event()

    def build(staging: Path) -> None:
        builds.append(staging)
        assert second_waits.wait(timeout=30), "the other clone must come while this one builds"
        assert not target.exists(), "nothing to be seen before it is whole"
        fake_cli(staging / "bin", version="v3.259.0")

    with ThreadPoolExecutor() as pool:
        clones = [pool.submit(engine.install_once, target=target, build=build, wait=second_waits.set) for _ in range(2)]
        folders = [clone.result() for clone in clones]

    assert folders == [target / "bin"] * 2
    assert len(builds) == 1
    assert sorted(path.name for path in target.parent.iterdir()) == ["pulumi", "pulumi.lock"]


def test_a_failed_build_leaves_nothing_and_the_next_one_starts_anew(tmp_path: Path, fake_cli: FakeCli) -> None:
    target = tmp_path / "pulumi"

    def build(staging: Path) -> None:
        fake_cli(staging / "bin", version="v3.259.0")

    def fail(staging: Path) -> None:
        (staging / "bin" / "half").touch()
        raise SetupError(what="the build failed", remedy="try again")

    with pytest.raises(SetupError):
        engine.install_once(target=target, build=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["pulumi.lock"]

    folder = engine.install_once(target=target, build=build)
    assert sorted(path.name for path in folder.iterdir()) == ["pulumi", "pulumi-language-python"]


def test_the_leavings_of_a_killed_build_are_removed(tmp_path: Path, fake_cli: FakeCli) -> None:
    target = tmp_path / "pulumi"
    for leftover in ("pulumi.part", "pulumi"):
        (tmp_path / leftover / "bin").mkdir(parents=True)
        (tmp_path / leftover / "bin" / "half").touch()

    def build(staging: Path) -> None:
        fake_cli(staging / "bin", version="v3.259.0")

    folder = engine.install_once(target=target, build=build)

    assert not (folder / "half").exists()


@pytest.fixture
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "VENDOR", ("127.0.0.1", 1))  # nobody listens there


@pytest.mark.usefixtures("no_internet")
def test_where_no_route_works_one_message_says_what_was_tried(tmp_path: Path, script: Script) -> None:
    script(tmp_path / "bin", "go", "print('go1.22.1')")
    environ = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    with pytest.raises(SetupError) as caught:
        engine.provide(step=STEP, modules=ROOT / "tools/engine", environ=environ)

    *tried, last = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in tried] == [
        "  | tried PATH",
        "  | tried the cache",
        "  | tried the vendor's archive",
        "  | tried Go modules",
    ]
    assert tried[3].endswith("go1.22.1 is older than go1.26")
    assert "Pulumi 3.254 or newer (https://www.pulumi.com/docs/install/)" in last


@pytest.mark.usefixtures("no_internet")
def test_a_pinned_cli_is_never_the_one_on_path(tmp_path: Path, fake_cli: FakeCli) -> None:
    fake_cli(tmp_path / "bin", version="v3.999.0")
    environ = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def provide(*, pinned: bool) -> Path:
        return engine.provide(step=STEP, modules=ROOT / "tools/engine", environ=environ, pinned=pinned)

    assert provide(pinned=False) == tmp_path / "bin"
    with pytest.raises(SetupError, match="no Pulumi CLI found"):
        provide(pinned=True)
    ours = fake_cli(engine.cache_folder(environ, cli_archive.RELEASE) / "bin", version=f"v{cli_archive.RELEASE}")
    assert provide(pinned=True) == ours


def test_with_the_internet_the_vendors_archive_fills_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"PATH": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(_: Step, command: list[str | Path], **__: object) -> str:
        assert command[1:3] == ["-m", "tools.archive"]
        program = Path(command[3], "bin", "pulumi")
        program.write_text(f"#!/bin/sh\necho v{cli_archive.RELEASE}\n")
        program.chmod(0o755)
        return ""

    with socket.create_server(("127.0.0.1", 0)) as vendor:
        monkeypatch.setattr(engine, "VENDOR", vendor.getsockname())
        monkeypatch.setattr(Step, "run", run)
        folder = engine.provide(step=STEP, modules=ROOT / "tools/engine", environ=environ)

    assert folder == engine.cache_folder(environ, cli_archive.RELEASE) / "bin"


def test_an_archive_with_another_digest_is_told_before_anything_else_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def run(_: Step, __: list[str | Path], *, remedy: str, **___: object) -> str:
        raise SetupError(what="failed", remedy=remedy, output="it has SHA-256 1, not 2")

    with socket.create_server(("127.0.0.1", 0)) as vendor:
        monkeypatch.setattr(engine, "VENDOR", vendor.getsockname())
        monkeypatch.setattr(Step, "run", run)
        environ = {"PATH": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}
        with pytest.raises(SetupError, match="no Pulumi CLI found"):
            engine.provide(step=STEP, modules=ROOT / "tools/engine", environ=environ, pinned=True)
    assert "  | it has SHA-256 1, not 2\n" in capfd.readouterr().err


@pytest.mark.usefixtures("no_internet")
def test_without_the_internet_go_builds_into_the_cache_and_the_next_clone_finds_it(
    tmp_path: Path, script: Script, capfd: pytest.CaptureFixture[str]
) -> None:
    sdk = tmp_path / "sdk"
    for launcher in engine.LAUNCHERS:
        (sdk / launcher).parent.mkdir(parents=True, exist_ok=True)
        (sdk / launcher).write_text("#!/bin/sh\n")
    script(
        tmp_path / "bin",
        "go",
        f"""
import pathlib, sys
if sys.argv[1] == "env":
    print("go1.26.6")
elif sys.argv[1] == "list":
    print({str(sdk)!r})
else:
    program = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    program.write_text("#!/bin/sh\\necho v3.259.0\\n")
    program.chmod(0o755)
""",
    )
    environ = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def provide() -> Path:
        return engine.provide(step=STEP, modules=ROOT / "tools/engine", environ=environ)

    folder = provide()
    assert sorted(path.name for path in folder.iterdir()) == [
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]
    assert all(path.stat().st_mode & 0o777 == 0o755 for path in folder.iterdir())
    told = capfd.readouterr().err.splitlines()
    assert [line for line in told if "Pulumi CLI" in line or "fetching" in line] == [
        "[setup 4/4] fetching the Go modules of pulumi ...",
        "[setup 4/4] building the Pulumi CLI from Go modules, once, 5 to 8 minutes ...",
        "[setup 4/4] fetching the Go modules of pulumi-language-python ...",
    ]

    (tmp_path / "bin" / "go").unlink()
    assert provide() == folder
    assert capfd.readouterr().err == ""
