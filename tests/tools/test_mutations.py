"""The list of guards that `python -m tests.mutations` takes out fits the code; the taking out itself takes minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.__main__ import NotRun, judged
from tests.mutations.guards import GUARDS, Guard
from tests.support.source import marked

ROOT = Path(__file__).parents[2]


@pytest.mark.short(cases=20)
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_once_and_without_it_the_file_is_python(guard: Guard) -> None:
    text = (ROOT / "lox24_provider" / guard.file).read_text(encoding="utf-8")
    without = guard.without(text)
    assert without != text
    compile(without, guard.file, "exec")


@pytest.mark.short(cases=20)
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_tests_that_should_notice_are_there(guard: Guard) -> None:
    assert guard.tests
    for test in guard.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists()
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.short(cases=20)
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_make_test_notices_it(guard: Guard) -> None:
    """One of its tests is not slow, so that who takes a guard out sees it before the push."""
    assert [test for test in guard.tests if not {test, test.partition("::")[0]} & marked("slow")]


def test_names_differ_and_can_be_read_again_from_a_line() -> None:
    names = [guard.name for guard in GUARDS]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "  " in name]


@pytest.mark.parametrize("times", [0, 2])
def test_a_text_that_does_not_stand_there_exactly_once_is_no_guard(times: int) -> None:
    guard = Guard(name="n", file="f.py", old="if a:", new="if False:", tests=())
    with pytest.raises(ValueError, match=f"has the guard's text {times} times"):
        guard.without("if a:\n" * times)


def test_what_noticed_is_the_first_test_that_failed() -> None:
    summary = "=== short test summary info ===\n"
    assert judged(0, "3 passed in 1 s") is None
    assert judged(1, f"FAILED not/yet.py::x\n{summary}FAILED a/b.py::x[a b] - assert 1\n1 failed") == "a/b.py::x[a b]"
    assert judged(1, f"{summary}ERROR a/b.py::x - AssertionError: of a fixture\n1 error") == "a/b.py::x"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1, "=== short test summary info ===\nERROR a/b.py - NameError\n1 error"),
        (2, "Interrupted: 1 error during collection"),
        (4, "ImportError while loading conftest"),
        (5, "no tests ran"),
        (-9, ""),
    ],
)
def test_what_cannot_be_collected_has_noticed_nothing(code: int, told: str) -> None:
    with pytest.raises(NotRun):
        judged(code, told)
