"""What `make release-check` judges, and that it sees what is broken."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from packaging.metadata import Metadata

from checks.release import contents, installed, licences, metadata, packages, pins, pythons, sources, sums, tarball
from checks.release.parts import ReleaseError, joined, part, run
from lox24_provider.version import __version__
from tests.support.package_contents import packaged

WHEEL = f"lox24_provider-{__version__}-py3-none-any.whl"
SDIST = f"lox24_provider-{__version__}.tar.gz"
TOLD = f"""\
Metadata-Version: 2.4
Name: lox24-provider
Version: {__version__}
Requires-Python: >=3.10
License-Expression: Apache-2.0
License-File: LICENSE
Classifier: Programming Language :: Python :: 3
Classifier: Programming Language :: Python :: 3.10
Classifier: Programming Language :: Python :: 3.9
Project-URL: Homepage, https://example.org
Project-URL: Documentation, https://example.org
Project-URL: Source, https://example.org
Project-URL: Changelog, https://example.org
Project-URL: Issues, https://example.org
Description-Content-Type: text/markdown

[tutorial](https://example.org/tutorial.md) and [below](#below)
"""
POLICY = licences.Policy(allowed=frozenset({"MIT", "Apache-2.0"}), known={"protobuf": "MIT"})


def release(folder: Path, *, stray: str = "", lost: str = "") -> packages.Packages:
    """A wheel and a source distribution of empty files with the names that belong there."""
    folder.mkdir()
    dist = {f"lox24_provider-{__version__}.dist-info/{name}" for name in contents.DIST_FILES}
    beside = contents.SOURCES | contents.MADE | {f"{contents.EGG}/{name}" for name in contents.EGG_FILES}
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        for name in (packaged() | dist | {stray}) - {lost, ""}:
            archive.writestr(name, "")
    with tarfile.open(folder / SDIST, "w:gz") as tar:
        for name in (packaged() | beside | {stray}) - {lost, ""}:
            tar.addfile(tarfile.TarInfo(f"lox24_provider-{__version__}/{name}"))
    return packages.Packages(folder / WHEEL, folder / SDIST)


def test_a_stray_and_a_missing_file_are_seen_in_wheel_and_source_distribution(tmp_path: Path) -> None:
    assert contents.problems(release(tmp_path / "whole")) == []
    assert contents.problems(release(tmp_path / "stray", stray="tests/test_text.py")) == [
        "tests/test_text.py does not belong in the wheel",
        "tests/test_text.py does not belong in the source distribution",
    ]
    with pytest.raises(ReleaseError, match=r"stacks\.py is not in the wheel \(does git know it\?\); .*distribution"):
        contents.seen(release(tmp_path / "lost", lost="lox24_provider/stacks.py"))


def test_two_digests_that_differ_are_seen(tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for path, text in ((one, "a"), (same, "a"), (other, "b")):
        path.write_text(text)
    assert packages.differences("wheel", of={"a second build": same}, to=one) == []
    assert packages.differences("wheel", of={"a second build": other}, to=one) == [
        "the wheel is another one by a second build: 3e23e8160039 instead of ca978112ca1b"
    ]


def test_a_source_distribution_has_one_form_whoever_packed_it_in_whichever_order(tmp_path: Path) -> None:
    for at, name in enumerate(("ours", "theirs")):
        entries = [("p/b", 0o664), ("p/a", 0o755)][:: 1 - 2 * at]
        with gzip.GzipFile(tmp_path / name, "wb", mtime=at) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
            for path, mode in entries:
                entry = tarfile.TarInfo(path)
                entry.uid, entry.uname, entry.mtime, entry.mode, entry.size = at, name, at, mode + at, 3
                tar.addfile(entry, io.BytesIO(path.encode()))
        tarball.normalise(tmp_path / name, epoch=1000)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()
    with tarfile.open(tmp_path / "ours") as tar:
        assert [(one.name, one.mode, one.mtime, one.uname) for one in tar] == [
            ("p/a", 0o755, 1000, ""),
            ("p/b", 0o644, 1000, ""),
        ]
        file = tar.extractfile("p/b")
        assert file is not None
        assert file.read() == b"p/b"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("(https://example.org/tutorial.md)", "(docs/tutorial.md)", "leads to docs/tutorial.md"),
        ("[below](#below)", "![](a.svg)", "leads to a.svg"),
        ("[below](#below)", '<img src="/a.svg">', "leads to /a.svg"),
        ("[below](#below)", "[below][b]\n\n[b]: LICENSE", "leads to LICENSE"),
        ("Project-URL: Issues, https://example.org\n", "", "no address for Issues"),
        (__version__, "9.9.9", "9.9.9 instead of"),
        ("Apache-2.0", "MIT", "licence is MIT"),
        (">=3.10", ">=3.11", "for >=3.11"),
        ("text/markdown", "text/plain", "is text/plain"),
    ],
)
def test_what_an_index_would_tell_wrongly_is_seen(old: str, new: str, problem: str) -> None:
    right = TOLD.replace("Classifier: Programming Language :: Python :: 3.9\n", "")
    assert metadata.problems(Metadata.from_email(right)) == []
    (found,) = metadata.problems(Metadata.from_email(right.replace(old, new)))
    assert problem in found


def test_metadata_that_no_index_takes_is_told_in_one_line(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / WHEEL, "w") as archive:
        archive.writestr("x.dist-info/METADATA", "Metadata-Version: 2.4\nName: -\nVersion: 1\n")
    with pytest.raises(ReleaseError, match=r"the wheel.s metadata: .*name"):
        metadata.of_wheel(tmp_path / WHEEL)


def test_the_pythons_are_those_of_the_classifiers_by_number() -> None:
    assert metadata.pythons(Metadata.from_email(TOLD)) == ["3.9", "3.10"]


def component(name: str, *named: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "licenses": list(named)}


PROTOBUF = component("protobuf")


@pytest.mark.parametrize(
    ("components", "problem"),
    [
        ([component("a", {"license": {"id": "GPL-3.0-only"}}), PROTOBUF], "a is under GPL-3.0-only"),
        ([component("a"), PROTOBUF], "a names no licence"),
        ([component("a", {"license": {"name": "Do what you like"}}), PROTOBUF], "a names no licence"),
        ([component("a", {"expression": "MIT AND GPL-3.0-only"}), PROTOBUF], "a is under MIT AND"),
        ([component("protobuf", {"license": {"id": "MIT"}})], "protobuf names its licence by now"),
        ([], "protobuf is not installed any more"),
    ],
)
def test_a_licence_that_is_unknown_or_not_allowed_is_seen(components: list[dict[str, Any]], problem: str) -> None:
    (found,) = licences.problems(components, policy=POLICY)
    assert found.startswith(problem)


@pytest.mark.parametrize("named", [{"license": {"id": "MIT"}}, {"expression": "GPL-3.0-only OR Apache-2.0"}])
def test_a_licence_that_is_allowed_is_no_problem(named: dict[str, Any]) -> None:
    assert licences.problems([component("a", named), PROTOBUF], policy=POLICY) == []
    assert not licences.allows("no licence at all", allowed=POLICY.allowed)


def test_the_placeholder_is_seen_where_an_address_has_it(tmp_path: Path) -> None:
    texts = {
        "a.toml": "https://github.com/OWNER/lox24-provider",
        "b.yml": "https://OWNER.github.io/",
        "c.md": "CODEOWNERS and OWNER/NAME",
        "tests/d.py": "github.com/OWNER/lox24-provider",
    }
    (tmp_path / "tests").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "e.xlsx").write_bytes(b"\xff")
    assert sources.placeholders(tmp_path, [*texts, "e.xlsx"]) == ["a.toml", "b.yml"]


def test_a_plugin_with_another_schema_is_seen() -> None:
    schema = {"name": "lox24", "resources": {"a": 1}, "functions": {"f": 1}}
    told = {**schema, "version": __version__}
    assert installed.schema_problems({**told, "functions": {"f": 2}}, committed=schema) == ""
    assert "other resources" in installed.schema_problems({**told, "resources": {}}, committed=schema)
    assert "of version 9" in installed.schema_problems({**told, "version": "9"}, committed=schema)
    assert "other functions" in installed.schema_problems({**told, "functions": {}}, committed=schema)


def test_what_is_pinned_for_a_release_has_hashes_and_neither_setuptools_nor_twice_a_package() -> None:
    pinned = re.findall(r"^([\w.-]+)==(.*) \\\n((?: +--hash=.*\n)+)", pins.runtime() + pins.testing(), re.MULTILINE)
    names = [(name, version) for name, version, _ in pinned]
    assert {"pulumi", "python-calamine", "pytest", "starlette"} <= {name for name, _ in names}
    assert "setuptools" not in {name for name, _ in names}
    assert len(names) == len(set(names))
    assert len(names) == len(re.findall(r"==.* \\$", pins.runtime() + pins.testing(), re.MULTILINE))


def test_a_python_is_taken_that_starts_and_is_what_it_is_called(tmp_path: Path) -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    (tmp_path / "versions" / "2.0.1" / "bin").mkdir(parents=True)
    shim = tmp_path / "python2.0"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')  # another Python than its name says
    shim.chmod(0o755)
    environ = {"PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    assert pythons.found([version, "2.0"], environ=environ) == {version: Path(sys._base_executable)}  # type: ignore[attr-defined]


def test_the_digests_are_as_sha256sum_reads_them(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).write_text(name)
    assert sums.write(tmp_path) == 2
    assert sums.write(tmp_path) == 2, "without itself"
    subprocess.run(["sha256sum", "--check", "--strict", sums.FILE], cwd=tmp_path, check=True, capture_output=True)


def test_a_failure_is_one_line_after_what_the_program_said(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as failed:
        run([sys.executable, "-c", "print('why'); exit(3)"], doing="asking", cwd=tmp_path, env={})
    assert str(failed.value) == "  | why\nrelease-check: asking failed with exit status 3"
    with pytest.raises(ReleaseError, match="asking does not start"):
        run([tmp_path / "none"], doing="asking", cwd=tmp_path, env={})
    assert joined([str(n) for n in range(7)]) == "0; 1; 2; 3; 4; and 2 more"


def test_a_part_prints_what_it_saw_and_nothing_where_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with part("build") as seen:
        seen.saw("one")
        seen.saw("two")
    with pytest.raises(ReleaseError), part("contents") as seen:
        raise ReleaseError("no")
    assert re.fullmatch(r"build: one; two \(\d+ s\)\n", capsys.readouterr().out)
