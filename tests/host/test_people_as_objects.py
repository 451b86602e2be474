"""People as other languages send them, as objects: inputs and state keep the one secret text of a Python program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime import rpc

from tests.support.host import Failure
from tests.support.people import REFERENCE, People, held, number
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.native, pytest.mark.parametrize("adapter", ["native"], indirect=True)]

TEXT = f"phone,a,b,c,d,e,callback_data\n{number(1)},Ann,,,,,x\n{number(2)},,,,,,\n"
OBJECTS = [{"phone": number(2)}, {"phone": number(1), "a": "Ann", "b": None, "callbackData": "x"}]


@pytest.mark.slow
def test_objects_are_the_text_that_a_python_program_sends(people: People, sandbox: Sandbox) -> None:
    assert people.up(source=None, entries=TEXT) == "create"
    assert held(sandbox, people) == {number(1): "Ann", number(2): None}
    sandbox.forget()
    assert people.check(source=None, entries=OBJECTS) == people.inputs
    assert people.up(source=None, entries=OBJECTS) == "same"
    assert people.inputs
    # what `ignore_changes` makes of it
    assert people.up(source=None, entries=people.inputs["entries"]) == "same"
    assert sandbox.count() == 0

    assert people.up(source=None, entries=OBJECTS[1:], allow_removals=1.0) == "compare"
    assert held(sandbox, people) == {number(1): "Ann"}


def test_who_is_known_later_makes_the_list_known_later(people: People, sandbox: Sandbox) -> None:
    for entries in ([OBJECTS[1], rpc.UNKNOWN], [{"phone": rpc.UNKNOWN}], rpc.UNKNOWN):
        checked = people.check(source=None, entries=entries)
        assert [checked[key] for key in ("entries", "count", "digest")] == [rpc.UNKNOWN] * 3
    assert sandbox.count() == 0


def test_what_is_no_person_is_a_line_each_without_a_value(people: People) -> None:
    wrong: list[Any] = [{"phone": 4917612345678}, {"phone": number(1), "f": number(3)}, OBJECTS[0]]
    _, failures = people.host.check(
        {"group": people.group, "entries": wrong, "labels": {"f": "x"}, "max_removals": 4.5, **REFERENCE}
    )
    assert failures == [
        "|entries: number 1: phone must be text, not a number; put it in quotes",
        "|entries: number 2 must have a phone and any of a, b, c, d, e, callback_data, and nothing else",
        '|labels: must be the group\'s labels by column, like {"a": "salutation"}',
        "|max_removals: must be a whole number from 0",
    ]
    with pytest.raises(Failure, match="source: must be text, the path of the file"):
        people.check(source={"path": "people.csv"})


@pytest.mark.slow
def test_a_state_that_is_kept_halfway_keeps_the_people_secret(people: People, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", status=401)
    with pytest.raises(Failure) as failed:
        people.up(source=None, entries=OBJECTS)
    assert failed.value.partial is not None
    assert people.host.marked[-2:] == [{"entries"}, {"entries"}]
    assert number(1) not in str(failed.value)


def test_labels_name_columns_and_a_header_without_them_says_so(people: People) -> None:
    people.file.write_text(f"phone,Vorname\n{number(1)},Ann\n")
    with pytest.raises(Failure, match=r"nor a label of the group .*labels are known where `labels` declares them"):
        people.check()
    with pytest.raises(Failure) as other:
        people.check(labels={"a": "Name"})
    assert "labels are known where" not in str(other.value)
    checked = people.check(labels={"a": "Vorname", "b": None, "c": ""})
    assert (checked["labels"], checked["count"]) == ({"a": "Vorname"}, 1)
    assert people.check(labels={"a": rpc.UNKNOWN})["count"] == rpc.UNKNOWN


@pytest.mark.slow
def test_a_list_is_not_imported_by_its_number(
    people: People, make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    people.write([1])
    people.up()
    with pytest.raises(Failure, match=f"the entries of group {people.group} are not imported by its number"):
        make_people(group=people.group).host.read(people.group, name="other", state=REFERENCE)
    assert len(sandbox.phones(people.group)) == 1
    assert people.refresh()


@pytest.mark.slow
def test_nothing_is_written_by_another_accounts_provider(
    people: People, make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """Two providers are two processes, each with its own token: what one declares the other cannot see."""
    people.write([1])
    people.up()
    other = make_people(group=people.group, token="7654321:other")
    other.write([2])
    with pytest.raises(Failure, match=f"there is no group {people.group} in account 7654321@"):
        other.up()
    assert not [call for call in sandbox.calls() if not call.startswith("GET")]
    assert [*held(sandbox, people)] == [number(1)]
