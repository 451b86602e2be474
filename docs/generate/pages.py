"""What is made from code: pages of `docs/reference`, pipelines and a template."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from docs.generate import commands, errors, languages, marked, support, tables, upgrading
from lox24_provider.workflow.scaffolding.pipelines import component_files, shipped_files
from lox24_provider.workflow.scaffolding.project_files import template_files

__all__ = ["PAGES"]

ROOT = Path(__file__).parents[2]
_TEMPLATE = {f"templates/pulumi-lox24-python/{path}": text for path, text in template_files().items()}
PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs/reference/errors.md": errors.page,
    ROOT / "docs/reference/commands.md": commands.page,
    **marked.PAGES,
    ROOT / "docs/reference/support.md": support.page,
    ROOT / "docs/upgrading.md": partial(tables.page, ROOT / "docs/upgrading.md", [upgrading.deprecated]),
    **languages.PAGES,
    **{ROOT / path: partial(str, text) for path, text in {**shipped_files(), **component_files(), **_TEMPLATE}.items()},
}
