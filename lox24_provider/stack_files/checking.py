"""Everything that is wrong with a project's stack files, all at once, each with its file, line and column.

No engine and no account is asked. Messages never show a token, nor what looks like a phone number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lox24_provider.config.groups_key import SETTING as GROUPS_KEY
from lox24_provider.config.settings import Settings
from lox24_provider.display.invisible import appearances
from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import GroupInputError, SettingsError
from lox24_provider.rules.problem import Problem
from lox24_provider.stack_files.files import ConfigFile, StackFile, is_encrypted
from lox24_provider.stack_files.places import Place
from lox24_provider.stack_files.reading import Finding

__all__ = ["check_all"]

TOKEN = "lox24:token"  # noqa: S105 the setting's name
CLIENT_ID = "lox24:clientId"
TEXTS = (CLIENT_ID, "lox24:baseUrl", "lox24:onExisting")

_LONGEST = 2000  # characters of a message


def check_all(stacks: Sequence[StackFile], *, shared: ConfigFile) -> list[Finding]:
    """Every problem, sorted by place; none twice, though several stacks may share what is wrong.

    Args:
        stacks: all stack files of the project.
        shared: what `Pulumi.yaml` says for all of them.
    """
    found = [*shared.faults]
    for stack in stacks:
        found += stack.own.faults
        if stack.own.readable:
            found += _of_declarations(stack)
            found += _of_settings(stack)
    found += _claimed_twice([stack for stack in stacks if stack.own.readable])
    if stacks and all(stack.own.readable for stack in stacks):
        found += _unused_defaults(stacks, shared)
        found += _unused_keys(stacks)
    shown = {one._replace(text=one_line(masked(one.text), limit=_LONGEST)) for one in found}
    return sorted(shown, key=lambda one: one[:2])


def _of_declarations(stack: StackFile) -> Iterator[Finding]:
    for problem in stack.problems:
        told = stack.told(problem)
        yield Finding(stack.place_of(problem.field), f"{told}{_advice(told.reason)}", told.kind)


def _advice(reason: str) -> str:
    """YAML turns more than numbers into something else: dates, yes and no."""
    changed = "valid string" in reason or reason.endswith(("not date", "not datetime"))
    return "; put it in quotes" if changed else ""


def _of_settings(stack: StackFile) -> Iterator[Finding]:
    settings = stack.settings
    settings.pop(GROUPS_KEY, None)  # which was judged with the declarations
    token = settings.pop(TOKEN, None)
    if token is not None and not is_encrypted(token):
        where = stack.stack if TOKEN in stack.own.values else "STACK"
        text = (
            f"{TOKEN}: is in plain text, for everybody who has the file; remove it, encrypt it with `pulumi config set "
            f"--secret {TOKEN} -s {where}`, and change the token at LOX24 if the file was ever shared"
        )
        yield Finding(stack.place(TOKEN), text, SettingsError)
    readable: dict[str, str] = {}
    for key, value in settings.items():
        if key in TEXTS and isinstance(value, bool | int | float):
            text = f"{key}: must be text; put it in quotes: without them, YAML takes it for a number and may change it"
            yield Finding(stack.place(key), text, SettingsError)
        elif isinstance(value, list) or (isinstance(value, Mapping) and not is_encrypted(value)):
            yield Finding(stack.place(key), f"{key}: must be text or a number", SettingsError)
        elif not isinstance(value, Mapping):  # what is encrypted nobody can judge here
            readable[key] = "" if value is None else str(value)
    if token is not None and readable.get(CLIENT_ID):
        readable[TOKEN] = "encrypted"  # one of that account, as far as anybody can tell; else the sandbox's own counts
    try:
        Settings.check(config=readable, environment={})
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(_place_of_setting(stack, problem), problem, SettingsError)


def _place_of_setting(stack: StackFile, problem: str) -> Place:
    """Where the setting stands that a sentence names; the longest, as one name may begin another."""
    named = [key for key in stack.settings if key in problem]
    return stack.place(max(named, key=len, default=CLIENT_ID))


def _claimed_twice(stacks: Sequence[StackFile]) -> Iterator[Finding]:
    """Groups that two declarations claim in one account: at LOX24 there is only one of them."""
    claims: dict[tuple[str, str, str], tuple[StackFile, str]] = {}
    for stack in stacks:
        account = stack.account
        for key, entry in stack.groups.items():
            for field in ("name", "adopt"):
                value = entry.get(field)
                if not isinstance(value, str) or not value:
                    continue
                where = account or f"of stack {stack.stack}"
                looks = sorted(appearances(value)) if field == "name" else [value]
                known = [claims[where, field, look] for look in looks if (where, field, look) in claims]
                owner, group = known[0] if known else (stack, key)
                for look in looks:
                    claims.setdefault((where, field, look), (owner, group))
                if owner is not stack or (field == "adopt" and group != key):
                    yield _claim(stack, key=key, field=field, owner=owner, group=group, account=account)


def _claim(stack: StackFile, *, key: str, field: str, owner: StackFile, group: str, account: str | None) -> Finding:
    other = group if owner is stack else f"{group} in stack {owner.stack}"
    both = "" if owner is stack or account is None else f"; {stack.stack} and {owner.stack} share account {account}"
    is_same = stack.groups[key].get(field) == owner.groups[group].get(field)
    what = "is the name of" if field == "name" else "is adopted by"
    told = f"{what} {other} too" if is_same else f"looks the same as the name of {other}"
    problem = Problem(f"groups.{key}.{field}", f"{told}{both}; one group belongs to one declaration")
    return Finding(stack.place_of(problem.field), str(stack.told(problem)), GroupInputError)


def _unused_defaults(stacks: Sequence[StackFile], shared: ConfigFile) -> Iterator[Finding]:
    """Defaults that are for all stacks, and of a group that none has."""
    used = {(stack.keys.defaults, key) for stack in stacks for key in stack.groups}
    for stack in stacks:
        name = stack.keys.defaults
        defaults = stack.declarations.get("defaults")
        if name in shared.values and name not in stack.own.values and isinstance(defaults, Mapping):
            for key in defaults:
                if (name, key) not in used:
                    problem = stack.told(Problem(f"defaults.{key}", "no stack has a group of this key"))
                    yield Finding(shared.places.nearest((*shared.ways[name], key)), str(problem))


def _unused_keys(stacks: Sequence[StackFile]) -> Iterator[Finding]:
    """A key for the groups under which no stack has any that it is said for: it may be misspelt itself."""
    used = {(stack.place(GROUPS_KEY), stack.keys.groups) for stack in stacks if stack.keys.groups in stack.config}
    for stack in stacks:
        place, key = stack.place(GROUPS_KEY), stack.keys.groups
        if stack.declared and stack.settings.get(GROUPS_KEY) and (place, key) not in used:
            text = f"{GROUPS_KEY}: no stack has {key}; for stacks without groups, write `{key}: {{}}` into one"
            yield Finding(place, text, SettingsError)
