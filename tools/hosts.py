"""The engine's hosts for programs in YAML, TypeScript and Go, built where there are none.

The vendor's archive has them beside the CLI, and a person may have them on PATH.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.building import Go, ask, kept
from tools.engine import cache_folder
from tools.steps import Step

__all__ = ["HOSTS", "YAML", "Host", "folders", "provide"]


@dataclass(frozen=True)
class Host:
    """A language host, the newest release that a proxy of Go modules serves: what names it is in its go.mod, too.

    Attributes:
        name: what people call the language.
        language: as `runtime` in Pulumi.yaml has it.
        module: the folder of its go.mod.
        lasts: how long a build takes on two cores.
        stamped: the variable that tells a host its release.
    """

    name: str
    language: str
    release: str
    module: str
    package: str
    lasts: str
    stamped: str = ""

    @property
    def program(self) -> str:
        """What the engine looks for."""
        return f"pulumi-language-{self.language}"

    def cache(self, environ: Mapping[str, str]) -> Path:
        """Where it is kept for every clone, beside the CLI."""
        return cache_folder(environ).with_name(f"{self.program}-{self.release}")

    def keeps(self, program: Path, environ: Mapping[str, str]) -> bool:
        """Whether a program is ours, of this release or another, or a link to it."""
        folder, cache = program.resolve().parent.parent, self.cache(environ)
        return folder.parent == cache.parent.resolve() and folder.name.startswith(f"{self.program}-")


_SDK = "github.com/pulumi/pulumi/sdk/v3"
YAML = Host(
    "YAML",
    "yaml",
    "1.25.0",
    module="yaml-host",
    package="github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    lasts="2 minutes",
    stamped="github.com/pulumi/pulumi-yaml/pkg/version.Version",
)
# Later releases are modules of their own without tags, as that of Python is.
NODEJS = Host(
    "TypeScript",
    "nodejs",
    "3.68.0",
    module="nodejs-host",
    package=f"{_SDK}/nodejs/cmd/pulumi-language-nodejs",
    lasts="half a minute",
)
GO = Host(
    "Go",
    "go",
    "3.62.0",
    module="go-host",
    package=f"{_SDK}/go/pulumi-language-go",
    lasts="half a minute",
)
HOSTS = (YAML, NODEJS, GO)


def folders(environ: Mapping[str, str]) -> list[Path]:
    """The folders of the hosts that are built, for the end of PATH: a person's own comes before."""
    return [folder for host in HOSTS if (folder := host.cache(environ) / "bin").is_dir()]


def provide(host: Host, *, step: Step, modules: Path, engine: Path, environ: Mapping[str, str]) -> Path:
    """Returns the program of a host that the CLI in the folder `engine` finds, built where there is none.

    Raises:
        Unavailable: it cannot be built here.
    """
    beside = [engine, (engine / "pulumi").resolve().parent]
    path = os.pathsep.join([*map(str, beside), environ.get("PATH", os.defpath)])
    found = shutil.which(host.program, path=path)
    if found and not host.keeps(Path(found), environ):
        return Path(found)

    stamp = f" -X {host.stamped}=v{host.release}" if host.stamped else ""
    what = f"Pulumi's host for programs in {host.name}"

    def build(staging: Path) -> None:
        go = Go.found(modules=modules, module=host.module, environ=environ)
        go.build(
            staging / "bin" / host.program,
            step=step,
            module=host.module,
            package=host.package,
            flags=["-ldflags", f"-w -s{stamp}"],
            doing=f"building {what} from Go modules, once, {host.lasts}",
        )

    def check(folder: Path) -> None:
        ask([str(folder / host.program), "-help"], env=environ)

    built = kept(step=step, target=host.cache(environ), build=build, check=check, what=what) / host.program
    if engine.parent.parent == host.cache(environ).parent:
        _linked(engine / host.program, to=built)  # the engine warns of one that it finds on PATH alone
    return built


def _linked(link: Path, *, to: Path) -> None:
    """Puts a link into a CLI's folder of ours, in one go: another clone may do the same."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a cache that is only read: it is on PATH all the same
        fresh.symlink_to(to)
        fresh.replace(link)
