"""`lox24:groupsKey`: under which key of a stack's configuration its groups stand."""

from __future__ import annotations

import re
from typing import NamedTuple

from lox24_provider.config.fields import GROUPS_KEY

__all__ = ["SETTING", "GroupsKey"]

SETTING = f"lox24:{GROUPS_KEY.key}"

_FORM = re.compile(r"(?:[\w.-]{1,100}:)?[\w.-]{1,100}", re.ASCII)
_TAKEN = ("lox24", "pulumi")
"""Namespaces of settings: of this provider, and of the engine."""


class GroupsKey(NamedTuple):
    """Two full keys: of the groups, and of what groups of a key have in every stack."""

    groups: str
    defaults: str

    @classmethod
    def of(cls, value: object, *, project: str) -> GroupsKey:
        """What the setting's value means; without one, or with a wrong one, what is usual."""
        given = str(value or "groups") if not cls.problem(value) else "groups"
        groups = given if ":" in given else f"{project}:{given}"
        # A program may well have `defaults` of its own: only beside the usual key it is as it always was.
        return cls(groups, f"{project}:defaults" if groups == f"{project}:groups" else f"{groups}Defaults")

    @staticmethod
    def problem(value: object) -> str:
        """What is wrong with the setting's value; empty if nothing is."""
        if value is None or value == "":
            return ""
        if not isinstance(value, str) or not _FORM.fullmatch(value):
            return f"{SETTING} must be a key such as smsLists (of this project) or sms:lists, in plain text"
        if value.partition(":")[0] in _TAKEN and ":" in value:
            return f"{SETTING} must be a key of this project or of another namespace than {' and '.join(_TAKEN)}"
        return ""
