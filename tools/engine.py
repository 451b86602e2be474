"""Finds a Pulumi CLI, or gets one: from PATH, the cache, the vendor's archive or Go modules, in this order."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lox24_provider.workflow import cli_archive, cli_cache
from lox24_provider.workflow.cli_cache import lock
from tools.building import MINIMUM_GO, Go, Unavailable, ask, kept, parse_version
from tools.steps import SetupError, Step

__all__ = [
    "LAUNCHERS",
    "MINIMUM_GO",
    "RELEASE",
    "TAGS",
    "Unavailable",
    "cache_folder",
    "install_once",
    "lock",
    "on_path",
    "parse_version",
    "provide",
]

MINIMUM = (3, 254, 0)  # `pulumi import --file` takes outputs since
RELEASE = "3.274.1"  # what is built where no CLI is found; the same as in engine/cli/go.mod
INSTALL_PAGE = "https://www.pulumi.com/docs/install/"
VENDOR = ("get.pulumi.com", 443)
ARCHIVE_SECONDS = 600  # about 150 MB on a slow line
PROBE_SECONDS = 5

SDK = "github.com/pulumi/pulumi/sdk/v3"
CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
HOST_PACKAGE = f"{SDK}/python/cmd/pulumi-language-python"
TAGS = ("-tags", "osusergo grpcnotrace")
LAUNCHERS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")  # in the SDK module


def provide(*, step: Step, modules: Path, environ: Mapping[str, str], pinned: bool = False) -> Path:
    """Returns the folder of a usable `pulumi`; `modules` holds the go.mod files.

    A `pinned` one is ours, made of what has the digest that the repository names: of cli_archive.py or of a go.sum.
    """
    fetched, built = (cache_folder(environ, release) for release in (cli_archive.RELEASE, RELEASE))
    routes: dict[str, Callable[[], Path]] = {
        "PATH": lambda: on_path(environ),
        "the cache": lambda: _cached(built, fetched),
        "the vendor's archive": lambda: _fetched(step=step, target=fetched, environ=environ),
        "Go modules": lambda: _from_go(step=step, target=built, modules=modules, environ=environ),
    }
    if pinned:
        del routes["PATH"]
    tried = []
    for name, route in routes.items():
        try:
            return route()
        except Unavailable as reason:  # noqa: PERF203 four rounds
            tried.append(f"{name}: {reason}")
            if isinstance(reason.__cause__, SetupError):  # such as another digest: nothing to pass over
                print(reason.__cause__, file=sys.stderr)
    wanted = ".".join(map(str, MINIMUM[:2]))
    raise SetupError(
        what="no Pulumi CLI found, and none could be installed",
        remedy=f"install Pulumi {wanted} or newer ({INSTALL_PAGE}), or Go, and run make again",
        output="tried " + "\ntried ".join(tried),
    )


def cache_folder(environ: Mapping[str, str], release: str = RELEASE) -> Path:
    """Where a release is kept for every clone on the machine."""
    return cli_cache.cache_folder(environ, release)


def on_path(environ: Mapping[str, str]) -> Path:
    """Returns the folder of the person's own `pulumi`, if it is new enough and can run Python."""
    path = environ.get("PATH", os.defpath)
    found = shutil.which("pulumi", path=path)
    if not found:
        raise Unavailable("no pulumi there")
    folder = Path(found).absolute().parent
    _check(folder)
    # The CLI looks beside the file that a link leads to, then on PATH.
    beside = os.pathsep.join([str(folder), str(Path(found).resolve().parent), path])
    if not shutil.which("pulumi-language-python", path=beside):
        raise Unavailable(f"{found} has no pulumi-language-python beside it")
    return folder


def install_once(*, target: Path, build: Callable[[Path], None], wait: Callable[[], None] = lambda: None) -> Path:
    """Fills `target` by `build`, whole or not at all, once however many clones ask; returns its bin folder.

    `wait` is told when another clone is at it.
    """
    return cli_cache.install_once(target=target, build=build, check=_check, wait=wait)


def _cached(*targets: Path) -> Path:
    for target in targets:
        folder = target / "bin"
        if folder.is_dir():
            _check(folder)
            return folder
    raise Unavailable(f"nothing in {' or '.join(map(str, targets))}")


def _fetched(*, step: Step, target: Path, environ: Mapping[str, str]) -> Path:
    """The vendor's own archive. Probed first: without the internet it would only time out."""
    if not {"https_proxy", "HTTPS_PROXY"} & environ.keys():  # behind a proxy, a probe past it says nothing
        try:
            socket.create_connection(VENDOR, timeout=PROBE_SECONDS).close()
        except OSError as error:
            raise Unavailable(f"{VENDOR[0]} is not reached ({error})") from error

    def build(staging: Path) -> None:
        step.run(
            [sys.executable, "-m", "tools.archive", staging],
            cwd=Path(__file__).parent.parent,
            doing=f"fetching the Pulumi CLI {cli_archive.RELEASE}",
            remedy="check the network",
            timeout=ARCHIVE_SECONDS,
        )

    return _install(step=step, target=target, build=build)


def _from_go(*, step: Step, target: Path, modules: Path, environ: Mapping[str, str]) -> Path:
    """Builds the CLI and the Python language host; the two launchers beside them lie ready in the SDK's module."""
    go = Go.found(modules=modules, module="cli", environ=environ)
    stamp = f"-X {SDK}/go/common/version.Version=v{RELEASE}"  # without it requiredPulumiVersion refuses the build

    def build(staging: Path) -> None:
        folder = staging / "bin"
        go.build(
            folder / "pulumi",
            step=step,
            module="cli",
            package=CLI_PACKAGE,
            flags=[*TAGS, "-ldflags", f"-w -s {stamp}"],
            doing="building the Pulumi CLI from Go modules, once, 5 to 8 minutes",
        )
        go.build(
            folder / "pulumi-language-python",
            step=step,
            module="language-host",
            package=HOST_PACKAGE,
            flags=["-ldflags", "-w -s"],
            doing="building Pulumi's Python host from Go modules",
        )
        sdk = go.module_folder(SDK, module="cli")
        for launcher in LAUNCHERS:
            copy = folder / Path(launcher).name
            shutil.copyfile(sdk / launcher, copy)
            copy.chmod(0o755)

    return _install(step=step, target=target, build=build)


def _install(*, step: Step, target: Path, build: Callable[[Path], None]) -> Path:
    return kept(step=step, target=target, build=build, check=_check, what="the Pulumi CLI")


def _check(folder: Path) -> None:
    """Raises unless the `pulumi` in the folder runs and is new enough."""
    with tempfile.TemporaryDirectory() as home:  # even `version` writes a log, which nobody needs in ~/.pulumi
        env = {**os.environ, "PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        version = ask([str(folder / "pulumi"), "version"], env=env)
    if parse_version(version) < MINIMUM:
        raise Unavailable(f"{folder / 'pulumi'} is {version}, older than {'.'.join(map(str, MINIMUM[:2]))}")
