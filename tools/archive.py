"""Fetches the vendor's archive of the Pulumi CLI: nothing is unpacked, or run, unless its SHA-256 is the pinned one.

`python -m tools.archive FOLDER` fills FOLDER/bin.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import IO

from tools.steps import SetupError

__all__ = ["DIGESTS", "RELEASE", "fetch", "unpack"]

RELEASE = "3.259.0"
ADDRESS = f"https://get.pulumi.com/releases/sdk/pulumi-v{RELEASE}-{{}}.tar.gz"
DIGESTS = {
    # From the vendor's own formula: github.com/pulumi/homebrew-tap, commit 51fb494, Formula/pulumi.rb. Another release
    # takes its digests from there, or from the file of checksums beside it, in the same change.
    "linux-x64": "94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5",
    "linux-arm64": "edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853",
    "darwin-x64": "eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534",
    "darwin-arm64": "57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864",
}
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
LIMIT = 1 << 30  # bytes: several times the archive
BLOCK = 1 << 20
WAIT_SECONDS = 60  # for the vendor's server to continue


def fetch(staging: Path, *, address: str = ADDRESS) -> None:
    """Fills `staging`/bin with the programs of this machine's archive."""
    machine = f"{platform.system().lower()}-{MACHINES.get(platform.machine().lower(), platform.machine())}"
    if machine not in DIGESTS:
        raise SetupError(
            what=f"no digest is known of the Pulumi CLI {RELEASE} for {machine}",
            remedy="add it to tools/archive.py, or install Pulumi yourself",
        )
    with tempfile.TemporaryFile() as archive:
        with urllib.request.urlopen(address.format(machine), timeout=WAIT_SECONDS) as answer:  # noqa: S310 our address
            found = _copied(answer, archive)
        if found != DIGESTS[machine]:
            raise SetupError(
                what=f"the Pulumi CLI {RELEASE} for {machine} has SHA-256 {found}, not {DIGESTS[machine]}",
                remedy="nothing was unpacked; find out what is between here and the vendor",
            )
        archive.seek(0)
        unpack(archive, staging / "bin")


def _copied(answer: IO[bytes], archive: IO[bytes]) -> str:
    """Returns the SHA-256 of what was copied."""
    digest, size = hashlib.sha256(), 0
    while block := answer.read(BLOCK):
        size += len(block)
        if size > LIMIT:
            raise SetupError(what=f"the archive of the Pulumi CLI {RELEASE} has no end", remedy="check the network")
        digest.update(block)
        archive.write(block)
    return digest.hexdigest()


def unpack(archive: IO[bytes], folder: Path) -> None:
    """Writes the files of the archive's one folder `pulumi`, each by its last name alone, as programs."""
    with tarfile.open(fileobj=archive, mode="r:gz") as entries:
        for entry in entries:
            parts = Path(entry.name).parts
            content = entries.extractfile(entry) if entry.isreg() and parts[:1] == ("pulumi",) else None
            if content is None or len(parts) != 2:  # noqa: PLR2004 pulumi/NAME
                continue
            program = folder / parts[1]
            with program.open("xb") as file:
                while block := content.read(BLOCK):
                    file.write(block)
            program.chmod(0o755)


def main() -> int:
    """Fetches; every foreseeable fault is one message."""
    try:
        fetch(Path(sys.argv[1]))
    except (SetupError, OSError, tarfile.TarError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
