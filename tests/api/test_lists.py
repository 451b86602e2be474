"""Lists and groups as the API tells them, odd ones too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.listing import entries
from lox24_provider.api.models import GroupIn, PhoneIn
from lox24_provider.api.pages import Page
from lox24_provider.api.snapshot import Snapshot
from lox24_provider.api.transport import Transport
from lox24_provider.errors import OutcomeUnknown, ServerError, TransportError
from lox24_provider.rules.group import FIELDS
from tests.support.people import number
from tests.support.wire import document, listing, members


@pytest.mark.parametrize(
    ("body", "members", "total", "more"),
    [
        ([1, 2], [1, 2], None, None),
        ({"hydra:member": [1], "hydra:totalItems": 9, "hydra:view": {"hydra:next": "/x"}}, [1], 9, True),
        ({"member": [1], "hydra:totalItems": 9, "hydra:view": {"hydra:last": "/x"}}, [1], 9, False),
        ({"member": [], "totalItems": 0}, [], 0, None),
        ({"member": [1], "totalItems": "9", "view": "?"}, [1], None, None),
        ({"member": [1], "totalItems": -1}, [1], None, None),
        ({"member": [1], "totalItems": 10**400}, [1], None, None),
    ],
)
def test_a_page_is_read_in_every_style(body: Any, members: list[int], total: int | None, more: bool | None) -> None:  # noqa: FBT001
    page = Page.parse(body)
    assert page is not None
    assert (page.members, page.total, page.more) == (members, total, more)


@pytest.mark.parametrize("body", [None, "x", 3, {}, {"member": {"a": 1}}])
def test_what_is_no_page_is_none(body: Any) -> None:
    assert Page.parse(body) is None


@pytest.mark.promise
@pytest.mark.parametrize(
    "pages",
    [
        [members(1, 2, totalItems=3, view={"last": "/groups?page=1"})],  # the view says the end, the total does not
        [members(1, 2, totalItems=3)],  # every page is the first one
        [members(1, 2, totalItems=3), members(totalItems=3)],  # the second page is empty
    ],
)
def test_an_incomplete_list_is_never_taken_for_the_whole(serve: Callable[..., Transport], pages: list[Any]) -> None:
    """Or a group of that name would be made a second time."""
    client = Client(transport=serve(listing(*pages)), deadline=Deadline(seconds=30))
    snapshot = Snapshot()
    for _ in range(2):
        with pytest.raises(TransportError, match="the list of groups ended after 2 of 3"):
            snapshot.whole(client)


@pytest.mark.promise
def test_a_part_of_a_groups_entries_is_never_taken_for_all_of_them(serve: Callable[..., Transport]) -> None:
    """Or the others would be added a second time."""
    pages = [{"member": [{"id": n, "phone": number(n)} for n in (1, 2)], "totalItems": 3}, members(totalItems=3)]
    client = Client(transport=serve(listing(*pages)), deadline=Deadline(seconds=30))
    with pytest.raises(TransportError, match="group 7 ended after 2 of 3"):
        entries(client, "7")


@pytest.mark.promise
def test_fewer_results_than_entries_sent_say_nothing_of_any_of_them(serve: Callable[..., Transport]) -> None:
    """Whose result it is cannot be told."""
    client = Client(transport=serve(document([{"status": 201, "body": {"id": 1}}])), deadline=Deadline(seconds=30))
    with pytest.raises(OutcomeUnknown, match="1 results for 2 entries"):
        client.add_phones("7", [PhoneIn(phone=number(n)) for n in (1, 2)])


def test_a_group_that_is_counted_and_not_listed_can_still_be_read(serve: Callable[..., Transport]) -> None:
    def answer(handler: Any) -> None:
        one = {"id": 3, "name": "hidden"}
        (document(one) if handler.path == "/groups/3" else listing(members(1, 2, totalItems=3)))(handler)

    client = Client(transport=serve(answer), deadline=Deadline(seconds=30))
    snapshot = Snapshot()
    for _ in range(3):
        found = snapshot.read(client, "3")
        assert found is not None
        assert found.name == "hidden"


def test_pages_that_the_total_promises_are_asked_for_side_by_side(serve: Callable[..., Transport]) -> None:
    pages = [members(2 * number - 1, 2 * number, totalItems=8) for number in range(1, 5)]
    others = threading.Barrier(3)

    def answer(handler: Any) -> None:
        if not handler.path.endswith("page=1"):
            others.wait(timeout=20)  # each is answered when all three are under way
        listing(*pages)(handler)

    client = Client(transport=serve(answer, connections=3), deadline=Deadline(seconds=30))
    assert [group.id for group in Snapshot().whole(client)] == [str(number) for number in range(1, 9)]


def test_a_page_that_fails_leaves_no_hole_and_is_asked_for_again(serve: Callable[..., Transport]) -> None:
    pages = [members(number, totalItems=4) for number in range(1, 5)]
    asked: list[str] = []

    def answer(handler: Any) -> None:
        asked.append(handler.path[-1])
        fails = asked.count("2") == 1 and handler.path.endswith("page=2")
        (document({}, status="500 Internal Server Error") if fails else listing(*pages))(handler)

    client = Client(transport=serve(answer, connections=3), deadline=Deadline(seconds=30))
    snapshot = Snapshot()
    with pytest.raises(ServerError):
        snapshot.whole(client)
    assert [group.id for group in snapshot.whole(client)] == ["1", "2", "3", "4"]
    assert (asked.count("1"), asked.count("2")) == (1, 2)


def test_a_total_beyond_belief_costs_no_more_than_one_round_of_pages(serve: Callable[..., Transport]) -> None:
    asked: list[str] = []

    def answer(handler: Any) -> None:
        asked.append(handler.path)
        listing(members(1, 2, totalItems=2**53))(handler)

    client = Client(transport=serve(answer, connections=3), deadline=Deadline(seconds=30))
    with pytest.raises(TransportError, match="the list of groups ended after 2 of"):
        Snapshot().whole(client)
    assert len(asked) == 4


def test_one_odd_group_of_an_account_does_not_stop_the_work_on_others(serve: Callable[..., Transport]) -> None:
    odd = [
        {"id": "7", "name": None, "description": 3, "count_items": "many", "deleted_at": 1_800_000_000},
        {"id": 8, "name": "half \ud800 a pair", "count_items": -1},
        {"id": 9, "name": "wanted"},
    ]
    client = Client(transport=serve(listing({"member": odd, "totalItems": 3})), deadline=Deadline(seconds=30))
    snapshot = Snapshot()
    assert [group.id for group in snapshot.whole(client)] == ["7", "8", "9"]
    first, second = (snapshot.read(client, id) for id in ("7", "8"))
    assert first is not None
    assert (first.name, first.description, first.count_items, first.deleted_at) == ("", None, None, "1800000000")
    assert second is not None
    assert second.name == "half ? a pair"


@pytest.mark.parametrize("item", [3, "x", {}, {"id": 0}, {"id": None}, {"id": True}, {"id": "1/../me"}])
def test_a_group_without_a_proper_id_is_no_group(serve: Callable[..., Transport], item: Any) -> None:
    client = Client(transport=serve(listing({"member": [item], "totalItems": 1})), deadline=Deadline(seconds=30))
    with pytest.raises(TransportError, match="not a group as documented"):
        Snapshot().whole(client)


def test_an_answer_about_another_group_is_refused(serve: Callable[..., Transport]) -> None:
    client = Client(transport=serve(document({"id": 10002, "name": "n"})), deadline=Deadline(seconds=30))
    with pytest.raises(TransportError, match="the answer is group 10002"):
        client.read_group("10001")


def test_a_created_group_whose_id_cannot_be_read_is_an_unknown_outcome(serve: Callable[..., Transport]) -> None:
    client = Client(transport=serve(document({}, status="201 Created")), deadline=Deadline(seconds=30))
    with pytest.raises(OutcomeUnknown):
        client.create_group(GroupIn(**dict.fromkeys(FIELDS, "n")))
