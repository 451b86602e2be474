"""What the site's hook makes of a page before MkDocs reads it."""

from __future__ import annotations

from types import SimpleNamespace

from docs.generate.site import on_page_markdown


def page(text: str) -> str:
    return on_page_markdown(
        text,
        page=SimpleNamespace(file=SimpleNamespace(src_uri="reference/commands.md")),
        config=SimpleNamespace(repo_url="https://forge.example/o/r/"),
        files=SimpleNamespace(src_uris={"reference/errors.md"}),
    )


def test_a_bar_in_a_cell_of_code_is_a_bar() -> None:
    """GitHub needs the backslash there; the site's Markdown would show it."""
    row = r"| `--ci github\|gitlab` | one \| other | `a` \| `b\|c` |"
    assert page(row) == r"| `--ci github|gitlab` | one \| other | `a` \| `b|c` |"


def test_a_bar_outside_of_tables_stays_as_it_is() -> None:
    assert page("a pattern, `a\\|b`\n") == "a pattern, `a\\|b`\n"


def test_a_link_to_a_file_that_is_no_page_leads_to_the_repository() -> None:
    text = "[errors](errors.md#lox3103) [the hook](../generate/site.py)"
    assert page(text) == (
        "[errors](errors.md#lox3103) [the hook](https://forge.example/o/r/blob/main/docs/generate/site.py)"
    )
