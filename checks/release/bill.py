"""The bill of materials: CycloneDX, of what is installed with the release, and the licences that it names."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.release import licences
from checks.release.environment import Environment
from checks.release.parts import ReleaseError, joined, outside, run
from checks.release.sources import ROOT
from lox24_provider.version import __version__

__all__ = ["FILE", "Components", "write"]

FILE = f"lox24_provider-{__version__}.cdx.json"

Components = list[Mapping[str, Any]]


def write(environment: Environment, *, into: Path, epoch: int) -> str:
    """Writes it, valid by the schema of CycloneDX and the same each time, and judges the licences.

    Raises:
        ReleaseError: it differs the second time, or has a package whose licence is unknown or not allowed.
    """
    project = environment.bin.parent.parent / "pyproject.toml"
    # The version is said in the package alone, which no reader of a pyproject.toml looks into.
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project.write_text(text.replace('dynamic = ["version", ', f'version = "{__version__}"\ndynamic = [', 1), "utf-8")
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--validate"]
    command += ["--pyproject", str(project), "--mc-type", "library", str(environment.python)]
    variables = {**outside(), "SOURCE_DATE_EPOCH": str(epoch)}
    texts = [
        run(command, doing="cyclonedx-py", cwd=environment.bin.parent, env=variables).replace(str(project.parent), "")
        for _ in range(2)
    ]
    if texts[0] != texts[1]:
        raise ReleaseError("the bill of materials is another one the second time")
    (into / FILE).write_text(texts[0], "utf-8")
    bill = json.loads(texts[0])
    if bill["metadata"]["component"].get("version") != __version__:
        raise ReleaseError("the bill of materials does not say which version it is of")
    components: Components = bill["components"]
    policy = licences.Policy.read(ROOT / "pyproject.toml")
    if found := licences.problems(components, policy=policy):
        raise ReleaseError(joined(found))
    return f"{FILE} with {len(components)} packages, whose licences are all allowed"
