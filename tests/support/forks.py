"""Starts Python programs of Pulumi in a moment: forked from a process that has imported what they need.

Each is the real one, the provider's host above all, in a process of its own, with its own folder, environment and
output. What is spared is the start of Python and the imports, most of what a short run costs. Runs that are killed, and
the stories of whole stacks, start Python as users' machines do.
"""

from __future__ import annotations

import atexit
import os
import platform
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

__all__ = ["python"]

IMPORTED = (  # what a program, the provider and the commands import, once
    *("grpc.experimental", "phonenumbers", "pulumi.dynamic", "lox24_provider.adapter.native.main"),
    *(f"lox24_provider.{name}" for name in ("cli", "phones_provider", "provider", "sandbox.command", "stacks")),
    *(f"lox24_provider.commands.{name}" for name in ("doctor", "drift", "export", "import_", "plan", "review")),
    *(
        f"lox24_provider.operations.{name}"
        for name in ("functions", "create_preview", "group_create", "group_lifecycle")
    ),
    *(f"lox24_provider.{name}" for name in ("operations.phones_lifecycle", "rules.number.dialling")),
)
MOST = 1 << 20  # bytes of a call: folder, environment, arguments


@cache
def python() -> Path:
    """A program that is called as `python3` is; it is served until this process ends."""
    folder = Path(tempfile.mkdtemp())
    address = folder / "socket"
    serve = [sys.executable, "-u", "-m", "tests.support.forks", str(address)]  # what is forked writes at once, too
    server = subprocess.Popen(serve, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE)
    program = folder / "python3"
    ask = shlex.join([sys.executable, "-I", "-S", str(Path(__file__).with_name("forked.py")), str(address)])
    version = f"[ \"$*\" = --version ] && exec echo 'Python {platform.python_version()}'"  # asked twice before each run
    program.write_text(f'#!/bin/sh\n{version}\nexec {ask} "$@"\n')
    program.chmod(0o755)
    atexit.register(_end, server, folder)
    return program


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()  # the end of its standard input is the end of the server
    shutil.rmtree(folder)


def _serve(address: str) -> None:
    """Forks a keeper for each call. Where an import fails, each call says so and ends: nobody waits for an answer."""
    broken = ""
    try:
        for module in IMPORTED:
            import_module(module)
        package = import_module("lox24_provider")
        for name in package.__all__:
            getattr(package, name)  # it loads what is asked for
    except Exception:  # noqa: BLE001 whatever keeps it from serving
        broken = traceback.format_exc()

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(16)
        while True:
            ready, _, _ = select.select([server.fileno(), 0], [], [])
            if 0 in ready:  # the tests are over
                return
            caller, _ = server.accept()
            with caller:
                if os.fork() == 0:
                    server.close()
                    _keep(caller, broken=broken)
            with suppress(ChildProcessError):  # keepers that are done
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def _keep(caller: socket.socket, *, broken: str) -> NoReturn:
    """Forks the host, hands signals on to it, and ends it when the caller is no more."""
    call, descriptors, _, _ = socket.recv_fds(caller, MOST, 3)
    host = os.fork()
    if host == 0:
        if broken:
            os.write(descriptors[2], broken.encode())
            os._exit(1)
        _become(call.decode(errors="surrogateescape").split("\0"), descriptors)
    ended = os.pidfd_open(host)
    while ended not in select.select([ended, caller.fileno()], [], [])[0]:
        number = caller.recv(1)
        os.kill(host, number[0] if number else signal.SIGKILL)
    _, status = os.waitpid(host, 0)
    with suppress(OSError):
        caller.send(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    os._exit(0)


def _become(call: list[str], descriptors: list[int]) -> NoReturn:
    """Runs the module as Python does it at its start."""
    import runpy  # noqa: PLC0415

    folder, count, *rest = call
    environment, arguments = rest[: int(count)], [each for each in rest[int(count) :] if each != "-u"]
    for descriptor, number in zip(descriptors, (0, 1, 2), strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({name: value for name, _, value in (line.partition("=") for line in environment)})
    is_module = arguments[0] == "-m"
    sys.argv = arguments[is_module:]
    paths = os.environ.get("PYTHONPATH", "")
    sys.path[:1] = [folder if is_module else str(Path(sys.argv[0]).parent), *filter(None, paths.split(os.pathsep))]
    code = 1
    try:
        if is_module:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 as Python ends a process
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
