"""What is refused of groups and accounts: each says what to do instead."""

from __future__ import annotations

from lox24_provider.display.text import one_line, quoted, resource_name
from lox24_provider.errors.base import Refused

__all__ = [
    "AccountUnknown",
    "AllGone",
    "AnotherAccount",
    "CannotAdopt",
    "Gone",
    "HasItsList",
    "NameExists",
    "NameInDoubt",
    "NoSuchGroup",
    "NotEmpty",
    "OwnedByAnother",
]


class AnotherAccount(Refused):
    """The object belongs to another account than the token in force."""

    code = "LOX3001"
    remedy = "Select the token and the address of the account that the state belongs to."

    def __init__(self, *, state: str, token: str) -> None:
        super().__init__(
            f"this resource belongs to account {state}, but the token and base URL in force are account {token}'s: "
            "nothing was sent; select the right token (LOX24_TOKEN, lox24:token or the Account's) and base URL for it"
        )


class AccountUnknown(Refused):
    """The state does not say in which account the object lives: it was imported and not read since."""

    code = "LOX3002"
    remedy = "Run `pulumi refresh` first."

    def __init__(self, *, id: str) -> None:
        super().__init__(
            f"the state does not say which account group {one_line(id, limit=40)} belongs to, so it is not touched: "
            "run `pulumi refresh` first"
        )


class NameExists(Refused):
    """The account holds a group of that name already."""

    code = "LOX3003"
    remedy = "Adopt the group, allow a second one of the name, or choose another name."

    def __init__(self, *, name: str, ids: list[str]) -> None:
        self.groups = tuple(ids)
        groups = f"group {ids[0]} has" if len(ids) == 1 else f"groups {', '.join(ids)} have"
        adopt = 'on_existing="adopt"' if len(ids) == 1 else f'adopt="{ids[0]}" (or another of these ids)'
        super().__init__(
            f"{groups} the name {quoted(name)} already, nothing was created: take it over with {adopt}, or allow a "
            'second group of the name with on_existing="create" (lox24:onExisting says either for the stack); if a '
            "resource was renamed, give it `aliases` or run `pulumi state rename`"
        )


class CannotAdopt(Refused):
    """A group that exists cannot become this resource's."""

    code = "LOX3004"
    remedy = "Name the id of one group, or take the argument out."

    def __init__(self, *, ids: list[str], reason: str) -> None:
        self.groups = tuple(ids)
        groups = f"group {ids[0]} was" if len(ids) == 1 else f"groups {', '.join(ids)} were"
        super().__init__(f"{groups} not adopted and nothing was created: {reason}")


class NameInDoubt(Refused):
    """Another resource of this run sent a group of that name and does not know whether it was created."""

    code = "LOX3005"
    remedy = "Run `pulumi up` again, or choose different names."

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"another resource of this run may have created a group named {quoted(name)}, so this one was not created: "
            "the next `pulumi up` looks first; give the two resources different names if both are wanted"
        )


class NoSuchGroup(Refused):
    """No group of the account has the id that a function or `Group.get` asked for."""

    code = "LOX3201"
    remedy = "Check the id, and which account the token is of."

    def __init__(self, *, id: str, account: str) -> None:
        super().__init__(
            f"there is no group {id} in account {account}: check the id, and which account the token is of"
        )


class NotEmpty(Refused):
    """The group holds entries, or may hold some."""

    code = "LOX3006"
    remedy = "Remove the entries, set `force_destroy`, or keep the group with `retain_on_delete`."

    def __init__(self, *, id: str, name: str, entries: int | None, why: str = "") -> None:
        if entries is None:
            held = f"may hold entries ({why})" if why else "may hold entries"
        else:
            held = f"holds {entries} {'entry' if entries == 1 else 'entries'}"
        super().__init__(
            f"group {id} {quoted(name)} {held} and was not deleted, because they would be lost with it: remove them "
            "first, or set force_destroy to true and run `pulumi up` before deleting, or keep the group at LOX24 with "
            "retain_on_delete"
        )


class HasItsList(Refused):
    """The program takes a group out, and still declares a list of it."""

    code = "LOX3012"
    remedy = "Take the list out as well, or let it name another group."

    def __init__(self, *, id: str, owner: str) -> None:
        super().__init__(
            f"group {id} was not deleted, because {resource_name(owner)}, a list of this program, is about its "
            "entries: take the list out as well, or let it name another group"
        )


class OwnedByAnother(Refused):
    """Two resources of one stack claim one group."""

    code = "LOX3007"
    remedy = "Give a renamed resource `aliases`, or remove one of the two."

    def __init__(self, *, id: str, owner: str, urn: str) -> None:
        self.groups = (id,)
        super().__init__(
            f"group {id} is owned by {resource_name(owner)}, so {resource_name(urn)} cannot have it too: one group, "
            "one resource. If the resource was renamed, give it `aliases`; otherwise remove one of the two "
            "(`pulumi state delete` stops managing a resource and leaves the group as it is)"
        )


class Gone(Refused):
    """The group is no longer in the account."""

    code = "LOX3008"
    remedy = "Run `pulumi refresh`, then `pulumi up`."

    def __init__(self, *, id: str) -> None:
        super().__init__(
            f"group {id} no longer exists at LOX24, so it cannot be changed: run `pulumi refresh`, "
            "then the next `pulumi up` creates it again under a new id"
        )


class AllGone(Refused):
    """None of the groups that a refresh asked for is there."""

    code = "LOX3009"
    remedy = "Check which account the token is of; `pulumi state delete` is for groups that no longer exist."

    def __init__(self, *, gone: int, account: str) -> None:
        super().__init__(
            f"all of the {gone} groups looked for so far are missing from account {account}, which looks like the "
            "wrong account or an emptied one. If they no longer exist, stop managing them with `pulumi state delete`"
        )
