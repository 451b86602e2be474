"""A hook of MkDocs: a link to a file of the repository that is no page leads to that file where the code is kept.

In the repository such a link is relative, as readers of the files need it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

__all__ = ["on_page_markdown"]

LINK = re.compile(r"\]\((?!\w+:|#|/)([^)#\s]+)(#[^)\s]*)?\)")
ROOT = Path(__file__).parents[2]


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """The page with its links out of `docs` made whole.

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

    return LINK.sub(whole, markdown)
