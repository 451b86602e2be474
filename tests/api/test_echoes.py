"""What a request sent is in no word of its answer that is shown, however the answer writes it; the rest stays."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.echo import Echo
from lox24_provider.api.models import GroupIn, PhoneIn
from lox24_provider.api.transport import Transport
from lox24_provider.errors import ApiError, Lox24Error
from lox24_provider.rules.group import FIELDS
from tests.support.wire import document, raw

KEY = "f3a9c04be8d1726590ab"
SENT = [
    {
        "phone": "+4917655512345",
        "a": "Frau",
        "b": "Erika Mustermann",
        "c": 'Müller "Mimi" O\'Neil',
        "callback_data": "x-1",
    },
    {
        "phone": "+4917655500000",
        "a": "Jo",
        "b": "47-11-08",
        "c": None,
        "d": "***",
        "e": "Straße 5",
        "callback_data": 815,
    },
    {"phone": "+4917655500001", "a": "\u0141ukasz"},
]
ECHO = Echo(sent=SENT, secrets=(f"1234567:{KEY}", KEY))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('The value "Erika Mustermann" is not valid.', 'The value "[sent]" is not valid.'),
        ("ERIKA MUSTERMANN, erika.mustermann", "[sent], [sent]"),
        ("Mustermann is too long", "[sent] is too long"),
        ("xxErika Mustermannxx", "xx[sent]xx"),
        ("'Erika Mus...' and \"Er\u2026\"", "'[sent]...' and \"[sent]\u2026\""),
        ("...ermann is cut, Erika Mu", "...[sent] is cut, [sent]"),
        ("M\\u00fcller, M\\\\u00fcller, M\\xc3\\xbcller", "[sent], [sent], [sent]"),
        ("M&uuml;ller, M&#252;ller, M&amp;uuml;ller", "[sent], [sent], [sent]"),
        ("M%C3%BCller+%22Mimi%22, Erika+Mustermann, Erika%20Mustermann", '[sent]", [sent], [sent]'),
        (
            "Mu\u0308ller, MÜLLER, Muller, M\u00c3\u00bcller, M\u00fcl\u00adler",
            "[sent], [sent], [sent], [sent], [sent]",
        ),
        ('{\\"c\\":\\"M\\u00fcller \\\\\\"Mimi\\\\\\" O\'Neil\\"}', '{"c":"[sent]"}'),
        ("STRASSE 5 and stra\\u00dfe 5", "[sent] and [sent]"),
        ('Jo, "JO" and Jot', '[sent], "[sent]" and Jot'),
        ("47 11 08, 47.11.08, 471108 and 4711-08", "[sent], [sent], [sent] and [sent]"),
        ('815, "815" and 8150', '[sent], "[sent]" and 8150'),
        ("0176 55512345, ...12345, 555123, ****2345", "[number], ...[sent], [sent], ****[sent]"),
        (
            "xxxxxxx2345, XXX-XXX-2345, ####2345, ending in 2345",
            "*******[sent], ***-***-[sent], ####[sent], ending in [sent]",
        ),
        ("ErikaMustermann, ERIKAMUSTERMANN", "[sent], [sent]"),
        ("Mueller, MUELLER, Lukasz and \u0141ukasz", "[sent], [sent], [sent] and [sent]"),
        ('it is "***"', 'it is "[sent]"'),
        (
            f"{KEY}, {KEY[:8]}, {KEY[-5:]}, {KEY[:3]}***, x{KEY[4:12]}y",
            "[secret], [secret], [secret], [secret]***, [secret]",
        ),
    ],
)
def test_nothing_that_was_sent_is_shown(said: str, shown: str) -> None:
    assert ECHO.without(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "phone: This value is not valid.",
        "[1].callback_data: This value is too long. It should have 36 characters or less.",
        "a: This value should be null.; name_a: This value should not be blank.",
        "This phone already exists in the group.",
        "The request body must be an array of 10000 elements.",
        "Access denied. Invalid credentials. Invalid token. Please wait ...",
        "",
    ],
)
def test_the_apis_own_words_stay(said: str) -> None:
    assert ECHO.without(said) == said


@pytest.mark.slow
def test_the_rest_of_a_long_message_is_not_waited_for() -> None:
    people = [
        {
            "phone": f"+49176{n:08}",
            "a": "Frau",
            "b": f"Erika Mustermann-{n}",
            "c": f"K\u00f6ln {n}",
            "d": f"{n}",
            "e": "x",
        }
        for n in range(10_000)
    ]
    echo = Echo(sent=people)
    began = time.process_time()
    for _ in range(3):
        shown = echo.without("The value 'Erika Mustermann-9999' of K\\u00f6ln is wrong. " * 1000)
    assert time.process_time() - began < 5, "a tenth of it on a machine that does nothing else"
    assert shown.startswith("The value '[sent]' of [sent] is wrong. The value")
    assert "Erika" not in shown


def test_a_request_id_that_echoes_is_none() -> None:
    echo = Echo(sent=[{"b": "Mustermann", "phone": "+4917655512345", "callback_data": "a-callback-of-ours"}])
    for id in ("Erika-Mustermann", "0004917655512345", "a-callback-of-ours"):
        assert echo.is_in(id)
    assert not echo.is_in("0123456789abcdef0123456789abcdef")


PERSON = PhoneIn(phone="+4917655512345", b="Erika Mustermann", callback_data="a-callback-of-ours")
GROUP = GroupIn(**{**dict.fromkeys(FIELDS), "name": "Sommerfest", "description": "Nur \u00c4rzte"})
CALLS: list[Callable[[Client], Any]] = [
    lambda client: client.create_group(GROUP),
    lambda client: client.update_group("1", GROUP),
    lambda client: client.update_phone(1, PERSON),
    lambda client: client.add_phones("1", [PERSON]),
]


@pytest.mark.promise
@pytest.mark.parametrize("call", CALLS)
def test_no_error_holds_what_its_request_sent(serve: Callable[..., Transport], call: Callable[[Client], Any]) -> None:
    said = "Erika Mustermann, SOMMERFEST, nur \u00c4rzte, 0176 555 12345 and a-callback-of-ours"
    answers = [
        one
        for status in ("400 No", "403 No", "422 No", "500 No")
        for one in (
            document({"detail": f"No: {said}"}, status=status),
            document({"violations": [{"propertyPath": said, "message": f"No: {said}"}]}, status=status),
            raw(f"HTTP/1.1 {status}", "X-LOX24-REQUEST-ID: a-callback-of-ours", body=f"No: {said}".encode()),
            raw("HTTP/1.1 200 OK", "Content-Type: No Erika Mustermann, SOMMERFEST", body=b"No"),
        )
    ]
    waiting = iter(answers)

    def answer(handler: Any) -> None:
        next(waiting)(handler)

    transport = serve(answer)
    parts = ("sommerfest", "rzte", "12345") if call in CALLS[:2] else ("erika", "musterm", "a-callback", "12345")
    for _ in range(len(answers)):
        client = Client(transport=transport, deadline=Deadline(seconds=30))
        with pytest.raises(Lox24Error, match=r"answered|usable") as caught:
            call(client)
        told = f"{caught.value} {vars(caught.value)}".replace("group 'Sommerfest'", "our own word for it")
        assert "No" in told
        assert [part for part in parts if part in told.lower()] == []


@pytest.mark.promise
def test_no_entrys_refusal_in_a_batch_holds_what_the_request_sent(serve: Callable[..., Transport]) -> None:
    problem = {"violations": [{"propertyPath": "b", "message": 'The value "Erika Muster..." is not valid.'}]}
    answer = document([{"status": 422, "body": problem}, {"status": 400, "body": {"detail": f"Not Otto with {KEY}"}}])
    transport = serve(answer)
    transport.headers["X-LOX24-AUTH-TOKEN"] = f"1234567:{KEY}"  # type: ignore[index]
    client = Client(transport=transport, deadline=Deadline(seconds=30))
    items = client.add_phones("1", [PERSON, PhoneIn(phone="+4917655500000", b="Otto")])
    assert [item.detail for item in items] == ['b: The value "[sent]..." is not valid.', "Not [sent] with [secret]"]


def test_an_answer_about_another_group_is_told_without_a_number(serve: Callable[..., Transport]) -> None:
    client = Client(transport=serve(document({"id": 4917655512345})), deadline=Deadline(seconds=30))
    with pytest.raises(Exception, match=r"the answer is group \[number\]"):
        client.read_group("1")


def test_an_error_of_the_api_still_says_what_is_wrong(serve: Callable[..., Transport]) -> None:
    problem = {"violations": [{"propertyPath": "[0].phone", "message": "This value is not valid."}]}
    client = Client(transport=serve(document(problem, status="422 No")), deadline=Deadline(seconds=30))
    with pytest.raises(ApiError, match=r"answered 422: \[0\]\.phone: This value is not valid\."):
        client.add_phones("1", [PERSON])
