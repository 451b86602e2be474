"""JSON or JSON-LD, and the styles of Hydra: API reference, sections 1, 3.5, 9.2."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, Start

LD = "application/ld+json"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("Application/JSON", "application/json"),
        ("application/ld+json", LD),
        ("*/*", LD),
        ("application/*", LD),
        ("", LD),
        ("text/html, application/json;q=0.9, */*;q=0.8", "application/json"),
        ("application/ld+json;q=0.5, application/json", "application/json"),
    ],
)
def test_accept_decides_and_json_ld_is_the_default(sandbox: Sandbox, accept: str, answered: str) -> None:
    reply = sandbox.call("GET", "/groups", Accept=accept)
    assert reply.headers["Content-Type"] == f"{answered}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0", "nonsense", ";;,"])
def test_an_answer_that_nobody_accepts_is_a_406(sandbox: Sandbox, accept: str) -> None:
    assert sandbox.call("GET", "/groups", Accept=accept).status_code == 406


def test_a_body_that_is_not_json_by_its_header_is_a_415(sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/groups", {"name": "x"}, Content_Type="text/plain").status_code == 415
    assert sandbox.call("POST", "/groups", {"name": "x"}, Content_Type="application/json; charset=utf-8").ok


def test_a_group_is_its_fields_with_links_only_in_json_ld(sandbox: Sandbox) -> None:
    group = sandbox.group(name_a="prefix", phones=[{"phone": "+491"}])
    fields = {
        "id": group,
        "name": "My Clients",
        "description": None,
        "name_a": "prefix",
        **dict.fromkeys(("name_b", "name_c", "name_d", "name_e")),
        "count_items": 1,
        "deleted_at": None,
    }
    links = {"@context": "/contexts/groups", "@id": f"/groups/{group}", "@type": "groups"}
    assert sandbox.call("GET", f"/groups/{group}").json() == fields
    assert sandbox.call("GET", f"/groups/{group}", Accept=LD).json() == links | fields


@pytest.mark.parametrize(
    ("style", "keys"),
    [
        ("hydra", {"hydra:member", "hydra:totalItems", "hydra:view", "hydra:search"}),
        ("mixed", {"member", "hydra:totalItems", "hydra:view", "hydra:search"}),
        ("plain", {"member", "totalItems", "view", "search"}),
    ],
)
def test_a_switch_sets_the_style_of_hydra_keys(start: Start, style: str, keys: set[str]) -> None:
    listing = start(f"hydra={style}").call("GET", "/groups", Accept=LD).json()
    assert set(listing) - {"@context", "@id", "@type"} == keys


def test_groups_come_in_pages_whose_links_lead_through_all(start: Start) -> None:
    sandbox = start("group_page_size=2")
    groups = [sandbox.group(name=str(number)) for number in range(5)]
    pages, link = [], "/groups"
    while link:
        listing = sandbox.call("GET", link, Accept=LD).json()
        pages.append([group["id"] for group in listing["hydra:member"]])
        view = listing["hydra:view"]
        link = view.get("hydra:next")
    assert pages == [groups[:2], groups[2:4], groups[4:]]
    assert listing["hydra:totalItems"] == 5
    assert view == {
        "@id": "/groups?page=3",
        "@type": "hydra:PartialCollectionView",
        "hydra:first": "/groups?page=1",
        "hydra:last": "/groups?page=3",
        "hydra:previous": "/groups?page=2",
    }


def test_the_31st_group_is_on_the_second_page(sandbox: Sandbox) -> None:
    groups = [sandbox.group() for _ in range(31)]
    assert [group["id"] for group in sandbox.call("GET", "/groups?page=2").json()] == groups[30:]


@pytest.mark.parametrize("page", ["99", "9" * 40])
def test_a_page_past_the_end_is_empty(sandbox: Sandbox, page: str) -> None:
    reply = sandbox.call("GET", f"/groups?page={page}")
    assert (reply.status_code, reply.json()) == (200, [])


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²"])
def test_a_page_that_is_no_number_from_one_is_refused(sandbox: Sandbox, page: str) -> None:
    assert sandbox.call("GET", f"/groups?page={page}").status_code == 400


def test_unknown_query_parameters_are_ignored(sandbox: Sandbox) -> None:
    group = sandbox.group()
    listed = sandbox.call("GET", "/groups?name=other&itemsPerPage=0&_order[id]=desc").json()
    assert [row["id"] for row in listed] == [group]


def test_phones_come_whole_unless_a_switch_pages_them(start: Start) -> None:
    whole, paged = start(), start("phones_page_size=2")
    group = whole.group(phones=[{"phone": f"+49{number}"} for number in range(3)])
    path = f"/groups/{group}/phones"
    assert set(whole.call("GET", path, Accept=LD).json()) == {"@context", "@id", "@type", "hydra:member"}
    first = paged.call("GET", path, Accept=LD).json()
    assert (len(first["hydra:member"]), first["hydra:totalItems"]) == (2, 3)
    rest = paged.call("GET", first["hydra:view"]["hydra:next"]).json()
    assert [phone["phone"] for phone in rest] == ["+492"]


def test_a_switch_answers_bare_arrays_even_in_json_ld(start: Start) -> None:
    sandbox = start("plain_lists=true")
    group = sandbox.group()
    assert [row["@id"] for row in sandbox.call("GET", "/groups", Accept=LD).json()] == [f"/groups/{group}"]


@pytest.mark.parametrize(("switch", "shown"), [("string", "7000001"), ("integer", 7000001)])
def test_phone_ids_are_strings_unless_a_switch_says_otherwise(start: Start, switch: str, shown: Any) -> None:
    sandbox = start(f"phone_ids={switch}")
    assert sandbox.made(f"/groups/{sandbox.group()}/phones", {"phone": "+491"})["id"] == shown
    assert sandbox.call("GET", "/phones/7000001").json()["id"] == shown


@pytest.mark.parametrize(("switch", "shown"), [("integer", 10001), ("string", "10001")])
def test_group_ids_are_numbers_unless_a_switch_says_otherwise(start: Start, switch: str, shown: Any) -> None:
    sandbox = start(f"group_ids={switch}")
    assert sandbox.made("/groups", {"name": "x"})["id"] == shown
    assert [group["id"] for group in sandbox.call("GET", "/groups").json()] == [shown]
    assert sandbox.call("GET", "/groups/10001").json()["id"] == shown


def test_a_switch_keeps_a_new_group_out_of_the_next_lists(start: Start) -> None:
    sandbox = start("list_lag=2", "group_page_size=1")
    first = sandbox.group()
    assert sandbox.call("GET", f"/groups/{first}").ok
    assert sandbox.call("GET", "/groups", X_LOX24_AUTH_TOKEN="2000000:other").json() == []  # counts for that account
    assert sandbox.call("GET", "/groups").json() == []
    second = sandbox.group()
    listing = sandbox.call("GET", "/groups", Accept=LD).json()
    assert (listing["hydra:totalItems"], listing["hydra:member"]) == (0, [])
    shown = [sandbox.call("GET", f"/groups?page={page}").json() for page in (1, 2, 2)]
    assert [[group["id"] for group in page] for page in shown] == [[first], [second], [second]]


def test_count_items_follows_the_phones_or_lags_or_is_absent(start: Start) -> None:
    sandbox, lagging, silent = start(), start("count_items=lag"), start("count_items=omit")
    group = sandbox.group(phones=[{"phone": "+491"}])
    path = f"/groups/{group}"
    assert sandbox.call("GET", path).json()["count_items"] == 1
    assert [lagging.call("GET", path).json()["count_items"] for _ in range(2)] == [0, 1]
    assert "count_items" not in silent.call("GET", path).json()


def test_a_problem_looks_as_it_does_in_public_tests_of_the_api(sandbox: Sandbox) -> None:
    message = "This value should not be blank."
    violations = [{"propertyPath": "name", "message": message, "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"}]
    plain = sandbox.call("POST", "/groups", {})
    assert plain.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert plain.json() == {
        "type": "https://tools.ietf.org/html/rfc2616#section-10",
        "title": "An error occurred",
        "detail": f"name: {message}",
        "violations": violations,
    }
    assert sandbox.call("POST", "/groups", {}, Accept=LD).json() == {
        "@context": "/contexts/ConstraintViolationList",
        "@type": "ConstraintViolationList",
        "hydra:title": "An error occurred",
        "hydra:description": f"name: {message}",
        "violations": violations,
    }


def test_a_problem_of_version_four_has_a_status_and_no_prefixes(start: Start) -> None:
    problem = start("hydra=plain").call("GET", "/groups/1", Accept=LD).json()
    assert (problem["@type"], problem["status"], problem["detail"]) == ("Error", 404, "Not Found")


def test_me_maps_all_group_ids_to_links(start: Start) -> None:
    sandbox, php = start(), start("empty_map=array")
    assert sandbox.call("GET", "/me").json()["groups"] == {}
    assert php.call("GET", "/me").json()["groups"] == []
    groups = [sandbox.group() for _ in range(31)]
    account = sandbox.call("GET", "/me").json()
    assert account["groups"] == {str(group): f"/groups/{group}" for group in groups}
    assert (account["id"], account["currency"]) == (1000000, "EUR")
