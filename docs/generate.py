"""Makes what is made from code, pages of `docs/reference`, pipelines and a template: `python -m docs.generate`."""

from __future__ import annotations

import inspect
from functools import partial
from pathlib import Path

from docs import languages, tables
from lox24_provider import errors
from lox24_provider.errors import Lox24Error
from lox24_provider.workflow.scaffolding.pipelines import component_files, shipped_files
from lox24_provider.workflow.scaffolding.project_files import template_files

__all__ = ["PAGES", "errors_page"]

HEAD = """# Errors

Made from the classes in `lox24_provider/errors` by `python -m docs.generate`. Every line of an error ends with its code
in brackets, which never changes; `--json` has it as `code`. What the codes begin with:

| codes | what went wrong |
|---|---|
| `LOX1...` | settings, arguments or lists |
| `LOX2...` | the API, or the way to it; the last three digits are the HTTP status where there is one |
| `LOX30..` | a guard refused, for a group |
| `LOX31..` | a guard refused, for entries |
| `LOX32..` | a function finds nothing, or cannot ask |
| `LOX39..` | something was begun and is not done yet |
| `LOX4...` | a command: project, files, git, the Pulumi CLI, plans |

| code | what it means | what to do |
|---|---|---|
"""


def errors_page() -> str:
    """`docs/reference/errors.md`: every error with its code, in the order of the codes."""
    kinds = (getattr(errors, name) for name in errors.__all__)
    tree = {
        kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Lox24Error) and kind is not Lox24Error
    }
    rows = []
    for kind in sorted(tree, key=lambda kind: kind.code):
        meaning = " ".join(inspect.getdoc(kind).split("\n\n")[0].split())  # type: ignore[union-attr] # lint wants one
        rows.append(f"| `{kind.code}` | {meaning} | {kind.remedy} |\n")
    return HEAD + "".join(rows)


ROOT = Path(__file__).parents[1]
_TEMPLATE = {f"templates/pulumi-lox24-python/{path}": text for path, text in template_files().items()}
PAGES = {
    Path(__file__).with_name("reference") / "errors.md": errors_page,
    **tables.PAGES,
    **languages.PAGES,
    **{ROOT / path: partial(str, text) for path, text in {**shipped_files(), **component_files(), **_TEMPLATE}.items()},
}

if __name__ == "__main__":
    for page, made in PAGES.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(made(), encoding="utf-8")
