"""A hook of MkDocs: what readers of the files on GitHub need to be written otherwise than the site does.

In the repository a link to a file that is no page is relative; on the site it leads to where the code is kept. A bar in
a table's code has a backslash on GitHub, which the site would show.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

__all__ = ["on_page_markdown"]

LINK = re.compile(r"\]\((?!\w+:|#|/)([^)#\s]+)(#[^)\s]*)?\)")
ROW = re.compile(r"^\|.*", re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
ROOT = Path(__file__).parents[2]


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """The page with its links out of `docs` made whole, and bars in the code of tables as they are.

    Raises:
        FileNotFoundError: such a link leads to no file.
    """
    here = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def whole(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(here, link[1]))
        if posixpath.relpath(target, "docs") in files.src_uris:
            return link[0]
        if not (ROOT / target).exists():
            raise FileNotFoundError(f"docs/{page.file.src_uri}: {link[1]} is no file")
        kind = "tree" if (ROOT / target).is_dir() else "blob"
        return f"]({config.repo_url.rstrip('/')}/{kind}/main/{target}{link[2] or ''})"

    def bare(row: re.Match[str]) -> str:
        return CODE.sub(lambda code: code[0].replace("\\|", "|"), row[0])

    return ROW.sub(bare, LINK.sub(whole, markdown))
