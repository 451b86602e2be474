"""Programs as most editors judge them; mypy judges the same file with everything else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(shutil.which("node") is None, reason="pyright runs on Node.js, and would fetch one")
@pytest.mark.slow
def test_pyright_lets_the_same_lines_of_a_program_pass() -> None:
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(HERE)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    told = json.loads(ended.stdout)
    assert told["summary"]["filesAnalyzed"] == len(list(HERE.glob("*.py")))
    assert [(one["range"]["start"]["line"] + 1, one["message"]) for one in told["generalDiagnostics"]] == []
