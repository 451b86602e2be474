"""The programs that a description in the schema ends with, in each language that code is made for."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

__all__ = ["EXAMPLES", "with_examples"]

EXAMPLES = MappingProxyType({"yaml": "yaml", "typescript": "ts", "go": "go"})
"""The languages of the examples, as a fence in Markdown names them, with the ends of their files' names."""

_SHORTCODES = """

{{{{% examples %}}}}
## Example Usage
{{{{% example %}}}}

{}{{{{% /example %}}}}
{{{{% /examples %}}}}
"""


def with_examples(name: str) -> str:
    """The end of a description: a program in each language, of which the code that is made for one shows its own."""
    folder = Path(__file__).with_name("examples")
    fences = "".join(
        f"```{language}\n{(folder / f'{name}.{suffix}').read_text(encoding='utf-8')}```\n"
        for language, suffix in EXAMPLES.items()
    )
    return _SHORTCODES.format(fences)
