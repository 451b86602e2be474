"""What git has is of no machine: no path of this clone, and nothing that a test has left."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT = (f"{ROOT}/", "pytest-" + "of-")  # the folder of this clone, and of pytest's temporary files


def test_no_file_names_a_folder_of_this_machine() -> None:
    asked = ["git", "ls-files", "-z"]
    names = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]
    assert len(names) > 800
    found = {
        name
        for name in names
        if (ROOT / name).is_file() and any(mark.encode() in (ROOT / name).read_bytes() for mark in LEFT)
    }
    assert found == set()
