"""Where the run of an inline program (Automation API) takes its environment and its folder from: the workspace.

Such a program runs in the caller's process. The engine and the provider get the workspace's folder and `env_vars`, so
whoever asks LOX24 in the program has to look there too. The SDK hands the program neither; they are in the frames of
the server that runs it and of the call (`up`, `preview`, ...) that has started that server. Best effort: where the SDK
is not as it was, the process's own environment counts, and the provider compares accounts (`resources.same_account`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

__all__ = ["environment", "work_folder"]

_SERVER = "_server.py"
_STACK = "_stack.py"


def environment() -> Mapping[str, str]:
    """The variables that the provider of this run gets, as far as this process can know."""
    workspace = _workspace()
    return os.environ if workspace is None else {**os.environ, **(getattr(workspace, "env_vars", None) or {})}


def work_folder() -> Path | None:
    """The workspace's folder of an inline program; None for a program that runs where the provider does."""
    folder = getattr(_workspace(), "work_dir", None)
    return None if folder is None else Path(folder).resolve()


def _workspace() -> Any:  # noqa: ANN401 the SDK's, which a program need not have loaded
    server = next((frame.f_locals["self"] for frame in _frames(sys._getframe(1), _SERVER)), None)  # noqa: SLF001
    if server is None:
        return None
    for top in sys._current_frames().values():  # noqa: SLF001 the one way to the caller
        for frame in _frames(top, _STACK):
            if frame.f_locals.get("language_server") is server:
                return getattr(frame.f_locals["self"], "workspace", None)
    return None


def _frames(frame: FrameType | None, file: str) -> Iterator[FrameType]:
    """The frames of methods in that file of the Automation API, from `frame` outwards."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.name == file and path.parent.name == "automation" and "self" in frame.f_locals:
            yield frame
        frame = frame.f_back
