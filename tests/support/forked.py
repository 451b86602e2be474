"""The program that `tests/support/forks.py` hands out in place of `python3`; run with `-I -S`, and with few imports.

It hands on all that a process is started with, then signals, and ends as the process ends.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys

__all__ = ["ask"]

TRIES = 10_000  # in some minutes


def ask(address: str, arguments: list[str]) -> int:
    """Lets the server at the address start Python with these arguments; the exit status."""
    if arguments[0].startswith("-") and arguments[0] not in ("-u", "-m"):  # a question, like -c
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 no shell is wanted
    environment = [f"{name}={value}" for name, value in os.environ.items()]
    call = "\0".join([os.getcwd(), str(len(environment)), *environment, *arguments])  # noqa: PTH109 pathlib is slow to load
    with socket.socket(socket.AF_UNIX) as server:
        for _ in range(TRIES):
            if server.connect_ex(address) == 0:
                break
            select.select([], [], [], 0.01)  # it has just been started
        else:
            sys.exit("nobody forks: its server has ended")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: server.send(bytes([number])))
        socket.send_fds(server, [call.encode(errors="surrogateescape")], [0, 1, 2])
        return server.recv(1)[0]


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
