"""What the documentation leaves open, as switches: the best reading is the default, the others are a setting away.

The U-numbers are those of the API reference, section 13.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

__all__ = ["DOCUMENTED", "Switches"]


@dataclass(frozen=True, kw_only=True)
class Switches:
    """One reading of LOX24's API; every default is what its documentation, or else API Platform, says."""

    # Sections 3.5 and 11: D24 prefixes every Hydra key, D27 all but `member`, API Platform 4 none.
    hydra: Annotated[Literal["hydra", "mixed", "plain"], "Hydra keys: prefixed, all but member, none"] = "hydra"
    # Section 3.5: a list may be a bare array whatever was asked for.
    plain_lists: Annotated[bool, "lists are bare arrays even in JSON-LD"] = False
    # Section 3.5: 30 is the framework's default.
    group_page_size: Annotated[int, "groups and blocked numbers on a page"] = 30
    # Section 7: PHP writes an empty map as [].
    empty_map: Annotated[Literal["object", "array"], "`groups` of GET /me when there are none"] = "object"
    put: Annotated[Literal["merge", "replace"], "U1: PUT keeps or clears omitted fields"] = "merge"
    phones_on_put: Annotated[Literal["replace", "append", "ignore"], "U2: `phones` in PUT of a group"] = "replace"
    normalise_phones: Annotated[bool, "U3: numbers are stored as E.164, Germany assumed"] = False
    phones_page_size: Annotated[int, "U4: phones on a page, 0 for all on one"] = 0
    duplicates: Annotated[Literal["allow", 422, 409], "U5: the same number twice in a group"] = "allow"
    batch_limit: Annotated[int, "U6: phones in a batch, 0 for no limit"] = 0
    batch_limit_status: Annotated[Literal[400, 413], "U6: answer to a batch over the limit"] = 400
    validation_status: Annotated[Literal[400, 422], "U7: answer to invalid fields"] = 400
    empty_string: Annotated[Literal["keep", "null"], "U11: an empty string is kept or becomes null"] = "keep"
    trim: Annotated[bool, "U11: blanks around a string are removed"] = False
    foreign_group: Annotated[Literal[404, 403], "U13: answer to another account's group or phone"] = 404
    # Under `lag` each reply shows the count as of the reply before.
    count_items: Annotated[Literal["always", "omit", "lag"], "U15: count_items is there, absent, one reply late"] = (
        "always"
    )
    list_lag: Annotated[int, "U15: requests of GET /groups that do not show a new group yet"] = 0
    phones_lag: Annotated[int, "U15: requests of GET /groups/{id}/phones that do not show new entries yet"] = 0
    rate_limit: Annotated[int, "U17: calls of an account in 60 s, 0 for no limit"] = 0
    group_ids: Annotated[Literal["integer", "string"], "type of a group's id in bodies"] = "integer"
    # Section 4.2: strings in bodies, integers in paths.
    phone_ids: Annotated[Literal["string", "integer"], "type of a phone's id in bodies"] = "string"
    # Section 1
    bad_credentials: Annotated[int, "bad credentials from one address in 60 s before it is blocked"] = 3
    block_seconds: Annotated[int, "length of that block"] = 600

    def __post_init__(self) -> None:
        """Refuse the one number that cannot be 0, and says nothing about "none" either."""
        if self.group_page_size < 1:
            raise ValueError(f"switch group_page_size: '{self.group_page_size}' is not a whole number from 1")

    @classmethod
    def parse(cls, settings: Iterable[str]) -> Switches:
        """Read settings such as `put=replace`; the last of several for one switch wins.

        Raises:
            ValueError: with one readable line that names what is allowed.
        """
        types = _types()
        chosen: dict[str, Any] = {}
        for setting in settings:
            name, equals, text = setting.partition("=")
            name = name.strip()
            if name not in types:
                raise ValueError(f"no switch {name!r}; there are {', '.join(types)}")
            values = {_text(value): value for value in _choices(types[name])}
            text = text.strip().lower()
            if text in values:
                chosen[name] = values[text]
            elif types[name] is int and text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
                chosen[name] = int(text)
            else:
                given = f"{text!r} is not" if equals else "it takes"
                raise ValueError(f"switch {name}: {given} {_allowed(types[name])}")
        return cls(**chosen)

    @classmethod
    def table(cls) -> list[tuple[str, str, str, str]]:
        """Every switch as (name, default, what is allowed, meaning), in order of declaration."""
        hints = get_type_hints(cls, include_extras=True)
        return [
            (field.name, _text(field.default), _allowed(kind), about)
            for field in fields(cls)
            for kind, about in [get_args(hints[field.name])]
        ]


DOCUMENTED = Switches()

_MOST_DIGITS = 9  # far above any sensible number, far below what SQLite cannot hold


def _types() -> dict[str, object]:
    hints = get_type_hints(Switches)
    return {field.name: hints[field.name] for field in fields(Switches)}


def _choices(kind: object) -> tuple[object, ...]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    return (False, True) if kind is bool else ()


def _allowed(kind: object) -> str:
    return " | ".join(map(_text, _choices(kind))) or "a whole number of up to nine digits"


def _text(value: object) -> str:
    return str(value).lower()
