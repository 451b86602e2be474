"""The sandbox within this very process, for programs whose base URL is `sandbox`."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import RunningSandbox, serve_in_thread
from lox24_provider.sandbox.store import Store, prepare_folder

__all__ = ["embedded_url"]

# The one thing that is global, because "once per process" is. By process id: a fork inherits the dict, not the thread.
_RUNNING: dict[tuple[int, Path], RunningSandbox] = {}
_STARTING = threading.Lock()


def embedded_url(db: Path) -> str:
    """The URL of a sandbox over the file `db`, started by the first call in this process.

    Processes that share a file share accounts and groups, each through a server of its own. The folder is created
    when absent, out of git's sight. The server ends with the process.
    """
    key = (os.getpid(), db.resolve())
    with _STARTING:
        if key not in _RUNNING:
            prepare_folder(key[1])
            _RUNNING[key] = serve_in_thread(app=create_app(store=Store(key[1])))
        return _RUNNING[key].url
