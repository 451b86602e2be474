"""In continuous integration a test that is skipped is red, unless `tests/support/skips.py` lists it and its reason."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.skips import ALLOWED, is_allowed, is_ci

ROOT = Path(__file__).parents[2]

CONFTEST = """
import os
import pytest
from tests.support import skips

skips.ALLOWED = (skips.Listed(test="test_some.py::test_listed", reason="no tool: ", why="an example"),)

def pytest_configure(config):
    config.pluginmanager.register(skips.SkipsFail(config))
    os.environ.pop("CI", None)  # as tests/conftest.py does
"""
SOME = """
import os
import pytest

def test_fine():
    assert "CI" not in os.environ

@pytest.mark.skipif(True, reason="no tool: it is not here")
def test_listed():
    pass

def test_listed_too():
    pytest.skip("no network")  # another reason than the list has

@pytest.mark.skip(reason="no tool: it is not here")
def test_unlisted():
    pass

@pytest.mark.xfail(reason="some day", strict=True)
def test_expected_to_fail():
    assert False

@pytest.fixture
def broken():
    pytest.skip("no tool: it is not here")

def test_whose_fixture_skips(broken):
    pass
"""
WHOLE = 'import pytest\npytest.importorskip("no_such_module")\ndef test_never(): pass\n'

Played = Callable[..., "tuple[int, str, set[str]]"]


@pytest.fixture
def played(tmp_path: Path) -> Played:
    """Runs pytest on the examples: its exit status, its closing line, and what was red."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n  short\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)

    def play(*arguments: str, ci: str | None, **files: str) -> tuple[int, str, set[str]]:
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text)
        alone = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the others take long to load
        environment = {**os.environ, **alone, **({"CI": ci} if ci is not None else {})}
        command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", "-p", "xdist", *arguments]
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        red = set(re.findall(r"^(?:FAILED|ERROR) (\S+)", ended.stdout, re.MULTILINE))
        return ended.returncode, re.sub(r" in .*|=+ ?", "", (ended.stdout or ended.stderr).splitlines()[-1]), red

    return play


RED = {f"test_some.py::test_{name}" for name in ("listed_too", "unlisted", "expected_to_fail", "whose_fixture_skips")}


@pytest.mark.parametrize("processes", ["0", "2"])
@pytest.mark.short(cases=1)
def test_whatever_is_skipped_and_not_listed_is_red(played: Played, processes: str) -> None:
    code, line, red = played("-n", processes, ci="true", test_some=SOME)
    assert (code, red) == (1, RED)
    assert line == "2 failed, 1 passed, 1 skipped, 2 errors"


@pytest.mark.slow
def test_a_file_that_is_skipped_as_a_whole_is_red(played: Played) -> None:
    code, line, red = played(ci="1", test_whole=WHOLE)
    assert (code, line, red) == (2, "1 error", {"test_whole.py"})


@pytest.mark.short(cases=1)
@pytest.mark.parametrize(
    "choice",
    [
        *("-k=fine", "-m=not torture", "--deselect=test_some.py::test_fine", "--ignore=x"),
        *("--collect-only", "--setup-only", "--setup-plan", "-oaddopts=test_some.py::test_fine"),
    ],
)
def test_a_choice_of_tests_is_refused(played: Played, choice: str) -> None:
    assert played(choice, ci="true", test_some=SOME)[0] == pytest.ExitCode.USAGE_ERROR


@pytest.mark.slow
def test_whoever_names_files_has_chosen_openly_and_elsewhere_anybody_may_choose(played: Played) -> None:
    fine = 'import os\ndef test_fine(): assert "CI" not in os.environ\ndef test_other(): pass\n'
    assert played("-k", "fine", "test_some.py", ci="true", test_some=fine) == (0, "1 passed, 1 deselected", set())
    assert played("-k", "fine", ci=None, test_some=fine) == (0, "1 passed, 1 deselected", set())


@pytest.mark.slow
def test_the_slow_tests_and_the_others_are_every_test(played: Played) -> None:
    """Each half may be chosen, as `.ci/run` runs both; with a word more it is a choice."""
    some = "import pytest\n@pytest.mark.slow\ndef test_slow(): pass\ndef test_other(): pass\n"
    assert played("-m", "slow", ci="true", test_some=some) == (0, "1 passed, 1 deselected", set())
    assert played("-m", "not slow", ci="true", test_some=some) == (0, "1 passed, 1 deselected", set())
    assert played("-m", "slow", "-k", "some", ci="true", test_some=some)[0] == pytest.ExitCode.USAGE_ERROR
    for target, half in (("test", "'not slow' --hypothesis-profile=quick"), ("slow", "slow")):
        said = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert re.search(rf"pytest -n auto --dist load --maxschedchunk 1 -m {half} *$", said, re.MULTILINE), said


@pytest.mark.slow
def test_cases_that_are_left_out_are_slow_and_laws_are_in_both_halves(played: Played) -> None:
    """All of them fail, so that those that ran are told."""
    conftest = f"{CONFTEST}\nfrom tests.conftest import pytest_addoption\nfrom tests.support import slow\n\n"
    conftest += "@pytest.hookimpl(tryfirst=True)\n"
    conftest += "def pytest_collection_modifyitems(config, items): slow.choose(config, items)\n"
    some = """
import hypothesis
import pytest

@pytest.mark.parametrize("case", range(5))
@pytest.mark.short(cases=2)
def test_cases(case): assert False

@hypothesis.given(hypothesis.strategies.none())
def test_law(_): assert False

def test_other(): assert False
"""

    def ran(*words: str) -> set[str]:
        return {one.partition("::")[2] for one in played(*words, ci="true", conftest=conftest, test_some=some)[2]}

    assert ran("-m", "not slow") == {"test_cases[0]", "test_cases[3]", "test_law", "test_other"}
    assert ran("-m", "slow") == {"test_cases[1]", "test_cases[2]", "test_cases[4]", "test_law"}
    assert ran("-m", "not slow", "--cases=1", "test_some.py") == {"test_cases[0]", "test_law", "test_other"}
    assert ran("-m", "not slow", "--cases=1") == set(), "who chooses cases names a file too"
    assert re.findall(r"^make (\w+)", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE) == [
        *("test", "slow", "check")
    ]


def test_make_quick_has_chosen_openly(played: Played) -> None:
    """The workflow runs it with each Python, and its forge sets `CI`."""
    said = subprocess.run(["make", "-n", "quick"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(r"pytest .* tests --ignore=tests/\S+ .*-m 'not torture and not slow' .*$", said, re.MULTILINE)
    choice = ("-m", "not torture", "--ignore=test_whole.py")
    fine = "def test_fine(): pass\n"
    assert played(*choice, ".", ci="true", test_some=fine, test_whole=WHOLE) == (0, "1 passed", set())
    assert played(*choice, ci="true")[0] == pytest.ExitCode.USAGE_ERROR


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["0", "1"])
def test_what_a_folder_leaves_out_runs(played: Played, processes: str) -> None:
    files = {"test_fine": "def test_fine(): pass\n", "test_broken": "def test_broken(): assert False\n"}
    left_out = {"ci": "true", "conftest": f"{CONFTEST}\ncollect_ignore_glob = ['test_b*']\n", **files}
    assert played("-n", processes, **left_out)[::2] == (1, {"test_broken.py::test_broken"})
    assert played("-n", processes, **{**left_out, "ci": ""})[::2] == (0, set())


def test_no_option_takes_the_rule_away() -> None:
    """`-p no:NAME` blocks what is registered by a name."""
    for file in ("tests/conftest.py", "checks/conftest.py"):
        assert "pluginmanager.register(SkipsFail(config))" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.short(cases=1)
@pytest.mark.parametrize("ci", [None, "", "false"])
def test_elsewhere_a_skip_is_a_skip(played: Played, ci: str | None) -> None:
    code, line, red = played(ci=ci, test_some=SOME.replace('"CI" not in os.environ', "True"), test_whole=WHOLE)
    assert (code, line, red) == (0, "1 passed, 5 skipped, 1 xfailed", set())


@pytest.mark.parametrize(("value", "is_it"), [("true", True), ("True", True), ("1", True), ("", False), ("no", False)])
def test_where_it_is_continuous_integration(value: str, is_it: bool) -> None:  # noqa: FBT001 a case
    assert is_ci({"CI": value}) is is_it
    assert not is_ci({})


def test_the_list_has_no_row_that_nothing_needs() -> None:
    """Each names a file that says the reason, and why that is no loss; no more than there are."""
    for one in ALLOWED:
        file, _, name = one.test.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert one.reason in text, one
        assert f"def {name.partition('[')[0]}" in text or not name, one
        assert one.why
    assert len(ALLOWED) <= 4, "this number may only fall"
    assert is_allowed("tests/sandbox/test_browser.py::test_x", "no browser: apt-get install it")
    assert not is_allowed("tests/sandbox/test_browser.py::test_x", "")
    assert not is_allowed("tests/engine/test_languages.py::test_a_program_in[go-_go]", "no go on PATH")


def test_ci_runs_every_test_and_then_the_checks_whatever_the_shell_around_chose(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text(
        '#!/bin/sh\necho "$* CI=$CI ARGS=$ARGS ADD=$PYTEST_ADDOPTS$PYTEST_PLUGINS T=$TORTURE '
        'F=$MAKEFLAGS$GNUMAKEFLAGS$MFLAGS$MAKEFILES"\n'
        '[ "$1" = check ] || echo "$CLOSING"\n[ "$1" != "$BREAK" ]\n'
    )
    make.chmod(0o755)
    chosen = {"ARGS": "-k nothing", "PYTEST_ADDOPTS": "--lf", "TORTURE": "9", "MAKEFLAGS": "n", "CI": ""}
    chosen |= dict.fromkeys(("GNUMAKEFLAGS", "MFLAGS", "MAKEFILES", "PYTEST_PLUGINS"), "chosen")
    around = {**os.environ, **chosen, "PATH": f"{tmp_path}:{os.environ['PATH']}"}

    def run(*, breaks: str, closing: str = "===== 5000 passed, 1 skipped in 5.01s =====") -> tuple[int, list[str]]:
        command, environment = [ROOT / ".ci" / "run"], {**around, "BREAK": breaks, "CLOSING": closing}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        return ended.returncode, ended.stdout.splitlines()

    rest, closing = "CI=true ARGS= ADD= T= F=", "===== 5000 passed, 1 skipped in 5.01s ====="
    tested, slow, checked = [f"test {rest}", closing], [f"slow {rest}", closing], [f"check {rest}"]
    assert run(breaks="") == (0, [*tested, *slow, *checked, closing])
    assert run(breaks="test") == (1, [*tested, closing])
    assert run(breaks="slow") == (1, [*tested, *slow, closing])
    assert run(breaks="check") == (1, [*tested, *slow, *checked, closing])
    for few in ("===== 9 passed in 0.01s =====", "===== no tests ran in 0.01s =====", "9999 tests collected in 5.01s"):
        assert run(breaks="", closing=few)[0] == 1, few  # and nothing is checked
