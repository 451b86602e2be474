"""One measurement at a time on a machine: two that run at once measure each other, and the files would not say so."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.engine import cache_folder

__all__ = ["LOCK", "NotAlone", "alone"]

LOCK = cache_folder(os.environ).with_name("benchmarks.lock")


class NotAlone(Exception):
    """Another clone, or another shell, is measuring."""


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold `lock`, which the system frees however this process ends.

    Raises:
        NotAlone: somebody else holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotAlone("another `make bench` is running on this machine: wait for its end, or end it") from None
        yield
