"""When a stack's passphrase is known to be empty, so that nothing that it encrypts is a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.adapter.passphrase import is_empty

NAME = "PULUMI_CONFIG_PASSPHRASE"


@pytest.mark.parametrize(
    ("environment", "file", "empty"),
    [
        ({}, None, False),
        ({NAME: ""}, None, True),
        ({NAME: "x"}, "", False),
        ({NAME: ""}, "x", True),
        ({}, " \n", True),
        ({}, "x\n", False),
    ],
)
def test_it_is_read_as_the_cli_reads_it(
    tmp_path: Path, *, environment: dict[str, str], file: str | None, empty: bool
) -> None:
    if file is not None:
        (tmp_path / "phrase").write_text(file)
        environment = {**environment, f"{NAME}_FILE": str(tmp_path / "phrase")}
    assert is_empty(environment) is empty


def test_a_file_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    assert not is_empty({f"{NAME}_FILE": str(tmp_path / "gone")})
