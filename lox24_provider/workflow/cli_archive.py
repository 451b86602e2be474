"""The vendor's archive of the Pulumi CLI: nothing is unpacked, or run, unless its SHA-256 is the pinned one.

Imports nothing that has to be installed: set-up of a clone uses it before anything is.
"""

from __future__ import annotations

import hashlib
import http.client
import platform
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from lox24_provider.errors import EngineError

__all__ = ["ADDRESS", "DIGESTS", "RELEASE", "fetch", "machine", "unpack"]

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


def machine() -> str:
    """What this machine is called in the name of an archive, `linux-x64`.

    Raises:
        EngineError: no digest is known of an archive for it.
    """
    processor = platform.machine().lower()
    name = f"{platform.system().lower()}-{MACHINES.get(processor, processor)}"
    if name not in DIGESTS:
        raise EngineError(
            f"no digest is known of the Pulumi CLI {RELEASE} for {name}, only for {', '.join(DIGESTS)}: install Pulumi "
            "yourself (https://www.pulumi.com/docs/install/)"
        )
    return name


def fetch(staging: Path, *, address: str = ADDRESS) -> None:
    """Fill `staging`/bin with the programs of this machine's archive.

    Raises:
        EngineError: the vendor is not reached, or what came is not what is pinned.
    """
    name = machine()
    with tempfile.TemporaryFile() as archive:
        try:
            with urllib.request.urlopen(address.format(name), timeout=WAIT_SECONDS) as answer:  # noqa: S310 our address
                found = _copied(answer, archive)
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            why = getattr(error, "reason", None) or error
            raise EngineError(
                f"the Pulumi CLI {RELEASE} cannot be fetched from get.pulumi.com ({why}): check the network"
            ) from error
        if found != DIGESTS[name]:
            raise EngineError(
                f"the Pulumi CLI {RELEASE} for {name} has SHA-256 {found}, not {DIGESTS[name]}: nothing was unpacked; "
                "find out what is between here and the vendor"
            )
        archive.seek(0)
        unpack(archive, staging / "bin")


def _copied(answer: IO[bytes], archive: IO[bytes]) -> str:
    """Returns the SHA-256 of what was copied."""
    digest, size = hashlib.sha256(), 0
    while block := answer.read(BLOCK):
        size += len(block)
        if size > LIMIT:
            raise EngineError(f"the archive of the Pulumi CLI {RELEASE} has no end: check the network")
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
