"""Does what a page says, in an empty folder: one shell a page, as a reader has one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from checks.pages.blocks import Change, Command, File, PageError, Project, Step

__all__ = ["Reader", "Shell", "differs"]

PROJECTS = Path(__file__).with_name("projects")
PATIENCE = 240  # seconds for one command
NOT_STARTED = {126, 127}  # what a shell says where it cannot run a program or does not find it
_SECONDS = re.compile(r"\(\d+(?:\.\d+)?s\)|\b\d+(?:\.\d+)?s$")


class Shell:
    """A shell that stays, so that a folder, a variable or an environment that was entered does too."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._script = folder.with_name(f"{folder.name}.command")

    def run(self, command: str) -> tuple[int, str]:
        """The exit status and all output.

        Raises:
            PageError: the shell ended, or the command did not within `PATIENCE` seconds.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        end = uuid.uuid4().hex
        self._script.write_text(f"{command}\n")
        lines: list[str] = []
        timer = Timer(PATIENCE, os.killpg, (self._process.pid, signal.SIGKILL))
        timer.start()
        try:
            self._process.stdin.write(f". '{self._script}' < /dev/null; echo \"{end} $?\"\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                before, mark, status = line.partition(end)
                if mark:
                    return int(status), "".join([*lines, before])
                lines.append(line)
        finally:
            timer.cancel()
        raise PageError("".join([*lines, "the shell ended, or the command took too long"]))

    def close(self) -> None:
        """Ends the shell and what it has left running."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with self._process:  # waits, and closes both ends
            pass


@dataclass(frozen=True)
class Reader:
    """Takes the steps of a page in `folder`."""

    folder: Path
    shell: Shell

    def take(self, step: Step) -> None:
        """Takes one.

        Raises:
            PageError: what the page says does not work, or shows something else than what comes.
        """
        match step:
            case Command():
                self._run(step)
            case File():
                path = self._within(step)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text, encoding="utf-8")
            case Change():
                path = self._within(step)
                text = "\n" + path.read_text(encoding="utf-8")  # whole lines: not the end of a longer one
                if text.count(f"\n{step.old}") != 1:
                    raise PageError(f"line {step.line}: {step.path} does not have the old lines once:{text}")
                path.write_text(text.replace(f"\n{step.old}", f"\n{step.new}")[1:], encoding="utf-8")
            case Project():
                if step.name not in {one.name for one in PROJECTS.iterdir()}:
                    raise PageError(f"line {step.line}: there is no project {step.name}")
                shutil.copytree(PROJECTS / step.name, self.folder, dirs_exist_ok=True)
            case _:
                pass

    def _within(self, step: File | Change) -> Path:
        """The file of a step; a link that a command has made does not lead out of the folder either."""
        path = self.folder / step.path
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise PageError(f"line {step.line}: {step.path!r} is outside the page's folder")
        return path

    def _run(self, step: Command) -> None:
        status, output = self.shell.run(step.text)
        if (status != 0) != step.fails or status in NOT_STARTED:
            raise PageError(f"line {step.line}: {step.text}\nended with {status}:\n{output}")
        if step.output and (why := differs(step.output, output)):
            raise PageError(f"line {step.line}: {step.text}\n{why}\nAll of it:\n{output}")


def differs(shown: tuple[str, ...], output: str) -> str:
    """What of the lines that a page shows is not so in an output; empty where all of it is.

    `...` stands for any text, and alone on its line for any lines; how many seconds something took is not compared.
    """
    came = [_SECONDS.sub("(s)", line.rstrip()) for line in output.strip("\n").splitlines()]
    whole = "".join("(?:.*\n)*" if line.strip() == "..." else f"{_pattern(line)}\n" for line in shown)
    if re.fullmatch(whole, "".join(f"{line}\n" for line in came)):
        return ""
    for line in shown:
        if line.strip() != "..." and not any(re.fullmatch(_pattern(line), one) for one in came):
            return f"No line is as this one: {line}"
    return "Each line is there, but not in this order, or others stand between them."


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, _SECONDS.sub("(s)", line.rstrip()).split("...")))
