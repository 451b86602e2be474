"""The variables of the environment that are pinned are those that the code reads, and users can look them up."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import lox24_provider
from tools.surface.law import violations
from tools.surface.releases import today
from tools.surface.variables import variables

PACKAGE = Path(lox24_provider.__path__[0])
SETTINGS = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"

READ = {
    "by get": 'os.environ.get("LOX24_NEW", "")',
    "by getenv": 'os.getenv("LOX24_NEW")',
    "in brackets": 'environment["LOX24_NEW"]',
    "by in": 'found = "LOX24_NEW" in variables',
    "by not in": 'found = "LOX24_NEW" not in variables',
    "by a constant": 'NEW = "LOX24_NEW"\nfound = environ.get(NEW)',
    "by a constant of another module": "import other\nfound = environ.get(other.ELSEWHERE)",
}
NOT_READ = {
    "in a message": 'raise SystemExit("set LOX24_NEW")',
    "as a word of one": 'where = "LOX24_NEW" if around else "lox24:new"',
    "compared": 'found = {key for key in environ if key != "LOX24_NEW"}',
    "set for a process": 'environ["LOX24_NEW"] = "x"\nstarted = {**environ, "LOX24_NEW": "x"}',
    "of somebody else": 'found = environ.get("PULUMI_STACK")',
    "a constant that nobody reads": 'NEW = "LOX24_NEW"',
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_one_that_is_read_is_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "one.py").write_text(text)
    (tmp_path / "other.py").write_text('ELSEWHERE = "LOX24_NEW"')
    assert variables([tmp_path]) == {"LOX24_NEW"}


@pytest.mark.parametrize("text", NOT_READ.values(), ids=NOT_READ)
def test_one_that_is_not_read_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(text)
    assert variables([tmp_path]) == set()


def test_a_name_that_is_put_together_is_seen_as_one(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text('found = environ.get(f"LOX24_{name}")')
    assert variables([tmp_path]) == {"LOX24_"}


@pytest.mark.slow
def test_one_that_the_code_no_longer_reads_is_a_break_and_a_new_one_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = today()
    copy = tmp_path / "lox24_provider"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "resources" / "stack_trace.py"
    text = file.read_text()
    assert text.count("LOX24_FULL_TRACE") == 1
    file.write_text(text.replace("LOX24_FULL_TRACE", "LOX24_WHOLE_TRACE"))
    monkeypatch.setattr(lox24_provider, "__path__", [str(copy)])
    lines = violations(last=last, now=today(), version="1.2.1", last_version="1.2.0")
    assert [line.partition(": keep")[0].partition(": raise")[0] for line in lines] == [
        "commands: LOX24_FULL_TRACE is gone",
        "commands: LOX24_WHOLE_TRACE is new",
    ]


def test_each_is_on_the_page_of_settings() -> None:
    told = set(re.findall(r"LOX24_[A-Z_]+", SETTINGS.read_text()))
    assert variables([PACKAGE]) == told
