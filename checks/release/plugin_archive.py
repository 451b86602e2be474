"""Makes the archives of the native plugin: `python -m checks.release.plugin_archive FOLDER`.

They are what `pulumi plugin install resource lox24 VERSION --server URL` fetches. An archive holds the wheel of the
release, the pins of all that it needs, and a launcher that makes an environment of them at its first start. So a
program in YAML needs `pulumi` and a `python3`, and what runs is the wheel that was tested. All platforms have the same
bytes, as the packages for a platform are chosen where they are installed; the engine asks for the platform's name.

Pulumi's own way, a `PulumiPlugin.yaml` with `runtime: python`, was tried with the CLI 3.274.1: the host that is built
of Go modules installs the environment and then starts the plugin without it. The engine would also end the plugin
through the host, and not by the SIGINT after which a plugin waits for the answer to what it has sent.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from checks.release import pins, sums
from checks.release.packages import digest
from checks.release.sources import ROOT
from lox24_provider.adapter.native.version import OWN

__all__ = ["PLATFORMS", "archives", "content", "file_name", "main"]

PARTS = Path(__file__).with_name("plugin")
LAUNCHER, MAKER = "pulumi-resource-lox24", "make_environment.py"
PLATFORMS = ("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
"""As Go names systems and processors. On Windows the plugin was never tried."""

EXTRAS = "sandbox,xlsx"  # a program in YAML has no environment to add them to


def archives(wheel: Path, *, into: Path) -> list[Path]:
    """One a platform."""
    packed = _packed(content(wheel))
    made = [into / file_name(platform) for platform in PLATFORMS]
    for path in made:
        path.write_bytes(packed)
    return made


def file_name(platform: str, *, version: str = OWN) -> str:
    """What the engine asks a server for."""
    return f"pulumi-resource-lox24-v{version}-{platform}.tar.gz"


def content(wheel: Path) -> dict[str, bytes]:
    """The files of an archive, by their names."""
    own = f"./{wheel.name}[{EXTRAS}] --hash=sha256:{digest(wheel)}\n"
    texts = {name: (PARTS / name).read_text("utf-8").replace("@VERSION@", OWN) for name in (LAUNCHER, MAKER)}
    texts["requirements.txt"] = own + pins.runtime()
    texts["LICENSE"] = (ROOT / "LICENSE").read_text("utf-8")
    return {wheel.name: wheel.read_bytes(), **{name: text.encode() for name, text in texts.items()}}


def _packed(files: Mapping[str, bytes]) -> bytes:
    """A tar whose bytes depend on the files alone: no time, no owner, one order."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            entry.mode = 0o755 if name == LAUNCHER else 0o644
            tar.addfile(entry, io.BytesIO(files[name]))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as file:
        file.write(plain.getvalue())
    return packed.getvalue()


def main() -> int:
    """Makes them of the wheel in the folder of a release, and writes the sums of all that is there."""
    (folder,) = map(Path, sys.argv[1:])
    (wheel,) = folder.glob("*.whl")
    for path in archives(wheel, into=folder):
        print(f"plugin archive: {path.name}")
    sums.write(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
