"""Where reviews, plans and schemas are written: what a person named, and never through a link that lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.safe_io.writing import create, overwrite
from lox24_provider.workflow.approval_plan.folder import making


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone as the current folder, with links that lead out of it."""
    clone, outside = tmp_path / "clone", tmp_path / "outside"
    (clone / ".git").mkdir(parents=True)
    (outside / "deep").mkdir(parents=True)
    (outside / "profile").write_text("mine")
    (clone / "review.md").symlink_to(outside / "profile")
    (clone / "dangling.md").symlink_to(outside / "new")
    (clone / "out").symlink_to(outside)
    (clone / "real").mkdir()
    (clone / "inside").symlink_to("real")
    monkeypatch.chdir(clone)
    return clone


@pytest.mark.promise
@pytest.mark.parametrize("name", ["review.md", "dangling.md", "out/new.md", "out/deep/new.md", "out/more/new.md"])
def test_a_link_in_the_clone_leads_no_review_out_of_it(clone: Path, name: str) -> None:
    """A pull request may plant one where a pipeline writes."""
    for write in (overwrite, create):
        with pytest.raises(OSError, match=r"link|File exists"):
            write(Path(name), "x", root=None if write is overwrite else clone)
    outside = clone.parent / "outside"
    assert sorted(path.name for path in outside.iterdir()) == ["deep", "profile"]
    assert (outside / "profile").read_text() == "mine"


def test_what_a_person_names_is_written(clone: Path, tmp_path: Path) -> None:
    for path in (Path("new.md"), Path("inside/a.md"), tmp_path / "c.md", Path("../d.md")):
        for text in ("longer than the next", "short"):
            overwrite(path, text)
            assert path.read_text() == "short" or text != "short"
    with pytest.raises(FileNotFoundError):
        overwrite(Path("more/b.md"), "x")
    assert not Path("more").exists()
    overwrite(Path("/dev/null"), "x")
    assert Path("/dev/null").is_char_device()
    assert (clone / "real" / "a.md").exists()


@pytest.mark.promise
def test_no_plan_is_written_through_a_link(clone: Path) -> None:
    for folder in ("out/plan", "out/deep"):
        with pytest.raises(OSError, match="leads out of the repository"), making(Path(folder)) as made:
            (made / "plan.json").write_text("{}")
    assert not list((clone.parent / "outside" / "deep").iterdir())
    with making(Path("inside/plan")) as made:
        (made / "plan.json").write_text("{}")
    assert (clone / "real" / "plan" / "plan.json").exists()
