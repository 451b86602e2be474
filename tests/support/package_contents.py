"""Which files of this repository are in the package that users install."""

from __future__ import annotations

from pathlib import Path

__all__ = ["PACKAGES", "packaged"]

ROOT = Path(__file__).parents[2]
PACKAGES = ("lox24_provider", "pytest_lox24")
TEXTS = ("workflow/scaffolding/pipelines_texts", "workflow/scaffolding/project", "adapter/native/examples")


def packaged() -> set[str]:
    """All modules, the mark of types and the texts that code reads, by their paths from the repository's root."""
    modules = {path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    texts = {path for folder in TEXTS for path in (ROOT / "lox24_provider" / folder).iterdir() if path.is_file()}
    assert len(texts) > 15, "no text was found where many are"
    return {path.relative_to(ROOT).as_posix() for path in modules | texts} | {"lox24_provider/py.typed"}
