"""A forge as far as pipelines need one: a bare remote, fresh clones for jobs, and the `run:` lines in their order."""

from __future__ import annotations

import compileall
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from py_compile import PycInvalidationMode

from lox24_provider.workflow.cli_archive import RELEASE
from lox24_provider.workflow.cli_cache import cache_folder
from tests.support import forks
from tests.support.engine import LISTING, Run
from tools.setup import Stamp, digest_of

__all__ = ["ROOT", "Forge", "compiled", "edit", "environment_in", "git", "machine", "set_up"]

ROOT = Path(__file__).parents[2]
WHO = ("-c", "user.name=t", "-c", "user.email=t@example.org")


@dataclass
class Forge:
    """One repository on a forge, its working copies, the environment that its runners share, and its secrets.

    Attributes:
        spared: the clones' Python is forked from one that has imported what they need (`forks.py`).
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    spared: bool = False
    _clones: int = 0

    def __post_init__(self) -> None:
        """Publish the working tree, committed or not, as branch main."""
        first = self.folder / "first"
        subprocess.run(["git", "init", "-q", "-b", "main", str(first)], check=True)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).exists():
                (first / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, first / name)
        git(first, "add", "-A")
        git(first, *WHO, "commit", "-qm", "first")
        subprocess.run(["git", "clone", "-q", "--bare", str(first), str(self.remote)], check=True)

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.folder / "remote.git"

    def clone(self, ref: str = "main") -> Path:
        """A fresh clone, as a checkout action makes one, with an environment as `make setup` leaves it."""
        self._clones += 1
        folder = self.folder / f"clone {self._clones}"
        subprocess.run(["git", "clone", "-q", str(self.remote), str(folder)], check=True)
        git(folder, "checkout", "-q", ref)
        set_up(folder, spared=self.spared)
        return folder

    def head(self, branch: str = "main") -> str:
        """The commit of a branch."""
        return git(self.remote, "rev-parse", branch)

    def push(self, folder: Path, message: str, *, branch: str = "main") -> str:
        """Commit everything in `folder` and push it; the new commit."""
        git(folder, "checkout", "-q", "-B", branch)
        git(folder, "add", "-A")
        git(folder, *WHO, "commit", "-qm", message)
        git(folder, "push", "-q", "origin", branch)
        return self.head(branch)

    def merge(self, branch: str) -> str:
        """Merge a branch into main as the forge's button does: by a commit of its own."""
        folder = self.clone()
        git(folder, *WHO, "merge", "-q", "--no-ff", "-m", f"merge {branch}", f"origin/{branch}")
        git(folder, "push", "-q", "origin", "main")
        return self.head()

    def run(self, folder: Path, lines: Sequence[str], **variables: str) -> Run:
        """One shell's work, as a runner does it: it ends at the first line that fails."""
        script = self.folder / "job.sh"
        script.write_text("\n".join(lines) + "\n")
        outside = {
            key: value
            for key, value in os.environ.items()
            if key in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") or key.startswith("COVERAGE")
        }
        ended = subprocess.run(
            ["bash", "-e", str(script)],
            cwd=folder,
            env={**outside, "PYTHONPATH": str(LISTING), "CI": "true", **self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Run(code=ended.returncode, text=ended.stdout + ended.stderr)


def git(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def edit(folder: Path, file: str, changes: Mapping[str, str]) -> None:
    """Replace texts in a file; each has to be there."""
    text = (folder / file).read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text)


def environment_in(folder: Path, *, spared: bool) -> None:
    """A virtual environment with this one's packages, and the command `lox24`; `spared` as for `set_up`."""
    venv.create(folder / ".venv", symlinks=True)
    packages, programs = sysconfig.get_path("purelib"), folder / ".venv" / "bin"
    (own,) = (folder / ".venv" / "lib").glob("python3.*/site-packages")
    (own / "real.pth").write_text(f"import site; site.addsitedir({packages!r})\n")
    if spared:
        for name in ("python", "python3"):
            (programs / name).unlink()
            (programs / name).symlink_to(forks.python())
    start = programs / "lox24.py"
    start.write_text("import sys; from lox24_provider.cli import main; sys.exit(main())")
    command = programs / "lox24"
    command.write_text(f"#!/bin/sh\nexec '{programs}/python' -u '{start}' \"$@\"\n")
    command.chmod(0o755)


def set_up(folder: Path, *, spared: bool) -> None:
    """What `make setup` leaves, without fetching anything: this environment's packages and programs.

    Args:
        folder: a clone.
        spared: its Python is forked, see `Forge`.
    """
    environment_in(folder, spared=spared)
    for name, content in compiled().items():
        if (folder / name).parent.parent.is_dir():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
    stamp = Stamp.read(Path(sys.prefix).parent)
    assert stamp is not None
    Stamp(digest=digest_of(folder, "run"), root=str(folder), engine=stamp.engine, pinned=True).write("run")


PYTHON = """#!/bin/sh
[ "$1 $2" = '-m venv' ] || exec {real} "$@"
echo "python3 $*" >> "$INSTALLED"
[ -e "$3/pyvenv.cfg" ] && exit
mkdir -p "$3/bin"
cp {tool} "$3/bin/python"
"""
TOOL = """#!/bin/sh
echo "${0##*/} $*" >> "$INSTALLED"
for name in uv poetry; do [ -e "${0%/*}/$name" ] || cp "$0" "${0%/*}/$name"; done
[ -e "${0%/*}/lox24" ] || ln -s LOX24 "${0%/*}/lox24"
"""


def machine(folder: Path) -> dict[str, str]:
    """The variables of a runner on which nothing is fetched: what pipelines install is noted, and is there already.

    Its cache has the pinned CLI, which is the one that this clone has.
    """
    programs = folder / "bin"
    programs.mkdir()
    variables = {"XDG_CACHE_HOME": str(folder / "cache"), "INSTALLED": str(folder / "installed")}
    (folder / "installed").touch()
    stamp = Stamp.read(Path(sys.prefix).parent)
    assert stamp is not None
    kept = cache_folder(variables, RELEASE) / "bin"
    kept.mkdir(parents=True)
    real, tool = shlex.quote(sys.executable), programs / "tool"
    cli = f'#!/bin/sh\n[ "$*" = version ] && exec echo v{RELEASE}\nexec {shlex.quote(stamp.engine)}/pulumi "$@"\n'
    scripts = {
        programs / "python3": PYTHON.format(real=real, tool=shlex.quote(str(tool))),
        tool: TOOL.replace("LOX24", shlex.quote(str(Path(sys.executable).with_name("lox24")))),
        kept / "pulumi": cli,
    }
    for path, text in scripts.items():
        path.write_text(text)
        path.chmod(0o755)
    return {**variables, "PATH": f"{programs}:{os.environ['PATH']}"}


@cache
def compiled() -> dict[str, bytes]:
    """What Python keeps beside the modules, by path: known by what they hold, it is good in every clone."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("lox24_provider", "tools"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, Path(folder, name), ignore=ignored)
        compileall.compile_dir(folder, quiet=2, stripdir=folder, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*.pyc")}
