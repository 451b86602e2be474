"""The wheel of a release, installed from a folder into an empty environment, and used there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.release.environment import Environment
from checks.release.parts import ReleaseError
from checks.release.sources import ROOT
from lox24_provider.version import __version__
from tests.support.engine import Run

__all__ = ["install", "schema_problems", "use"]

PROGRAM = """\
import pulumi
from lox24_provider import MailingList

customers = MailingList("customers", name="Customers", source="customers.csv")
pulumi.export("customers", customers.number)
"""
FILES = {
    "Pulumi.yaml": "name: lists\nruntime: python\n",
    "Pulumi.test.yaml": "config:\n  lox24:baseUrl: sandbox\n",
    "__main__.py": PROGRAM,
    "customers.csv": "phone,a\n+4915123456789,Ann\n",  # nobody's
}
RESOURCES = 4  # the stack, the component, its group and its list


def install(environment: Environment, *, wheel: Path, wheels: Path) -> None:
    """The release with all of its extras, as a user installs it."""
    environment.install(f"lox24-provider[sandbox,xlsx]=={__version__}", links=[wheel.parent, wheels])


def use(environment: Environment, *, folder: Path) -> None:
    """Whatever a user does first.

    Raises:
        ReleaseError: something of it does not work.
    """
    environment.pip("check")
    said = environment.run("lox24", "--version").strip()
    if said != f"lox24-provider {__version__}":
        raise ReleaseError(f"Python {environment.version}: `lox24 --version` says {said}")
    environment.run("lox24", "--help")
    environment.run("python", "-W", "error", "-c", "import lox24_provider")
    place = environment.run("python", "-c", "import lox24_provider; print(lox24_provider.__path__[0])").strip()
    if not Path(place).is_relative_to(environment.bin.parent):
        raise ReleaseError(f"Python {environment.version}: the package is imported from elsewhere than the environment")
    environment.run("python", "-W", "error", "-m", "compileall", "-q", place)  # what this Python warns of is an error
    environment.run("python", "-m", "ensurepip")  # the engine's host asks pip what is installed
    _apply(environment, folder=folder)


def _apply(environment: Environment, *, folder: Path) -> None:
    """A program, previewed and applied by the real CLI on the embedded sandbox; and the plugin's schema."""
    project = folder / "project"
    for made in (project, folder / "state"):
        made.mkdir(parents=True)
    for name, text in FILES.items():
        (project / name).write_text(text, "utf-8")
    variables = {
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder}/state",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }

    def pulumi(*arguments: str) -> Run:
        return Run(code=0, text=environment.run("pulumi", *arguments, cwd=project, variables=variables))

    pulumi("stack", "init", "test")
    for arguments, expected in (
        (("preview",), {"create": RESOURCES}),
        (("up", "--yes", "--skip-preview"), {"created": RESOURCES}),
        (("preview", "--expect-no-changes"), {"unchanged": RESOURCES}),
    ):
        ran = pulumi(*arguments, "--stack", "test", "--non-interactive")
        if ran.summary != expected:
            what = f"Python {environment.version}: pulumi {arguments[0]} shows {ran.summary} instead of {expected}"
            raise ReleaseError(what, output=ran.text)
    told = pulumi("package", "get-schema", str(environment.bin / "pulumi-resource-lox24"))
    committed = json.loads((ROOT / "docs" / "reference" / "schema.json").read_text("utf-8"))
    if found := schema_problems(json.loads(told.text), committed=committed):
        raise ReleaseError(f"Python {environment.version}: {found}")


def schema_problems(told: Mapping[str, Any], *, committed: Mapping[str, Any]) -> str:
    """What the plugin's schema, by the engine's word, says otherwise than the committed one; empty where nothing.

    Of functions the engine writes the same in another way, so that their names are compared.
    """
    for part in ("name", "config", "provider", "resources", "types"):
        if told.get(part) != committed.get(part):
            return f"the plugin's schema has other {part} than docs/reference/schema.json"
    if told.get("version") != __version__:
        return f"the plugin's schema is of version {told.get('version')}"
    return (
        "" if told["functions"].keys() == committed["functions"].keys() else "the plugin's schema has other functions"
    )
