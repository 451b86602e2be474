"""No address of anybody's backend, proxy or repository shows a password, however badly it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lox24_provider
from lox24_provider.display.addresses import shown_address, without_credentials
from lox24_provider.display.text import masked
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Ended, Engine
from tests.support.source import parsed

PACKAGE = Path(lox24_provider.__file__).parent


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.lox24.eu", "https://api.lox24.eu"),
        ("https://api.pulumi.com/", "https://api.pulumi.com/"),
        ("file://~", "file://~"),
        ("file:///srv/a@b/state", "file:///srv/a@b/state"),
        ("file://./state?metadata=skip", "file://./state"),
        ("sandbox", "sandbox"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://packages.example.org/@pulumi/pulumi", "https://packages.example.org/@pulumi/pulumi"),
        (
            "s3://bucket/folder?region=eu&X-Amz-Credential=AKIA",
            "s3://bucket/folder",
        ),
        ("azblob://box?sv=1;sig=abc#part", "azblob://box"),
        ("azblob://box?c2VjcmV0==", "azblob://box"),
        ("s3://bucket&X-Amz-Credential=AKIA", "s3://bucket"),
        ("postgres://user:word@host:5432/db", "postgres://host:5432/db"),
        ("https://ghs_token@github.com/org/repository", "https://github.com/org/repository"),
        ("postgres://user:w@rd@host/db", "postgres://host/db"),
        ("postgres://user:w/rd@host/db", "postgres://[hidden]"),
        ("postgres://user:1/rd@host/db", "postgres://[hidden]"),
        ("postgres://user:1?rd@host/db", "postgres://[hidden]"),
        ("postgres://user:w#rd@host/db", "postgres://[hidden]"),
        ("postgres://user:word@ho st/db", "postgres://[hidden]"),
        ("https://evil.example/a:b@api.lox24.eu", "https://[hidden]"),
        ("user:word@proxy:3128", "[hidden]@proxy:3128"),
        ("http:/user:word@proxy", "[hidden]@proxy"),
        (r"http:\\user:word@proxy", r"http:\\proxy"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert shown_address(address) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            'unable to open bucket "s3://box?region=eu&sig=abc": open bucket s3://box?sig=abc: no',
            'unable to open bucket "s3://box": open bucket s3://box: no',
        ),
        ("Failed to parse: http://user:two words@proxy:3128", "Failed to parse: http://proxy:3128"),
        ("fatal: unable to access 'https://x:tok@github.com/o/r/': 403", None),
        ("account 1234567@api.lox24.eu: 2 groups", "account 1234567@api.lox24.eu: 2 groups"),
        ("created by me@host (pid 12) at 10:20", "created by me@host (pid 12) at 10:20"),
        ("install it (https://www.pulumi.com/docs/install/)", "install it (https://www.pulumi.com/docs/install/)"),
    ],
)
def test_a_text_of_others_shows_each_address_so(text: str, shown: str | None) -> None:
    assert without_credentials(text) == (shown or "fatal: unable to access 'https://github.com/o/r/': 403")
    assert masked(text) == without_credentials(text)


# Four letters of each part are enough to be recognised: none of them is a part of anything else here.
passwords = st.lists(
    st.sampled_from(["QzXw", "VjKy", "/", "@", ":", "?", "#", "&", "%", "\\", "8", "=", ".", "[", "+", "é", " "]),
    min_size=1,
    max_size=8,
).map("".join)


@pytest.mark.promise
@given(
    before=st.sampled_from(["", "error: ", 'parse "', "url=", "(resolved to "]),
    scheme=st.sampled_from(["postgres://", "http://", "s3://", "mysql+x://", "https:/", "http:\\\\", "//"]),
    password=passwords,
    host=st.sampled_from(["db", "proxy:3128", "db.example.com", "[::1]:80"]),
    after=st.sampled_from(["", '": refused', "/db", "/db?sslpassword=QzXw", "/?VjKy", "?a=1&b=VjKy#QzXw"]),
)
def test_a_password_stands_in_no_address_that_is_shown_however_it_is_written(
    *, before: str, scheme: str, password: str, host: str, after: str
) -> None:
    address = f"{scheme}user:{password}@{host}{after}"
    is_proper = " " not in password or ("://" in scheme and "@" not in password)  # else no word tells its end
    for shown in [shown_address(address), *([masked(f"{before}{address}")] if is_proper else [])]:
        assert not re.search("QzXw|VjKy", shown)


@pytest.mark.parametrize(
    "words",
    [
        'error: unable to open state database "{}": failed to ping PostgreSQL: dial tcp 127.0.0.1:1: refused',
        'error: unable to open bucket "{0}": open bucket {0}: unknown query parameter "sas"',
        "error: could not get cloud url: {}",
        "error: something of which nobody knows {}",
    ],
)
def test_what_the_engine_says_of_its_backend_shows_no_secret_of_it(words: str, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    engine = Engine(project=Project.find(tmp_path), stack="dev", environment={})
    told = words.format("postgres://user:QzXw@localhost:1/db?sslpassword=VjKy")
    reason = engine.reason(Ended(code=255, out="", err=told))
    assert "postgres://localhost:1/db" in reason
    assert "PULUMI_BACKEND_URL" in reason or "nobody knows" in reason
    assert not re.search("user|QzXw|VjKy|\n", reason)


def test_nothing_but_this_shows_an_address() -> None:
    """Whoever writes an address into a sentence writes it by this function: the source itself says so."""
    assert not [found for file in PACKAGE.rglob("*.py") if "sandbox" not in file.parts for found in _bare(file)]


def _bare(file: Path) -> Iterator[str]:
    for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FormattedValue) or _calls(node.value, "shown_address", "host_of"):
            continue
        names = {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(node.value)}
        if found := sorted(name for name in names if re.search(r"(?:^|_)(?:url|remote|proxy|backend)$", name.lower())):
            yield f"{file.relative_to(PACKAGE)}:{node.lineno}: {', '.join(found)}"


def _calls(node: ast.AST, *names: str) -> bool:
    return any(isinstance(one, ast.Call) and getattr(one.func, "id", "") in names for one in ast.walk(node))
