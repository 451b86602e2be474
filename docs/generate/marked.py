"""Pages of `docs/reference` that people write, and what stands between marks in them, made from code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from docs.generate import approval_plan, languages, sandbox, stack_files, tables

__all__ = ["PAGES"]

REFERENCE = Path(__file__).parents[1] / "reference"
MADE: dict[str, Sequence[Callable[[], str]]] = {
    "group.md": [partial(languages.tabs, "group"), tables.of_a_group],
    "group-phones.md": [partial(languages.tabs, "group_phones"), tables.of_a_list],
    "mailing-list.md": [partial(languages.tabs, "mailing_list")],
    "account.md": [partial(languages.tabs, "provider"), tables.of_an_account],
    "functions.md": [partial(languages.tabs, one) for one in ("get_group", "get_groups", "get_account")],
    "settings.md": [tables.of_a_stack],
    "stack-files.md": [stack_files.of_the_file, stack_files.of_groups, stack_files.of_a_list],
    "approval-plan.md": [approval_plan.of_a_manifest],
    "sandbox.md": [sandbox.of_switches, sandbox.of_hooks],
}
"""By page, what is made, in the order of the marks."""

PAGES = {REFERENCE / name: partial(tables.page, REFERENCE / name, made) for name, made in MADE.items()}
