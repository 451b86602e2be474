"""What type checkers let pass of a program and what not: nothing here is ever run.

mypy judges it with everything else, pyright in `tests/typing/test_pyright.py`. A line that ends in `type: ignore` is
wrong on purpose: both complain of a comment that suppresses nothing.
"""

from __future__ import annotations

from typing import Any

from pulumi import Output, ResourceOptions
from typing_extensions import assert_type

from lox24_provider import (
    Account,
    AccountArgs,
    GetAccountResult,
    GetGroupResult,
    GetGroupsResult,
    Group,
    GroupArgs,
    GroupArgsDict,
    GroupPhones,
    GroupPhonesArgs,
    GroupPhonesArgsDict,
    MailingList,
    MailingListArgs,
    PhoneArgs,
    get_account,
    get_account_output,
    get_group,
    get_group_output,
    get_groups,
    get_groups_output,
)

opts = ResourceOptions(protect=True)
later = Output.from_input("text")


def groups(anything: dict[str, Any]) -> None:
    clients = Group("x", name="n", name_a=later, force_destroy=True)
    Group("x", GroupArgs(name=later, on_existing="adopt"), opts)
    Group("x", {"name": "n", "adopt": "5"}, opts)
    Group("x", args={"name": "n"}, opts=opts)
    Group("x", opts, name="n")
    Group("x", opts=opts, name="n", description=None)
    Group("x", None, opts, name="n")
    Group("x", **anything)
    args: GroupArgsDict = {"name": "n", "name_e": later}
    Group("x", args)
    Group("x", **args)
    assert_type(clients.name, Output[str])
    assert_type(clients.count_items, Output[int | None])
    assert_type(Group.get("x", 5), Group)

    Group("x")  # type: ignore[call-overload]
    Group("x", nmae="n")  # type: ignore[call-overload]
    Group("x", name="n", on_existing="take")  # type: ignore[call-overload]
    Group("x", name=5)  # type: ignore[call-overload]
    Group("x", GroupArgs(name="n"), name="m")  # type: ignore[call-overload]
    Group("x", {"nmae": "n"})  # type: ignore[call-overload]
    Group("x", {"name": "n", "nmae_a": "a"})  # type: ignore[call-overload]
    GroupArgs(description="d")  # type: ignore[call-arg]
    clients.nmae  # type: ignore[attr-defined]  # noqa: B018


def lists(clients: Group, anything: dict[str, Any]) -> None:
    people = GroupPhones("x", group=clients, source="l.csv", mode="additive", columns={"phone": ["Tel"], "a": "A"})
    GroupPhones("x", group=later, source=later, entries=None, allow_numbers=["landline"])
    GroupPhones("x", group="5", entries=[PhoneArgs(phone=later), {"phone": "n", "a": later}], take_over=3)
    GroupPhones("x", GroupPhonesArgs(group=clients, source="l.csv"), opts)
    GroupPhones("x", GroupPhonesArgs(group=clients, entries=Output.secret([PhoneArgs(phone="n")])))
    GroupPhones("x", {"group": clients, "source": "l.csv", "encoding": "windows-1252"})
    GroupPhones("x", opts, group=clients, source="l.csv", suppression_files=["out.csv", later])
    GroupPhones("x", group=clients, **anything)
    args: GroupPhonesArgsDict = {"group": "5", "entries": [{"phone": "n"}], "skip_without_phone": True}
    GroupPhones("x", args)
    assert_type(people.count, Output[int])

    GroupPhones("x", group=clients)  # type: ignore[call-overload]
    GroupPhones("x", group=clients, source="l.csv", entries=[PhoneArgs(phone="n")])  # type: ignore[call-overload]
    GroupPhones("x", source="l.csv")  # type: ignore[call-overload]
    GroupPhones("x", group=clients, source="l.csv", mode="both")  # type: ignore[call-overload]
    GroupPhones("x", group=clients, entries=[PhoneArgs(phone="n")], sheet="s")  # type: ignore[call-overload]
    GroupPhones("x", group=clients, entries="n")  # type: ignore[arg-type]
    GroupPhones("x", {"group": clients})  # type: ignore[call-overload]
    GroupPhones("x", {"group": clients, "source": "l.csv", "entries": []})  # type: ignore[call-overload]
    GroupPhonesArgs(group=clients)  # type: ignore[call-overload]
    GroupPhonesArgs(group=clients, source="l.csv", entries=[])  # type: ignore[call-overload]
    PhoneArgs(a="Ann")  # type: ignore[call-arg]


def mailing_lists(people: list[PhoneArgs], source: str | None) -> None:
    clients = MailingList("x", name="n", source="l.csv", phones_opts=opts, group_opts=opts)
    MailingList("x", name="n")
    MailingList("x", name="n", source=source)
    MailingList("x", name="n", entries=people, remove_on_delete=True)
    MailingList("x", MailingListArgs(name="n", entries=people), opts, phones_opts=opts)
    MailingList("x", MailingListArgs(name="n"))
    MailingList("x", {"name": "n", "source": "l.csv", "sheet": "s"}, phones_opts=opts)
    assert_type(clients.group, Group)
    assert_type(clients.phones, GroupPhones | None)
    assert_type(clients.count, Output[int | None])

    MailingList("x", source="l.csv")  # type: ignore[call-overload]
    MailingList("x", name="n", source="l.csv", entries=people)  # type: ignore[call-overload]
    MailingList("x", name="n", group=clients.group)  # type: ignore[call-overload]
    MailingList("x", {"name": "n", "source": "l.csv", "entries": people})  # type: ignore[call-overload]
    MailingListArgs(name="n", source="l.csv", entries=people)  # type: ignore[call-overload]


def accounts() -> None:
    eu = Account("eu", token=later, client_id="1234567", parallel=4)
    Account("eu", AccountArgs(token=later), opts)
    Account("eu", {"token": later, "on_existing": "adopt"})
    Group("x", ResourceOptions(provider=eu), name="n")

    Account("eu")  # type: ignore[call-overload]
    Account("eu", token=later, tokne="t")  # type: ignore[call-overload]
    Account("eu", {"client_id": "1234567"})  # type: ignore[call-overload]
    AccountArgs(token=later, parallel="4")  # type: ignore[arg-type]


def functions() -> None:
    found = get_group(name="n")
    assert_type(found, GetGroupResult)
    assert_type(get_group(id=5).count_items, int | None)
    assert_type(get_groups(name_pattern="*").groups, list[GetGroupResult])
    assert_type(get_account().host, str)
    looked_up: Output[GetGroupResult] = get_group_output(name=later)
    assert_type(looked_up.apply(lambda group: group.name_a), Output[str | None])
    assert_type(get_group_output(id=later).id, Output[str])
    assert_type(get_group_output(id=5).count_items, Output[int | None])
    several: Output[GetGroupsResult] = get_groups_output()
    assert_type(get_groups_output(name_pattern=later).ids, Output[list[str]])
    whose: Output[GetAccountResult] = get_account_output()
    assert_type(get_account_output().client_id, Output[str])
    GroupPhones("x", group=get_group_output(name="n").id, source="l.csv")
    Output.all(several, whose)

    get_group()  # type: ignore[call-overload]
    get_group(id="5", name="n")  # type: ignore[call-overload]
    get_group(name=later)  # type: ignore[call-overload]
    get_group_output()  # type: ignore[call-overload]
    get_group_output(id="5", name=later)  # type: ignore[call-overload]
    found.nmae  # type: ignore[attr-defined]  # noqa: B018
