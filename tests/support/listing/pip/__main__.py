"""Answers `pip list --format json`, which Pulumi's language host asks before each run, in a tenth of pip's time.

What a pipeline has it install is noted: the clones have it already (`tests/support/pipelines.py`).

Stands before pip on the PYTHONPATH of the tests' projects; `tests/tools/test_spared.py` holds it against pip.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import distributions

if sys.argv[1] == "install":
    with open(os.environ["INSTALLED"], "a", encoding="utf-8") as notes:  # noqa: PTH123 pathlib is slow to load
        print("pip", *sys.argv[1:], file=notes)
    sys.exit()
assert sys.argv[1] == "list", "the language host asks for nothing else"
rows = [
    {"name": one.name, "version": one.version, "location": str(one.locate_file(""))}
    for one in distributions()
    if one.name.startswith("pulumi")
]
json.dump(rows, sys.stdout)
