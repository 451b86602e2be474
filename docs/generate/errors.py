"""`docs/reference/errors.md`, made from the classes of errors."""

from __future__ import annotations

import inspect

from lox24_provider import errors
from lox24_provider.errors import Lox24Error

__all__ = ["page"]

HEAD = """# Errors

This page says what each error code means and what to do. Every line of an error ends with its code in brackets. A code
never changes; `--json` has it as `code`. A link to a code is `errors.md#lox3103`. The page is made from the classes in
`lox24_provider/errors` by `python -m docs.generate`.

The first digits of a code say what went wrong:

| codes | what went wrong |
|---|---|
| `LOX1...` | settings, arguments or lists |
| `LOX2...` | the API, or the connection to it; the last three digits are the HTTP status where there is one |
| `LOX30..` | a guard refused, for a group |
| `LOX31..` | a guard refused, for entries |
| `LOX32..` | a function finds nothing, or cannot read the account |
| `LOX39..` | something was begun and is not complete |
| `LOX4...` | a command: project, files, git, the Pulumi CLI, plans |

| code | what it means | what to do |
|---|---|---|
"""


def page() -> str:
    """Every error with its code, in the order of the codes."""
    kinds = (getattr(errors, name) for name in errors.__all__)
    tree = {
        kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Lox24Error) and kind is not Lox24Error
    }
    rows = []
    for kind in sorted(tree, key=lambda kind: kind.code):
        meaning = " ".join(inspect.getdoc(kind).split("\n\n")[0].split())  # type: ignore[union-attr] # lint wants one
        rows.append(f'| <a id="{kind.code.lower()}"></a>`{kind.code}` | {meaning} | {kind.remedy} |\n')
    return HEAD + "".join(rows)
