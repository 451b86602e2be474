"""The neighbour to measure against: Terraform or OpenTofu, with the generic provider for REST interfaces.

The provider is built once from its Go module, whose sums are pinned in `restapi/`, and kept beside the Pulumi CLI's
cache. `dev_overrides` point to it, so nothing asks a registry.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tools.engine import cache_folder
from tools.steps import SetupError, Step

__all__ = ["absent", "command", "environment", "version"]

VERSION = "1.20.0"
PACKAGE = "github.com/Mastercard/terraform-provider-restapi"
MODULE = Path(__file__).parent / "restapi"


def command() -> str:
    """Terraform on PATH, or else OpenTofu."""
    return shutil.which("terraform") or shutil.which("tofu") or ""


@cache
def absent() -> str:
    """Why the neighbour cannot run here; empty if it can."""
    if not command():
        return "neither terraform nor tofu is on PATH"
    try:
        _provider()
    except (SetupError, OSError) as error:
        return f"restapi {VERSION} cannot be built: {error}"
    return ""


def environment(folder: Path) -> dict[str, str]:
    """What makes the command use the provider that was built here."""
    settings = folder / "terraform.rc"
    override = f'"mastercard/restapi" = "{_provider().parent}"'
    settings.write_text(f"provider_installation {{\n  dev_overrides {{ {override} }}\n  direct {{}}\n}}\n")
    return {"TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1"}


@cache
def version() -> str:
    """What the command calls itself."""
    said = subprocess.run([command(), "version"], capture_output=True, text=True, check=True).stdout
    return said.partition("\n")[0]


@cache
def _provider() -> Path:
    target = cache_folder(os.environ).with_name(f"restapi-{VERSION}")
    program = target / "bin" / "terraform-provider-restapi"
    if program.exists():
        return program
    go = shutil.which("go")
    if not go:
        raise SetupError(what="there is no go on PATH", remedy="install Go 1.26 or newer")
    target.mkdir(parents=True, exist_ok=True)
    Step(1, 1).run(
        [go, "build", "-mod=readonly", "-trimpath", "-ldflags", "-w -s", "-o", program, PACKAGE],
        cwd=MODULE,
        env={**os.environ, "GOWORK": "off"},
        doing=f"building the neighbour, restapi {VERSION}, from Go modules",
        remedy="check the network (go env GOPROXY)",
    )
    return program
