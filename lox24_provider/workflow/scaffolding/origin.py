"""Where this package was installed from, so that a project gets it from there too where no package index has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from lox24_provider.display.addresses import shown_address
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.version import __version__

__all__ = ["INDEX", "UNKNOWN", "Origin", "origin"]

_NAME = "lox24-provider"
_SSH, _GIT = "ssh://", "ssh://git@"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[\w.~:/@%+#=,()'!$&*-]+", re.ASCII)
"""One that can be pasted into a requirement: none of which a part is hidden, has a blank or steers a terminal."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the installer has written down.

    Attributes:
        shown: the address of the wheel, the folder or the repository, as a requirement has it and anybody may read it;
            "" for a package index, or where nobody can tell.
        is_index: whether it was installed by its name: another installer finds it so, too.
        is_there: whether it can be installed from there again, as far as this machine tells.
    """

    shown: str = ""
    is_index: bool = False
    is_there: bool = True

    @property
    def requirement(self) -> str:
        """What installs it again, with what stack dev works on: from there if that can be, or else by its name."""
        extra = f"{_NAME}[sandbox]"
        return f"{extra} @ {self.shown}" if self.shown and self.is_there else f"{extra}=={__version__}"

    @property
    def note(self) -> str:
        """What a person has to know; "" where nothing."""
        if self.is_index:
            return ""
        index = "installers and pipelines look for it in one: give yours its wheel"
        if not self.shown:
            return f"nothing says where {_NAME} came from, so the first step may not find it; {index}"
        if not self.is_there:
            return (
                f"{_NAME} came from {self.shown}, which is no longer there, so the first step fails until it is "
                f"back, or a package index has it; {index}"
            )
        return f"{_NAME} came from no package index, so the first step takes it from where this one is from; {index}"


INDEX = Origin(is_index=True)
UNKNOWN = Origin(is_there=False)


def origin() -> Origin:
    """Where this package came from, as `direct_url.json` beside it says (PEP 610)."""
    try:
        said = metadata.distribution(_NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return UNKNOWN
    if said is None:
        return INDEX
    try:
        told = json_of(said)
        url, vcs = str(told["url"]), told.get("vcs_info")
        shown = _shown(url)
        if vcs:
            shown = f"{vcs['vcs']}+{shown}@{vcs['commit_id']}"
        if folder := told.get("subdirectory"):
            shown += f"#subdirectory={quote(folder)}"
        parts = urlsplit(url)
        is_there = parts.scheme != "file" or Path(url2pathname(parts.path)).exists()
    except (AttributeError, KeyError, TypeError, ValueError):
        return UNKNOWN
    return Origin(shown=shown, is_there=is_there) if _ADDRESS.fullmatch(shown) else UNKNOWN


def _shown(url: str) -> str:
    """Without what may be secret. A host of repositories knows everybody by the name `git`, so that is kept."""
    shown = shown_address(url)
    return f"{_GIT}{shown.removeprefix(_SSH)}" if url.startswith(_GIT) else shown
