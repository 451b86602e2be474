"""Every foreseeable error stands in one tree, has a code of its own, and is documented."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import lox24_provider
from docs.generate.pages import PAGES
from lox24_provider import errors
from lox24_provider.errors import Lox24Error


def tree(kind: type[Lox24Error] = Lox24Error) -> Iterator[type[Lox24Error]]:
    for below in kind.__subclasses__():
        yield below
        yield from tree(below)


@pytest.fixture(scope="module")
def kinds() -> list[type[Lox24Error]]:
    """All of the package's, with every module loaded."""
    for module in pkgutil.walk_packages(lox24_provider.__path__, "lox24_provider."):
        importlib.import_module(module.name)
    return [kind for kind in tree() if kind.__module__.startswith("lox24_provider.")]


def test_every_error_stands_in_the_tree(kinds: list[type[Lox24Error]]) -> None:
    assert len(kinds) > 50
    for kind in kinds:
        assert getattr(errors, kind.__name__, None) is kind, kind


def test_every_error_has_a_code_and_a_remedy_of_its_own(kinds: list[type[Lox24Error]]) -> None:
    codes = [kind.code for kind in kinds]
    assert sorted(set(codes)) == sorted(codes)
    for kind in kinds:
        assert re.fullmatch(r"LOX[1-4]\d{3}", kind.code), kind
        assert {"code", "remedy"} <= vars(kind).keys(), kind


@pytest.mark.parametrize(("page", "made"), PAGES.items(), ids=lambda value: getattr(value, "name", ""))
def test_a_page_that_is_made_from_code_is_fresh(page: object, made: object) -> None:
    assert page.read_text(encoding="utf-8") == made(), "run `python -m docs.generate`"  # type: ignore[attr-defined,operator]
