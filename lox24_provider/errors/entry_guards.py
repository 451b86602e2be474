"""What is refused of a group's entries and of functions: each says the numbers, and what to write instead."""

from __future__ import annotations

from lox24_provider.display.text import one_line, quoted, resource_name
from lox24_provider.errors.base import Refused

__all__ = [
    "BlockListUnreadable",
    "Kept",
    "LeavesOptOuts",
    "ListInAnotherAccount",
    "ListLags",
    "ListOwnedByAnother",
    "LookedUpElsewhere",
    "LooksTheSame",
    "MoreThanApproved",
    "NameNotUnique",
    "NoSuchList",
    "NoSuchName",
    "RemovesUnmanaged",
    "SourceChanged",
    "TakesOverOthers",
    "TooManyRemovals",
]


class RemovesUnmanaged(Refused):
    """At its first reconciliation the group holds unmanaged entries, which are not on the list."""

    code = "LOX3101"
    remedy = (
        'Put the entries into the list, leave them with `mode="additive"`, or agree to their number with `take_over`.'
    )

    def __init__(self, *, group: str, unmanaged: int, found: int, opted_out: int) -> None:
        kept = f"{found:,} of the list are there already"
        kept += f", {opted_out:,} opted out and stay in any case" if opted_out else ""
        super().__init__(
            f"group {group} holds {_entries(unmanaged)} that this resource did not make and its list does not have "
            f"({kept}), so nothing was changed: set take_over={unmanaged} to remove exactly these, or "
            'mode="additive" to leave them alone, or put them into the list'
        )


class TakesOverOthers(Refused):
    """The number of entries to take over is not what a person agreed to."""

    code = "LOX3102"
    remedy = "Agree to the number that the line says with `take_over`, or take the argument out."

    def __init__(self, *, group: str, others: int) -> None:
        super().__init__(
            f"group {group} holds {_entries(others)} of this list that this resource did not make, which is not the "
            f"number in take_over, so nothing was changed: set take_over={others} to make them this resource's, "
            "or remove the argument to leave them alone"
        )


class TooManyRemovals(Refused):
    """More entries would be removed than a mistake should be able to remove.

    Args:
        few: how many may go of a list of any size.
        most: how many may go at most.
        percent: likewise, of a hundred that are removable.
    """

    code = "LOX3103"
    remedy = "Check that the list is complete; agree to the number that the line says with `allow_removals`."

    def __init__(self, *, group: str, removals: int, removable: int, few: int, most: int, percent: int) -> None:
        if removals == removable:
            why = "(all), which is never done unasked"
        else:
            why = f"({removals * 100 / removable:.1f} %), more than {few}, and more than {percent} % or {most:,}"
        super().__init__(
            f"{_entries(removals)} of the {removable:,} in group {group} would be removed {why}, so nothing was "
            f"changed: is the list complete? If they are to go, set allow_removals={removals}, which allows exactly "
            "that number"
        )


class LeavesOptOuts(Refused):
    """The list would move to another group, and the one that it leaves alone knows who of it opted out."""

    code = "LOX3112"
    remedy = "Take these people out of the list, or put them on the account's block list."

    def __init__(self, *, left: str, group: str, people: int) -> None:
        self.groups = (left,)
        who = "1 person of the list has" if people == 1 else f"{people:,} people of the list have"
        them = "this person" if people == 1 else "these people"
        where = f"group {group}" if group else "another group"
        super().__init__(
            f"{who} opted out of group {left}, and only that group knows it, so the list does not move to {where}, "
            f"which would add them again: remove {them} from the list, or put them on the account's block list"
        )


class Kept(Refused):
    """Not deleted, as another resource failed in this run: it, or one skipped for it, may be this one, renamed.

    Args:
        skipped: whether that resource was about something else; the engine skips what depends on it.
        with_lists: whether lists may have left the state with the group, without a call.
    """

    code = "LOX3010"
    remedy = "Correct the error of the resource that the line names, and run again."

    def __init__(self, *, what: str, urn: str, failed: str, skipped: bool = False, with_lists: bool = False) -> None:
        kept, other = resource_name(urn), resource_name(failed)
        renamed = f", and give {other} `aliases` if it is {kept} renamed" if failed != urn else ""
        lists = (
            ". A list that goes with its group (deleted_with) has left the state already: declare it with take_over=0, "
            "which takes back who is on it, or with the number that its error then names"
        )
        reason = (
            f"what {other} was to do with that group failed in this run, so {kept} keeps it: see that error{renamed}"
        )
        if skipped:
            reason = (
                f"{other} failed in this run, and the engine skips what depends on it, which may be {kept} under "
                "another name: correct that error and run again"
            )
        super().__init__(f"{what}, because {reason}{lists if with_lists else ''}")


class LookedUpElsewhere(Refused):
    """The program's own process asks another account than the provider's works on."""

    code = "LOX3204"
    remedy = "Give the program and its provider the same token and address."

    def __init__(self, *, asked: str, other: str) -> None:
        super().__init__(
            f"this program looks up in account {one_line(asked)}, and its resources work on account {one_line(other)}: "
            "its process and the provider's have different LOX24_TOKEN or LOX24_BASE_URL. Set them for both (an inline "
            "program's workspace has `env_vars`), or look up with an Account"
        )


class BlockListUnreadable(Refused):
    """The block list cannot be read, so who opted out is not known, and nobody is added."""

    code = "LOX3104"
    remedy = "Correct what the line names, and run again: without the block list nobody is added."

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            f"nobody was added, because who opted out cannot be read from the account's block list: {reason}"
        )


class SourceChanged(Refused):
    """The list is not the one that was reviewed."""

    code = "LOX3105"
    remedy = "Run again, with the list that was reviewed."

    def __init__(self, *, source: str) -> None:
        super().__init__(
            f"{source} is not, or no longer, the list that this run began with, so nothing was changed: "
            "run `pulumi up` again"
        )


class NoSuchList(Refused):
    """The group of the entries does not exist."""

    code = "LOX3106"
    remedy = "Check the id and the token, or run `pulumi refresh`."

    def __init__(self, *, group: str, account: str) -> None:
        super().__init__(
            f"there is no group {group} in account {account} to hold these entries: check the id and the token, "
            "or run `pulumi refresh` if it was deleted"
        )


class ListNotImported(Refused):
    """LOX24 knows no list: which file a group's entries come from stands in a program only."""

    code = "LOX3111"
    remedy = "Declare the list without importing it, and run `pulumi up`."

    def __init__(self, *, group: str) -> None:
        super().__init__(
            f"the entries of group {group} are not imported by its number, as LOX24 does not know which list they come "
            f'from: declare group: "{group}" and source without importing anything; `pulumi preview` then tells what '
            "the first reconciliation finds there, and take_over agrees to it"
        )


class ListLags(Refused):
    """LOX24's list of a group does not show entries that are there."""

    code = "LOX3107"
    remedy = "Run again in a while."

    def __init__(self, *, group: str) -> None:
        super().__init__(
            f"the list of group {group} does not show entries yet that this resource made, so who is missing cannot be "
            "told and nothing was changed: run `pulumi up` again in a while"
        )


class ListOwnedByAnother(Refused):
    """Two resources of one program declare the entries of one group."""

    code = "LOX3108"
    remedy = "Keep one of the two resources, with all entries in it."

    def __init__(self, *, group: str, owner: str, name: str) -> None:
        super().__init__(
            f"GroupPhones {name} and {owner} both declare the entries of {group}: each would remove what the other "
            "adds. Keep one of the two, with all entries in it"
        )


class ListInAnotherAccount(Refused):
    """A list has another provider than its group: in another account the id is another group's."""

    code = "LOX3109"
    remedy = "Give the list the provider of its group."

    def __init__(self, *, name: str, account: str | None, group: str | None) -> None:
        super().__init__(
            f"GroupPhones {name} works on {_whose(account)}, but its group on {_whose(group)}: give both the same "
            "provider, or the list its group as parent"
        )


class MoreThanApproved(Refused):
    """A run that was approved would do more to a list than the plan said."""

    code = "LOX3110"
    remedy = "Make a new plan, and have it approved."

    def __init__(self, *, what: str, beyond: str) -> None:
        super().__init__(
            f"{what} would do more than was approved ({beyond}), so nothing was changed: the account or the list has "
            "changed since; make a new plan with `lox24 plan` and have it approved"
        )


class LooksTheSame(Refused):
    """The account has a group whose name looks the same as that of a new one."""

    code = "LOX3011"
    remedy = "Choose another name, adopt the group by its id, or allow both with `on_existing`."

    def __init__(self, *, name: str, ids: list[str]) -> None:
        self.groups = tuple(ids)
        groups = f"group {ids[0]} looks" if len(ids) == 1 else f"groups {', '.join(ids)} look"
        super().__init__(
            f"the name of {groups} the same as {quoted(name)}, so nothing is created: rename one of them, take the "
            f'group over with adopt="{ids[0]}", or allow a second one with on_existing="create"'
        )


class NoSuchName(Refused):
    """No group of the account has the name that a function asked for."""

    code = "LOX3202"
    remedy = "Check the name letter by letter, and which account the token is of."

    def __init__(self, *, name: str, account: str, alike: list[str]) -> None:
        other = f" (what group {alike[0]} is called looks the same)" if alike else ""
        super().__init__(
            f"there is no group called {quoted(name)} in account {account}{other}: check the name, letter by letter, "
            "and which account the token is of"
        )


class NameNotUnique(Refused):
    """Several groups have the name that a function asked for."""

    code = "LOX3203"
    remedy = "Look the group up by its id."

    def __init__(self, *, name: str, ids: list[str]) -> None:
        super().__init__(f"groups {', '.join(ids)} are all called {quoted(name)}: look the one up by its id")


def _whose(account: str | None) -> str:
    return "the stack's account" if account is None else f"Account {account}"


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
