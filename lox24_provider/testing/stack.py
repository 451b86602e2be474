"""A program of yours as a stack on a sandbox: the real engine and the real provider, by Pulumi's Automation API."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi import automation

from lox24_provider.testing.sandbox import Sandbox

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Stack"]

PROJECT, NAME = "tested", "test"
LEFT_OUT = (".*", "node_modules", "__pycache__", "venv", "Pulumi.*")


class Stack:
    """One stack on a backend in a temporary folder; close it, or use it in a `with` statement.

    Args:
        program: what declares resources, as a function without arguments; a file runs by `runpy.run_path`.
        sandbox: the LOX24 that it works on; it is not closed with the stack.
        files: a folder that list files are relative to. It is copied, so nothing is written into it.
        config: the stack's configuration by key (`lists:region`).

    Raises:
        pulumi.automation.CommandError: the Pulumi CLI is not on PATH, or says no.
    """

    def __init__(
        self,
        program: automation.PulumiFn,
        *,
        sandbox: Sandbox,
        files: Path | None = None,
        config: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory()
        work, state, home = (Path(self._folder.name, name) for name in ("work", "state", "home"))
        for folder in (work, state, home):
            folder.mkdir()
        if files is not None:
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree(files, work, dirs_exist_ok=True, ignore=left_out, ignore_dangling_symlinks=True)
        variables = {
            **sandbox.environment,
            "PULUMI_HOME": str(home),
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self.automation = automation.create_stack(
            NAME,
            project_name=PROJECT,
            program=program,
            opts=automation.LocalWorkspaceOptions(
                work_dir=str(work),
                env_vars=variables,
                # Without it, the folder of whoever runs the tests is the one that list files are relative to.
                project_settings=automation.ProjectSettings(name=PROJECT, runtime="python", main=str(work)),
            ),
        )
        """The stack as the Automation API has it, for whatever is not below."""
        self.automation.set_all_config({key: automation.ConfigValue(value) for key, value in (config or {}).items()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the stack; what it made stays in its sandbox."""
        self._folder.cleanup()

    def up(self) -> dict[str, int]:
        """`pulumi up`: how many resources it created, changed, left the same."""
        return _counted(self.automation.up(suppress_progress=True).summary)

    def preview(self) -> dict[str, int]:
        """`pulumi preview`: the same, foreseen."""
        return {str(op): number for op, number in self.automation.preview().change_summary.items()}

    def refresh(self) -> dict[str, int]:
        """`pulumi refresh`: what somebody changed or deleted at LOX24."""
        return _counted(self.automation.refresh(suppress_progress=True).summary)

    def destroy(self) -> dict[str, int]:
        """`pulumi destroy`."""
        return _counted(self.automation.destroy(suppress_progress=True).summary)

    def outputs(self) -> dict[str, Any]:
        """What the program exports."""
        return {name: output.value for name, output in self.automation.outputs().items()}


def _counted(summary: automation.UpdateSummary) -> dict[str, int]:
    return {str(op): number for op, number in (summary.resource_changes or {}).items()}
