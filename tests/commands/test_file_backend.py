"""Which files beside a state a killed run has cut: in any project, wherever its state is."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.workflow.file_backend import cut_sidecars
from lox24_provider.workflow.project import Project

WHOLE = '{"user.content_type":"text/plain"}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    return tmp_path


def _cut(folder: Path, *, stack: str | None = "test", **environment: str) -> list[str]:
    found = cut_sidecars(Project.find(folder), stack=stack, environment=environment)
    return [file.name for file in found]


def _written(folder: Path, *files: str, text: str = "") -> None:
    for file in files:
        (folder / ".pulumi" / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".pulumi" / file).write_text(text)


def test_what_bars_the_way_is_named_and_nothing_else(folder: Path) -> None:
    _written(folder / "a state", "meta.yaml.attrs", "stacks/lists/other.json.attrs", "history/lists/test/1.json.attrs")
    _written(folder / "a state", "history/lists/other/2.json.attrs", "stacks/lists/3.json")
    _written(folder / "a state", "stacks/lists/test.json.attrs", text=WHOLE)
    _written(folder / "a state", "stacks/test.json.attrs", text=WHOLE[:9])

    for url in (f"file://{folder}/a%20state?metadata=skip", "file://./a%20state"):
        told = _cut(folder, PULUMI_BACKEND_URL=url)
        assert told == ["1.json.attrs", "meta.yaml.attrs", "other.json.attrs", "test.json.attrs"]
    assert "1.json.attrs" not in _cut(folder, stack=None, PULUMI_BACKEND_URL=url)
    assert _cut(folder, PULUMI_BACKEND_URL="s3://states") == []


def test_the_state_is_looked_for_where_the_engine_does(folder: Path) -> None:
    for at, name in enumerate(("logged", "projects", "around")):
        _written(folder / name, f"stacks/lists/{at}.json.attrs")
    home = folder / "home"
    home.mkdir()
    assert _cut(folder, PULUMI_HOME=str(home)) == []
    (home / "credentials.json").write_text(f'{{"current": "file://{folder}/logged"}}')
    assert _cut(folder, PULUMI_HOME=str(home)) == ["0.json.attrs"]
    (folder / "Pulumi.yaml").write_text(f"name: lists\nruntime: python\nbackend: {{url: 'file://{folder}/projects'}}\n")
    assert _cut(folder, PULUMI_HOME=str(home)) == ["1.json.attrs"]
    assert _cut(folder, PULUMI_HOME=str(home), PULUMI_BACKEND_URL="file://around") == ["2.json.attrs"]
