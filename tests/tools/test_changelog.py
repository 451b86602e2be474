"""Which changes need a fragment, how one is written, and what the notes of a release are."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.changelog import fragments
from checks.changelog.notes import notes

CHANGELOG = """\
# Changelog

<!-- towncrier release notes start -->

## 0.2.0 (2027-01-02)

### Fixed

- That.

## 0.1.0 (2026-12-01)

### Added

- This.
"""


@pytest.mark.parametrize(
    ("changed", "messages"),
    [
        (["docs/index.md"], ""),
        (["lox24_provider/cli.py", "changelog.d/+words.changed.md"], ""),
        (["lox24_provider/cli.py", "changelog.d/12.fixed.md"], ""),
        (["lox24_provider/cli.py", "CHANGELOG.md", "changelog.d/12.fixed.md"], ""),
        (["lox24_provider/cli.py"], "Fewer lines\n\nChangelog: none\n"),
    ],
)
def test_a_change_that_is_told_or_that_nobody_notices(changed: list[str], messages: str) -> None:
    assert fragments.lacking(changed=changed, messages=messages) is None


@pytest.mark.parametrize(
    ("others", "messages"),
    [([], ""), (["changelog.d/words.md"], ""), (["changelog.d/1.feature.md"], ""), ([], "No Changelog: none here")],
)
def test_a_change_that_is_not_told_is_named(others: list[str], messages: str) -> None:
    problem = fragments.lacking(changed=["tests/a.py", "lox24_provider/cli.py", *others], messages=messages)
    assert problem
    assert problem.startswith("lox24_provider/cli.py changes")


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("+words.changed.md", "Other words.\n", ""),
        ("words.changed.md", "Other words.\n", "call it"),
        ("+words.feature.md", "Other words.\n", "call it"),
        ("+words.changed.md", "- Other words.\n", "one line"),
        ("+words.changed.md", "Other\nwords.\n", "one line"),
        ("+words.changed.md", "", "one line"),
        ("+words.changed.md", "Other words\n", "one line"),
    ],
)
def test_how_a_fragment_is_written(name: str, text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    found = fragments.faults([tmp_path / name])
    assert len(found) == bool(fault)
    assert fault in "".join(found)


def test_notes_are_the_section_of_the_newest_version() -> None:
    assert notes(CHANGELOG, version="0.2.0") == "### Fixed\n\n- That.\n"
    assert notes(CHANGELOG.partition("## 0.1.0")[0], version="0.2.0") == "### Fixed\n\n- That.\n"


@pytest.mark.parametrize(
    ("changelog", "version", "why"),
    [
        (CHANGELOG, "0.3.0", "begins with '## 0.2.0 (2027-01-02)', and not with 0.3.0"),
        (CHANGELOG, "0.1.0", "and not with 0.1.0"),
        (CHANGELOG.replace("(2027-01-02)", "(unreleased)"), "0.2.0", "and a date"),
        (CHANGELOG.replace("(2026-12-01)", "(unreleased)"), "0.2.0", "below '## 0.2.0 \\(2027-01-02\\)'"),
        ("# Changelog\n", "0.1.0", "begins with ''"),
    ],
)
def test_what_is_no_release_has_no_notes(changelog: str, version: str, why: str) -> None:
    with pytest.raises(LookupError, match=why.replace("'## 0.2.0 (2027-01-02)'", r"'## 0.2.0 \(2027-01-02\)'")):
        notes(changelog, version=version)
