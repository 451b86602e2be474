"""URNs taken apart, whatever a resource is called."""

from __future__ import annotations

import pytest

from lox24_provider.display.urns import has_parent, is_within, name_of, path_of, stack_of, type_of

START = "urn:pulumi:prod::lists::"


@pytest.mark.parametrize("name", ["clients", "a::b", "a$b", "a:b", "lox24:index:MailingList$x", ""])
@pytest.mark.parametrize("above", [(), ("x:index:Outer",), ("x:index:Outer", "lox24:index:MailingList")])
def test_every_part_is_found(name: str, above: tuple[str, ...]) -> None:
    path = "$".join([*above, "a:b/c:D"])
    urn = f"{START}{path}::{name}"
    assert (stack_of(urn), path_of(urn), type_of(urn), name_of(urn)) == ("prod", path, "a:b/c:D", name)
    assert has_parent(urn) is bool(above)
    assert [one for one in ("x:index:Outer", "lox24:index:MailingList", "a:b/c:D") if is_within(urn, one)] == [*above]


@pytest.mark.parametrize("text", ["", "clients", "a::b", "urn:pulumi:prod::lists"])
def test_what_is_no_urn_has_no_type(text: str) -> None:
    assert (path_of(text), type_of(text), has_parent(text)) == ("", "", False)
