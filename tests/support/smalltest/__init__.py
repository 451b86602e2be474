"""The second provider of a mixed program: how a test's project gets it, and its resource as a program declares it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.support import forks
from tests.support.engine import Project

__all__ = ["SDK", "add_provider", "by_hand", "plugin_into", "store_of"]

SDK = """
import pulumi

class Machine(pulumi.CustomResource):
    address: pulumi.Output[str]
    zone: pulumi.Output[str]

    def __init__(self, name, kind, zone, password=None, opts=None):
        given = {"kind": kind, "zone": zone, "address": None}
        given |= {} if password is None else {"password": pulumi.Output.secret(password)}
        super().__init__("smalltest:index:Machine", name, given, opts)
"""
"""What a generated SDK would be: `from smalltest import Machine`."""


def store_of(project: Project) -> Path:
    """Where the machines of a project are."""
    return project.folder / "machines"


def add_provider(project: Project) -> None:
    """Gives a project the plugin, by its Pulumi.yaml, and the module."""
    (project.folder / "plugin").mkdir()
    store_of(project).mkdir()
    (project.folder / "smalltest.py").write_text(SDK)
    plugin_into(project.folder / "plugin", spared=not project.as_users_run_it)
    with (project.folder / "Pulumi.yaml").open("a") as file:
        # A project on the native plugin has the beginning already.
        head = "" if project.is_native else "plugins:\n  providers:\n"
        file.write(f"{head}    - name: smalltest\n      path: plugin\n")
    project.environment["SMALLTEST_STORE"] = str(store_of(project))


def plugin_into(folder: Path, *, spared: bool = False) -> None:
    """Writes the plugin itself."""
    python = str(forks.python()) if spared else sys.executable
    program = folder / "pulumi-resource-smalltest"
    program.write_text(f"#!{python}\n{Path(__file__).with_name('plugin.py').read_text()}")
    program.chmod(0o755)


def by_hand(project: Project, id: str, **values: str) -> None:
    """Changes a machine as a colleague would."""
    file = store_of(project) / f"{id}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))
