"""Makes the commit and the tag by which Go finds the package for it: `python -m tools.go_module FOLDER VERSION`.

Go reads a module below the root of a repository from a tag that begins with the module's folder. Its code is made of
the schema, so it is on no branch: the tag's commit has that folder alone. Nothing is pushed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.setup import ROOT

__all__ = ["MODULE", "main", "tagged"]

MODULE = "sdk/go"
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?")


def tagged(code: Path, *, version: str, repository: Path) -> str:
    """Makes both in a repository, whose files, index and branches stay as they are; the tag.

    Raises:
        ValueError: there is no module in the folder, or the version is none of Go's.
        CalledProcessError: git refuses, as the tag is there already.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version} is no version of a Go module")
    if not (code / "go.mod").is_file():
        raise ValueError(f"{code} has no go.mod: run `make sdks`")
    tag = f"{MODULE}/v{version}"
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch, "tree")
        shutil.copytree(code, tree / MODULE)

        variables = {
            **_of_the_release(repository),
            "GIT_DIR": _git("rev-parse", "--absolute-git-dir", cwd=repository, env=os.environ),
            "GIT_INDEX_FILE": str(Path(scratch, "index")),
            "GIT_WORK_TREE": str(tree),
        }

        def git(*arguments: str) -> str:
            return _git(*arguments, cwd=tree, env=variables)

        git("add", "--force", MODULE)
        commit = git("commit-tree", git("write-tree"), "-m", f"The package for Go of {version}")
        git("tag", tag, commit)
    return tag


def _of_the_release(repository: Path) -> dict[str, str]:
    """Whose commit it is and of when: as the one that is released, so that a second run makes the same commit."""
    name, mail, date = _git("show", "-s", "--format=%cn%n%ce%n%cI", "HEAD", cwd=repository, env=os.environ).split("\n")
    said = {"NAME": name, "EMAIL": mail, "DATE": date}
    return {**os.environ, **{f"GIT_{who}_{what}": said[what] for who in ("AUTHOR", "COMMITTER") for what in said}}


def _git(*arguments: str, cwd: Path, env: Mapping[str, str]) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def main() -> int:
    """Makes both in this clone, and prints the tag."""
    code, version = sys.argv[1:]
    try:
        print(tagged(Path(code), version=version, repository=ROOT))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:  # git has said why
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
