"""What is dangerous in a preview stands above everything in its review."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.errors import ListInputError
from lox24_provider.rules.entry_plan.counts import Counts, row
from tests.support.reviews import SHA, dangers, group, people, reviewed, urn

NAMED = {"name": "Clients"}
OVERRIDDEN = "a guard is overridden: allow_removals=12"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (group("delete", old=NAMED), "group 101 'Clients' is deleted; refused if it holds anybody"),
        (
            group("delete", old=NAMED, outputs={"force_destroy": True, "count_items": 1204.0}),
            "group 101 'Clients' is deleted with all its entries because of force_destroy",
        ),
        (
            group("update", old=NAMED, new={**NAMED, "force_destroy": True}),
            "force_destroy is switched on: from now on the group may be deleted together with the people in it",
        ),
        (group("create", new={**NAMED, "adopt": "77"}), "adopts group 77, with everybody in it"),
        (
            group("create", new={**NAMED, "on_existing": "adopt"}),
            "adopts the group of that name if the account has one, with everybody in it",
        ),
        (
            group("create", new={**NAMED, "on_existing": "create"}),
            "makes a second group if the account has one of that name",
        ),
        (
            group("update", old=NAMED, new={"name": "B"}, outputs={"deleted_at": "2027-01-01"}),
            "LOX24 is going to delete this group at 2027-01-01",
        ),
        (group("replace", old=NAMED, new=NAMED), "is replaced: what it is now goes, with its number at LOX24"),
        (
            group("delete", old=NAMED, protect=(True, False)),
            ("is protected, so the engine refuses the deletion: apply it with protect=False in its declaration first"),
        ),
        (
            group("update", old=NAMED, new=NAMED, protect=(True, False)),
            "is no longer protected against deletion",
        ),
        (people("delete", old={"source": "l.csv"}), "the list is no longer kept; its entries stay at LOX24"),
        (
            people("delete", old={"source": "l.csv"}, outputs={"remove_on_delete": True, "owned": "7-9,12"}),
            "the list is no longer kept; 4 entries that it made are removed",
        ),
        (
            people("create", new={"source": "l.csv", "take_over": 12.0}),
            "takes over a group that holds entries already: take_over=12",
        ),
        (
            people("update", old={"mode": "additive"}, new={"remove_subscribed": True}),
            "the list becomes authoritative: who is not on it is removed",
        ),
        (
            people("update", old={"source": "x"}, new={"source": "x", "remove_on_delete": True}),
            "remove_on_delete is switched on: when the resource goes, the entries that it made go too",
        ),
        (
            people("update", old={"source": "x", "consent": {"SMS": ["yes"]}}, new={"source": "x"}),
            "consent has a word more or a column less than before, so people may be taken whom it left out",
        ),
        (
            people("update", old={"source": "x", "suppression_files": ["a", "b"]}, new={"suppression_files": ["b"]}),
            "suppression_files has a file less than before, so people may be taken whom it left out",
        ),
        (
            people("update", old={"source": "x"}, new={"source": "y"}),
            "how many entries are added, changed or removed is not known",
        ),
    ],
)
def test_a_danger_stands_above_everything(step: dict[str, Any], told: str) -> None:
    assert told in dangers(step)


GONE = {"source": "lists/l.csv", "group": "101", "consent": {"SMS": ["yes"]}, "suppression_files": ["out.csv"]}
NEW = {"source": "other.csv", "group": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({**NEW, "source": "../lists/l.csv"}, True),
        ({**NEW, "group": "101"}, True),
        ({"group": "101", "entries": "[secret]"}, True),
        ({**GONE, "consent": {"SMS": ["yes", ""]}, "suppression_files": []}, True),
        (GONE, False),
        (NEW, False),
        ({"entries": "[secret]"}, False),
    ],
)
def test_a_list_under_another_name_is_asked_for_what_the_one_that_goes_had(new: dict[str, Any], *, told: bool) -> None:
    """Without an alias, the engine creates one and deletes the other."""
    lines = [
        "consent has a word more or a column less than in old, which goes, so people may be taken whom it left out",
        "suppression_files has a file less than in old, which goes, so people may be taken whom it left out",
    ]
    found = dangers(people("create", "new", new=new), people("delete", "old", old=GONE))
    assert [line for line in found if "left out" in line] == (lines if told else [])
    assert not any("left out" in line for line in dangers(people("create", "new", new=new)))


def test_a_list_that_an_alias_names_is_the_same_one() -> None:
    step = people("update", "new", old=GONE, new=NEW)
    step["oldState"]["urn"] = urn("old", PHONES_TYPE)
    found = dangers(step)
    assert "consent has a word more or a column less than before, so people may be taken whom it left out" in found


@pytest.mark.parametrize("consent", ["[secret]", {"SMS": ["[secret]"]}])
@pytest.mark.parametrize(
    ("paths", "is_told"),
    [
        (["consent"], True),
        (["consent.SMS[0]", "digest"], True),
        (['consent["S M S"]'], True),
        (["without_consent"], False),
    ],
)
def test_of_secret_words_every_change_is_one_that_may_take_more(
    consent: object, paths: list[str], *, is_told: bool
) -> None:
    """Two secrets look the same."""
    step = people("update", old={"source": "x", "consent": consent}, new={"source": "x", "consent": consent})
    step["detailedDiff"] = {path: {} for path in paths}
    told = "consent is another secret than before, so people may be taken whom it left out"
    assert (told in dangers(step)) is is_told


@pytest.mark.parametrize("owned", ["x", "1-99999999999"])
def test_ids_that_somebody_has_edited_in_the_state_are_one_line(owned: str) -> None:
    gone = people("delete", old={"source": "x", "remove_on_delete": True}, outputs={"owned": owned})
    with pytest.raises(ListInputError, match=r"^owned: of the state is no set of entries' ids"):
        dangers(gone)


def test_how_many_die_with_a_group_is_known_only_where_the_account_was_asked() -> None:
    held = {"force_destroy": True, "count_items": 1204.0}
    gone, asked = group("delete", old=NAMED, outputs=held), group("refresh", old=NAMED, new=NAMED, outputs=held)
    assert dangers(asked, gone) == ["group 101 'Clients' is deleted with 1,204 entries because of force_destroy"]
    assert [reviewed(*steps).items[0].held for steps in ((asked, gone), (gone,))] == [1204, None]


@pytest.mark.promise
def test_of_a_list_that_goes_with_its_group_one_thing_is_said() -> None:
    held = {"force_destroy": True, "count_items": 1004.0, "remove_on_delete": True, "owned": "7-9"}
    asked = group("refresh", old=NAMED, new=NAMED, outputs=held)
    list_ = people("delete", old={"source": "l.csv"}, outputs={"remove_on_delete": True, "owned": "7-9"})

    assert dangers(asked, group("delete", old=NAMED, outputs=held), list_) == [
        "group 101 'Clients' is deleted with 1,004 entries because of force_destroy",
        "the list is no longer kept; its entries go with its group",
    ]
    assert dangers(group("delete", old=NAMED), people("delete", old={"source": "l.csv"})) == [
        "group 101 'Clients' is deleted; refused if it holds anybody, and then its list has left the stack already",
        "the list is no longer kept; its entries stay at LOX24",
    ]
    assert dangers(people("replace", old={"source": "l.csv"}, new={"source": "l.csv"}))[0] == (
        "is replaced because its group is: the entries are the group's, and stay or go with it"
    )


def test_what_a_mailing_list_protects_is_said_to_be_protected_by_it() -> None:
    step = group("delete", old=NAMED, protect=(True, False))
    step["urn"] = step["urn"].replace(GROUP_TYPE, f"lox24:index:MailingList${GROUP_TYPE}")

    assert any("protect=False in the opts of its MailingList first" in told for told in dangers(step))


def test_removals_and_the_guard_that_allows_them() -> None:
    line = ("info", urn("clients", PHONES_TYPE), row(Counts(removed=12)))
    old = {"source": "l.csv"}
    told = dangers(people("update", old=old, new={**old, "allow_removals": 12.0}), said=[line])
    assert told == ["removes 12 entries", "a guard is overridden: allow_removals=12"]


def test_an_override_that_is_left_and_a_limit_that_is_loosened() -> None:
    line = ("info", urn("clients", PHONES_TYPE), row(Counts(removed=12), "allow_removals=12 is left"))
    old = {"source": "l.csv", "digest": SHA, "allow_removals": 12.0}
    left = "allow_removals=12 is left from an earlier change and allows exactly 12 again"
    new = {**old, "digest": "scrypt:2"}
    assert dangers(people("update", old=old, new=new), said=[line])[1:] == [OVERRIDDEN, left]
    new |= {"max_removals": 700.0, "max_removals_percent": 4.0}
    assert dangers(people("update", old=old, new=new), said=[line])[3:] == [
        "a guard is loosened: max_removals is 700 where it was 500"
    ]
    assert dangers(people("create", new={"source": "l.csv", "max_removals_percent": 6.0}), said=[line])[1:] == [
        "a guard is loosened: max_removals_percent is 6 where it was 5"
    ]


def test_a_run_that_only_resumes_has_no_override_left_and_one_that_meets_drift_has() -> None:
    old = {"source": "l.csv", "digest": SHA, "allow_removals": 12.0}
    stopped = people("update", old=old, new=old, outputs={"digest": "not as declared", "__incomplete": "later"})
    assert not any("is left" in line for line in dangers(stopped))
    moved = {**old, "digest": "not as declared (12 not in the list)"}
    found = dangers(people("refresh", old=old, new=old), people("update", old=moved, new=old))
    assert "allow_removals=12 is left from an earlier change and allows exactly 12 again" in found


def test_another_account_or_base_url() -> None:
    step = group("update", old=NAMED, new={"name": "B"})
    assert dangers(step, config={"lox24:clientId": "1234567", "lox24:baseUrl": "https://api.lox24.eu"}) == []
    assert dangers(step, config={"lox24:clientId": "99", "lox24:baseUrl": "https://other.example"}) == [
        "is account 1234567's, and this stack's account is now 99",
        "lives at api.lox24.eu, and this stack's base URL is now https://other.example",
    ]
    hidden = {"lox24:clientId": "[secret]", "lox24:baseUrl": "[secret]"}
    assert dangers(step, config=hidden) == [], "a preview shows no secret, and what is not known is no change"
    assert reviewed(group("create", new=NAMED), config=hidden).account == ""


def test_warnings_are_dangers_also_of_resources_that_stay() -> None:
    warned = reviewed(
        group("update", "b", old=NAMED, new={"name": "B"}),
        said=[
            ("warning", urn("a"), "warning: LOX24 will delete group 7 'x' at 2027-01-31T10:00:00+00:00\n"),
            ("warning", urn("b"), "warning: look\n"),
            ("warning", "", "the stack is odd"),
        ],
    )
    assert [(danger.item, danger.text) for danger in warned.dangers] == [
        ("b", "look"),
        ("a", "LOX24 will delete group 7 'x' at 2027-01-31T10:00:00+00:00"),
        ("", "the stack is odd"),
    ]
