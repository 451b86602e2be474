"""A project of stack files in a folder of its own, and what `lox24 stacks` says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.codes import code_of, without_code

__all__ = ["KEY", "Folder", "Run", "found"]

KEY = "c0ffee-not-to-be-shown"
PROJECT = "name: lists\nruntime: python\nstackConfigDir: stacks\n"

Run = Callable[..., tuple[int, str, str]]


class Folder:
    """A project in a folder of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "stacks").mkdir()
        self.project("")

    def project(self, config: str) -> None:
        (self.path / "Pulumi.yaml").write_text(PROJECT + config)

    def stack(self, name: str, text: str) -> None:
        self.file(name).write_text(text)

    def file(self, name: str) -> Path:
        return self.path / "stacks" / f"Pulumi.{name}.yaml"


def found(run: Run) -> list[str]:
    """The lines of what `lox24 stacks check` has found, without their codes."""
    code, out, err = run("check")
    assert (code, err) == (1, "")
    assert all(map(code_of, out.splitlines()))
    return [*map(without_code, out.splitlines())]
