"""The checksum of a list: it names the list that was applied, and saves nothing but time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.digests import canonical, checksum, fingerprint
from lox24_provider.rules.secrecy import CHECKSUM
from tests.support.host import Failure, Host
from tests.support.people import People, held, number
from tests.support.sandbox import Sandbox


@pytest.fixture(autouse=True)
def _a_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "any")


def digests(*people: int) -> tuple[str, str]:
    text = canonical([Entry(number(n)) for n in people])
    return fingerprint(text), checksum(text)


def kept(people: People) -> tuple[object, object]:
    assert people.inputs is not None
    return people.inputs.get("digest"), people.inputs.get(CHECKSUM)


@pytest.mark.slow
def test_a_list_that_changes_and_changes_back_has_its_own_digests_each_time(people: People, sandbox: Sandbox) -> None:
    for numbers in ((1, 2), (1, 2, 3), (1, 2)):
        people.write(numbers)
        assert people.up() in ("create", "compare")
        assert kept(people) == digests(*numbers)
        assert [*held(sandbox, people)] == [number(n) for n in numbers]
        assert people.up() == "same"


@pytest.mark.slow
def test_drift_keeps_the_checksum_of_what_was_applied_and_a_changed_list_is_applied(
    people: People, sandbox: Sandbox
) -> None:
    people.write((1, 2))
    people.up()
    sandbox.add_phones(people.group, 1)
    assert people.refresh()
    assert kept(people)[1] == digests(1, 2)[1]
    people.write((1, 2, 3))
    assert people.up() != "same"
    assert kept(people) == digests(1, 2, 3)
    sandbox.add_phones(people.group, 1)
    assert people.refresh()
    assert people.up() != "same", "what drifted is no unchanged list"
    assert [*held(sandbox, people)] == [number(n) for n in (1, 2, 3)]


@pytest.mark.slow
def test_what_failed_half_way_is_applied_although_the_list_is_the_same(people: People, sandbox: Sandbox) -> None:
    people.write((1,))
    people.up()
    people.write((1, 2))
    sandbox.fault(method="POST", pattern="/groups/*/phones/batch", status=403)
    with pytest.raises(Failure):
        people.up()
    people.up()
    assert [*held(sandbox, people)] == [number(1), number(2)]
    assert people.up() == "same"


@pytest.mark.slow
def test_a_foreign_checksum_costs_time_and_shows_no_difference(people: People) -> None:
    people.write((1,))
    people.up()
    for foreign in ("0" * 64, "", digests(2)[1]):
        people.inputs = {**(people.inputs or {}), CHECKSUM: foreign}
        assert people.up() == "same"
        assert kept(people) == digests(1)


def test_no_checksum_is_kept_where_the_passphrase_is_empty(
    people: People, make_host: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    people.write((1,))
    people.up()
    assert kept(people) == digests(1)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "")
    people.host = make_host()
    assert people.up() == "same"
    assert kept(people) == (digests(1)[0], None)


@pytest.mark.native
def test_a_checksum_reaches_the_engine_as_a_secret_from_check_and_read(people: People) -> None:
    people.write((1,))
    people.up()
    assert CHECKSUM in people.host.marked[0]
    people.refresh()
    assert CHECKSUM in set().union(*people.host.marked)
