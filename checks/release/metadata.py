"""What a package index tells of the release: name, version, Pythons, addresses, licence and the description."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from packaging.metadata import ExceptionGroup, Metadata

from checks.release.packages import Packages
from checks.release.parts import ReleaseError, joined, outside, run
from checks.release.sources import ROOT
from lox24_provider.version import __version__

__all__ = ["judge", "links", "of_wheel", "problems", "pythons", "relative_links"]

PYTHON = re.compile(r"Programming Language :: Python :: (3\.\d+)")
ADDRESSES = {"Homepage", "Documentation", "Source", "Changelog", "Issues"}
LEADING = ("href", "src", "srcset")  # attributes that lead somewhere


def of_wheel(wheel: Path) -> Metadata:
    """The wheel's own, by the rules that an index holds it to.

    Raises:
        ReleaseError: it does not keep them.
    """
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(name)
    try:
        return Metadata.from_email(text, validate=True)
    except ExceptionGroup as group:
        raise ReleaseError(joined([f"the wheel's metadata: {one}" for one in group.exceptions])) from None


def pythons(metadata: Metadata) -> list[str]:
    """The minor versions of Python that it is for, the oldest first."""
    named = (found[1] for line in metadata.classifiers or () if (found := PYTHON.fullmatch(line)))
    return sorted(named, key=lambda name: int(name[2:]))


def judge(packages: Packages, *, folder: Path) -> str:
    """What an index would say: twine's checks, check-wheel-contents (see pyproject.toml), and our own.

    Raises:
        ReleaseError: something is not as it has to be.
    """
    both = (packages.wheel, packages.sdist)
    python: list[str | Path] = [sys.executable, "-m"]
    run([*python, "twine", "check", "--strict", *both], doing="twine check", cwd=folder, env=outside())
    command = [*python, "check_wheel_contents", "--config", ROOT / "pyproject.toml", packages.wheel]
    run(command, doing="check-wheel-contents", cwd=folder, env=outside())
    metadata = of_wheel(packages.wheel)
    if found := problems(metadata):
        raise ReleaseError(joined(found))
    return f"{metadata.name} {metadata.version}, Python {', '.join(pythons(metadata))}, {metadata.license_expression}"


def problems(metadata: Metadata) -> list[str]:
    """A sentence for each thing that an index would tell wrongly."""
    found = []
    if (metadata.name, str(metadata.version)) != ("lox24-provider", __version__):
        found.append(f"it is {metadata.name} {metadata.version} instead of lox24-provider {__version__}")
    if (metadata.license_expression, metadata.license_files) != ("Apache-2.0", ["LICENSE"]):
        found.append(f"its licence is {metadata.license_expression}, in {metadata.license_files}")
    if missing := ADDRESSES - (metadata.project_urls or {}).keys():
        found.append(f"no address for {', '.join(sorted(missing))}")
    named = pythons(metadata)
    if not named or str(metadata.requires_python) != f">={named[0]}":
        found.append(f"it is for Python {', '.join(named)} by its classifiers, and for {metadata.requires_python}")
    if metadata.description_content_type != "text/markdown":
        found.append(f"the description is {metadata.description_content_type}")
    found += [
        f"the description leads to {link}, which a package index does not have"
        for link in relative_links(metadata.description or "")
    ]
    return found


class _Links(HTMLParser):
    """Where a page leads, its pictures included."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 the base class's
        self.found += [value for name, value in attrs if name in LEADING and value]


def links(markdown: str) -> list[str]:
    """Where a description leads, as an index renders it; its pictures included."""
    page = _Links()
    page.feed(MarkdownIt("commonmark").enable("table").render(markdown))
    return page.found


def relative_links(markdown: str) -> Iterator[str]:
    """The links of a description that lead to no address."""
    return (link for link in links(markdown) if not link.startswith("#") and not urlsplit(link).scheme)
