"""The tables of arguments and settings in `docs/reference`, made from the lists of fields."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import get_args, get_origin

from lox24_provider.config.fields import OF_STACKS, SETTINGS, Setting
from lox24_provider.config.settings import argument_of
from lox24_provider.fields import group, group_phones
from lox24_provider.fields.field import Field
from lox24_provider.resources.account_args import AccountArgs
from lox24_provider.resources.phones_args import ListFields

__all__ = ["BEGIN", "END", "lines", "of_a_group", "of_a_list", "of_a_stack", "of_an_account", "page"]

BEGIN, END = "<!-- begin: made by `python -m docs.generate` -->\n", "<!-- end -->\n"
WORDS = {str: "text", int: "number", bool: "bool", dict: "mapping"}


def page(path: Path, tables: Sequence[Callable[[], str]]) -> str:
    """A page with what stands between each two marks made again."""
    first, *others = re.split(f"(?s){BEGIN}.*?{END}", path.read_text(encoding="utf-8"))
    made = [f"{BEGIN}{table()}{END}{after}" for table, after in zip(tables, others, strict=True)]
    return "".join([first, *made])


def of_a_group() -> str:
    """The arguments of a `Group`; those that differ in their names only are one row."""
    rows = []
    for cells, alike in groupby(group.DECLARED, key=lambda one: (described(one), limit(one), one.on_change)):
        names = [one.name for one in alike]
        told, most, change = cells
        several = len(names) > 1
        name = f"{names[0]}` ... `{names[-1]}" if several else names[0]
        rows.append((f"`{name}`", told, f"{most} each" if several else most, change))
    return lines(("argument", "type", "limit", "a change"), rows)


def of_a_list() -> str:
    """The arguments of `GroupPhones`, in their order there."""
    fields = {one.name: one for one in (*group_phones.IN_PROGRAM, *group_phones.IN_STACK_FILE)}
    order = [fields[name] for name in ("group", *inspect.signature(ListFields).parameters)]
    rows = [(f"`{one.name}`", described(one), one.on_change) for one in order]
    return lines(("argument", "type", "a change"), rows)


def of_a_stack() -> str:
    """The settings of a stack."""
    rows = [
        (
            setting.title,
            f"`lox24:{setting.key}`{setting.about}{span(setting)}",
            setting.environment,
            default(setting) + setting.usual,
        )
        for setting in (*SETTINGS, *OF_STACKS)
    ]
    return lines(("setting", "stack configuration", "environment", "default"), rows)


def of_an_account() -> str:
    """The arguments of an `Account`."""
    settings = {argument_of(setting.key): setting for setting in SETTINGS}
    rows = []
    for setting in (settings[name] for name in inspect.signature(AccountArgs).parameters if name in settings):
        told, usual = setting.as_argument
        kind = "text" if setting.number is None else "number"
        if words := (setting.hint or {}).get("enum"):
            kind = ", ".join(f'`"{word}"`' for word in words)
        usual = usual or default(setting) or setting.usual
        rows.append((f"`{argument_of(setting.key)}`", kind + span(setting), told or setting.title, usual))
    return lines(("argument", "type", "", "default"), rows)


def described(one: Field) -> str:
    """A field's type, and what it is."""
    about = one.description if one.about is None else one.about
    kind = one.kind or kind_of(one)
    return f"{kind}: {about}" if about else kind


def kind_of(one: Field) -> str:
    """The type of a field in words, with what holds where nothing says it, if that is a word."""
    if get_origin(one.type) is list:
        return f"a list of {in_words(get_args(get_args(one.type)[0]), 'and')}"
    words = get_args(one.type) if get_origin(one.type) is not dict else ()
    told = in_words(words, "or") if words else WORDS[get_origin(one.type) or one.type]
    if words and one.usual:
        told = told.replace(f'`"{one.usual}"`', f'`"{one.usual}"` (default)')
    if one.type is int and one.most is not None:
        told += f", {one.least or 0} to {one.most}"
    return f"{told}, required" if one.is_required else told


def in_words(words: Iterable[str], last: str) -> str:
    """Words as a sentence has them: `a`, `b` or `c`."""
    *most, end = [f'`"{word}"`' for word in words]
    return f"{', '.join(most)} {last} {end}"


def limit(one: Field) -> str:
    """How many characters a text may have."""
    if one.type is not str or one.most is None:
        return ""
    return f"1 to {one.most} characters" if one.is_required else str(one.most)


def span(setting: Setting) -> str:
    """Which numbers a setting may be."""
    return f", {setting.number.least} to {setting.number.most}" if setting.number else ""


def default(setting: Setting) -> str:
    """Which number it is where nothing says it."""
    return str(setting.number.usual) if setting.number else ""


def lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; an empty cell is one blank wide."""
    return "".join([line(head), f"|{'---|' * len(head)}\n", *map(line, rows)])


def line(row: tuple[str, ...]) -> str:
    """A row."""
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in row) + "\n"
