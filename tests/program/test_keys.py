"""Which keys are the groups', which are none of our business, and which are misspelt and would empty a stack."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.config.settings import Settings
from lox24_provider.errors import SettingsError
from lox24_provider.stack_files.keys import Keys

GROUPS = {"clients": {"name": "Clients"}}
FULL = {"clients": {"name": "Clients", "name_a": "salutation", "phones": "lists/clients.csv"}}


def problems(config: dict[str, Any]) -> list[str]:
    """What is told of a configuration, without the ways on."""
    keys = Keys.of(config, project="shop")
    return [str(keys.told(one)).partition("? ")[0] for one in keys.problems(config)]


@pytest.mark.parametrize(
    ("value", "groups", "defaults"),
    [
        (None, "shop:groups", "shop:defaults"),
        ("", "shop:groups", "shop:defaults"),
        ("groups", "shop:groups", "shop:defaults"),
        ("shop:groups", "shop:groups", "shop:defaults"),
        ("smsLists", "shop:smsLists", "shop:smsListsDefaults"),
        ("sms:lists", "sms:lists", "sms:listsDefaults"),
    ],
)
def test_the_setting_says_where_groups_and_their_defaults_stand(value: object, groups: str, defaults: str) -> None:
    keys = Keys.of({"lox24:groupsKey": value}, project="shop")
    assert (keys.groups, keys.defaults) == (groups, defaults)


@pytest.mark.parametrize("value", ["a b", "a:b:c", ":lists", "lists:", "lox24:groups", "pulumi:tags", "Ü"])
def test_a_key_that_can_be_none_is_refused_by_files_and_by_settings(value: str) -> None:
    config = {"lox24:groupsKey": value}
    assert Keys.of(config, project="shop") == Keys.of({}, project="shop")
    (problem,) = problems(config)
    with pytest.raises(SettingsError) as refused:
        Settings.check(config=config, environment={})
    assert refused.value.problems == (problem.replace(": ", " ", 1),)


@pytest.mark.parametrize("value", [7, True, {"secure": "v1:x"}, ["groups"]])
def test_a_key_that_is_no_plain_text_is_refused(value: object) -> None:
    assert problems({"lox24:groupsKey": value, "shop:groups": {}}) != []


def test_no_account_has_the_setting() -> None:
    with pytest.raises(SettingsError, match="groups_key is no setting"):
        Settings.check(config={"lox24:groupsKey": "a", "lox24:explicitAccount": "eu"}, environment={})


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"shop:instanceType": "t3.micro", "shop:subnets": ["a", "b"], "shop:count": 3, "shop:empty": None},
        {"shop:groups": "[]", "lox24:groupsKey": "lists", "shop:group_key": "alias/kms"},
        {"shop:group": "staff", "shop:groupSize": 7, "shop:Groups": ["a"], "shop:gruops": {}, "shop:groupz": {"a": 1}},
        {
            "shop:buckets": {"assets": {"name": "a", "description": "b"}},
            "shop:backups": {"daily": {"keep": 7}},
            "shop:userGroups": {"ops": {"admin": True}},
        },
        {"okta:groups": {"staff": {"name": "Staff", "rule": "x"}}, "aws:region": "eu-central-1"},
        {"shop:password": {"secure": "v1:cipher"}, "shop:group": {"secure": "v1:cipher"}},
        {"shop:defaults": FULL},
        {"sms:listsDefaults": FULL, "lox24:groupsKey": "smsLists", "shop:smsListsDefaults": FULL},
        {"shop:groups": {}, "shop:gruops": GROUPS, "old:groups": FULL},
        {"shop:groups": GROUPS, "shop:default": {"region": {"name": "x"}}},
        {"shop:smsLists": GROUPS, "lox24:groupsKey": "smsLists", "shop:groups": ["admins"], "shop:defaults": 5},
        {"shop:smsLists": {}, "lox24:groupsKey": "smsLists", "shop:groups": FULL},
    ],
)
def test_keys_of_others_are_none_of_our_business(config: dict[str, Any]) -> None:
    assert problems(config) == []


@pytest.mark.promise
@pytest.mark.parametrize("key", ["gruops", "grups", "Groups", "GROUPS", "group", "groupes", "goups", "my-groups"])
@pytest.mark.parametrize("entries", [GROUPS, {"clients": None}, {"clients": {"nmae": "typo"}}])
def test_a_misspelt_key_does_not_empty_a_stack(key: str, entries: dict[str, Any]) -> None:
    assert problems({f"shop:{key}": entries}) == [f"{key}: is this `shop:groups`"]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"lox24:groups": GROUPS}, "lox24:groups: is this `shop:groups`"),
        ({"old-name:groups": GROUPS}, "old-name:groups: is this `shop:groups`"),
        ({"shop:smsLists": FULL}, "smsLists: is this `shop:groups`"),
        ({"lox24:groupsKey": "smsLists", "shop:groups": GROUPS}, "groups: is this `shop:smsLists`"),
        ({"lox24:groupsKey": "smsLists", "shop:sms_list": GROUPS}, "sms_list: is this `shop:smsLists`"),
        ({"lox24:groupsKey": "sms:lists", "sms:list": GROUPS}, "sms:list: is this `sms:lists`"),
        ({"lox24:groupsKey": "sms:lists", "shop:lists": GROUPS}, "lists: is this `sms:lists`"),
        ({"shop:groupsKey": "smsLists"}, "groupsKey: is this `lox24:groupsKey`"),
        ({"shop:gruops": '{"clients": {"name": "Clients"}}'}, "gruops: is this `shop:groups`"),
    ],
)
def test_groups_that_stand_elsewhere_are_not_overlooked(config: dict[str, Any], told: str) -> None:
    """The project was renamed, the setting got lost, or stands where it is none."""
    (problem,) = problems(config)
    assert told in problem


def test_misspelt_defaults_are_told_of_where_they_would_be_some() -> None:
    config = {"shop:groups": GROUPS, "shop:defualts": {"clients": {"name_a": "x"}}}
    assert problems(config) == ["defualts: is this `shop:defaults`"]
    assert problems({**config, "shop:defaults": {}}) == []


@pytest.mark.parametrize(
    ("value", "are_ours"),
    [
        ({"clients": {"name_a": "x"}}, True),
        ({"clients": "text"}, True),
        ({"gone": {"name_a": "x"}}, True),
        ({}, True),
        ({"secure": "v1:cipher"}, True),
        ({"region": "eu", "size": 3}, False),
        ({"network": {"cidr": "10.0.0.0/8"}}, False),
        ("eu-central-1", False),
        (["a"], False),
        (None, False),
    ],
)
def test_defaults_of_another_shape_are_the_programs_own(value: object, *, are_ours: bool) -> None:
    config = {"shop:groups": GROUPS, "shop:defaults": value, "shop:instanceType": "t3"}
    declared = Keys.of(config, project="shop").declarations(config)
    assert declared == {"groups": GROUPS, **({"defaults": value} if are_ours else {})}
    elsewhere = {"lox24:groupsKey": "lists", "shop:lists": GROUPS, "shop:listsDefaults": value}
    assert Keys.of(elsewhere, project="shop").declarations(elsewhere) == {"groups": GROUPS, "defaults": value}
