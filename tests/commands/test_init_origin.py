"""Where a new project gets this package from, if no package index has it: from where it was installed itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from lox24_provider import __version__
from lox24_provider.workflow.scaffolding import scaffold as scaffolding
from lox24_provider.workflow.scaffolding.origin import origin
from tests.support.scaffolds import Init


@pytest.fixture
def came_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Lets the installed package have come from somewhere, as its `direct_url.json` says."""

    def told(document: object) -> None:
        said = None if document is None else json.dumps(document)
        monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda *_: said)
        monkeypatch.setattr(scaffolding, "origin", origin)

    return told


@pytest.mark.parametrize(
    ("runner", "first"),
    [
        ("pip", "python3 -m venv .venv && . .venv/bin/activate && pip install {} -r requirements.txt"),
        ("uv", "uv add {} && . .venv/bin/activate"),
        ("poetry", "poetry add {} && . .venv/bin/activate"),
    ],
)
def test_where_no_index_has_the_package_the_first_step_takes_it_from_where_it_came_from(
    init: Init, came_from: Callable[[object], None], tmp_path: Path, runner: str, first: str
) -> None:
    wheel = tmp_path / "my wheels" / "lox24_provider-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"")
    came_from({"url": wheel.as_uri(), "archive_info": {}})
    _, out, _ = init("lists", "--runner", runner)
    assert "%20" in wheel.as_uri()
    wanted = f"'lox24-provider[sandbox] @ {wheel.as_uri()}'"
    assert f"next:\n  cd lists && {first.format(wanted)}\n" in out
    assert "lox24-provider came from no package index, so the first step takes it from where this one is from;" in out


def test_what_cannot_be_installed_again_is_told(
    init: Init, came_from: Callable[[object], None], tmp_path: Path
) -> None:
    by_name = "&& pip install -r requirements.txt\n"
    gone = tmp_path / "gone.whl"
    for document, told in (
        (None, ""),
        ({"url": gone.as_uri(), "archive_info": {}}, f"lox24-provider came from {gone.as_uri()}, which is no longer"),
        ({}, "nothing says where lox24-provider came from, so the first step may not find it;"),
        ([], "nothing says where lox24-provider came from, so the first step may not find it;"),
    ):
        came_from(document)
        _, out, _ = init("lists", "--dry-run")
        assert told in out
        assert ("package index" in out or "look for it in one" in out) is bool(told)
        (tmp_path / "new").mkdir()
        assert by_name in init("new")[1]
        shutil.rmtree(tmp_path / "new")


def test_a_repository_is_installed_at_its_commit(came_from: Callable[[object], None]) -> None:
    came_from({"url": "https://git.example/lox24", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}})
    assert origin().requirement == f"lox24-provider[sandbox] @ git+https://git.example/lox24@{'a' * 40}"


@pytest.mark.parametrize(
    ("url", "more", "wanted"),
    [
        ("ssh://git@git.example/lox24", {}, f"git+ssh://git@git.example/lox24@{'a' * 40}"),
        ("ssh://git:canary@git.example/lox24", {}, f"git+ssh://git.example/lox24@{'a' * 40}"),
        (
            "https://x:canary@git.example/lox24?key=canary",
            {"subdirectory": "a b"},
            f"git+https://git.example/lox24@{'a' * 40}#subdirectory=a%20b",
        ),
        ("https://x:canary@can/ary@git.example/lox24", {}, ""),
        ("git@git.example:canary/lox24", {}, ""),
        ("https://git.example/a\x1b[2J", {}, ""),
        ("https://git.example/a b", {}, ""),
        ("https://git.example/lox24", {"vcs_info": {"vcs": "git", "commit_id": "a\n; b"}}, ""),
    ],
)
def test_what_is_pasted_has_no_secret_and_works_or_is_the_name(
    came_from: Callable[[object], None], url: str, more: dict[str, object], wanted: str
) -> None:
    came_from({"url": url, "vcs_info": {"vcs": "git", "commit_id": "a" * 40}, **more})
    by_name = f"lox24-provider[sandbox]=={__version__}"
    assert origin().requirement == (f"lox24-provider[sandbox] @ {wanted}" if wanted else by_name)
    assert "canary" not in origin().note
    assert bool(wanted) is ("the first step takes it from where this one is from" in origin().note)
