"""What pyproject.toml cannot say: the description that a package index shows, whose links must lead somewhere.

README.md links to files of the repository by relative paths, as its readers there need them. An index has no such
files, so each of these links is made absolute: to the file as it was at this release.
"""

import re
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).parent
PICTURES = (".gif", ".jpg", ".png", ".svg", ".webp")
RELATIVE = re.compile(
    r"""(?P<before>\]\(|^\[[^\]]+\]:[ ]|(?:href|src|srcset)=")(?!\w+:|[#/])(?P<path>[^)\s"#]+)""", re.MULTILINE
)


def description() -> str:
    """README.md with absolute links."""
    (repository,) = re.findall(r'^Source = "(.+)"$', _text("pyproject.toml"), re.MULTILINE)
    (version,) = re.findall(r'^__version__ = "(.+)"$', _text("lox24_provider/version.py"), re.MULTILINE)

    def absolute(link: re.Match[str]) -> str:
        kind = "raw" if link["path"].endswith(PICTURES) else "blob"  # a page shows a picture by its bytes alone
        return f"{link['before']}{repository}/{kind}/v{version}/{link['path']}"

    return RELATIVE.sub(absolute, _text("README.md"))


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


setup(long_description=description(), long_description_content_type="text/markdown")
