"""A column that says who agreed to get SMS is told if it is not read: the people in it may have opted out."""

from __future__ import annotations

import pytest

from lox24_provider.rules.list_file.consent_change import takes_more
from lox24_provider.rules.list_file.consent_names import says_who_agreed
from lox24_provider.rules.list_file.consent_words import EMPTY, OTHER, Words
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table

ONE, TWO = "+4915550000001", "+4915550000002"


def read(header: str, *rows: str, **columns: str) -> Table:
    text = "\n".join([header, *rows])
    return read_table(text.encode(), options=ReadOptions.of({"columns": {"phone": "Mobil", **columns}}))


@pytest.mark.parametrize(
    "name",
    [
        *("Opted out of SMS", "HasOptedOutOfSMS", "opted_out", "OPT-IN", "DOUBLE_OPT-IN", "SMS opt in date"),
        *("Accepts SMS Marketing", "SMS Consent", "Consent", "Do Not Call", "DoNotCall", "Do not contact", "DNC"),
        *("Unsubscribed", "SMS Subscriber Status", "SMS_BLACKLISTED", "Marketing status", "Marketing permissions"),
        *("deactivated", "Suppressed", "Einwilligung SMS", "Werbesperre", "Sperrvermerk", "Abgemeldet am"),
        *("Widerspruch", "DSGVO", "Robinsonliste", "Keine Werbung", "Gesperrt", "Consentement SMS", "Désabonné"),
        *("SMSOptIn", "isSMSOptedIn", "DNCFlag", "SMSConsent", "GDPRConsent", "SMSStatus", "De\u0301sabonne\u0301"),
        *("Email and SMS opt-out", "Opted out of email: mobile"),
    ],
)
def test_a_column_that_says_who_agreed(name: str) -> None:
    assert says_who_agreed(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Ort",
            "PLZ",
            "Vorname",
            "Notes",
            "Opt",
            "Option",
            "Optician",
            "Output",
            "Adoption in 2024",
            "Lifecycle Stage",
        ),
        *("Accepts Email Marketing", "HasOptedOutOfEmail", "Newsletter opt-in", "E-Mail-Einwilligung", "Total Spent"),
        *("Inoption", "Contact owner", "Record ID", "Status", "Source", "Blocks", "Erlaubnisscheininhaber", ""),
    ],
)
def test_a_column_that_says_something_else(name: str) -> None:
    assert not says_who_agreed(name)


def test_it_is_told_where_it_is_not_read_and_not_where_it_is() -> None:
    (notice,) = read("Mobil;Opted out of SMS;Ort", f"{ONE};Yes;Ulm", f"{TWO};No;Ulm").notices
    assert (notice.kind, notice.times, notice.line) == ("consent", 1, 1)
    assert str(notice).startswith("1 column not read seems to say who agreed to get SMS")
    assert read("Mobil;Opted out of SMS;Ort", f"{ONE};Yes;Ulm", c="Opted out of SMS").notices == ()
    assert read("Mobil;Opted out of SMS;Ort").notices == ()  # nobody is in it


def test_a_list_that_has_not_changed_says_it_no_more() -> None:
    """Whoever read the change has decided; a warning of every run is read by nobody."""
    table = read("Mobil;opt-in", f"{ONE};no")
    assert [notice.kind for notice in table.notices] == ["consent"]
    assert table.as_applied == ()


def test_a_list_that_asks_for_consent_says_it_no_more_and_the_check_still_does() -> None:
    """Somebody has decided which columns say who agreed; a warning at every change could not be ended."""
    data = f"Mobil;SMS consent;GDPR consent\n{ONE};yes;no".encode()
    asked = ReadOptions.of({"columns": {"phone": "Mobil"}, "consent": {"SMS consent": "yes"}})
    table = read_table(data, options=asked, tells_words=True)
    assert (table.notices, len(table.entries)) == ((), 1)
    assert [(words.name, words.taken is None) for words in table.words] == [
        ("SMS consent", False),
        ("GDPR consent", True),
    ]


def test_a_line_that_is_no_header_is_told_in_no_way() -> None:
    table = read("0155 50000001;opt in", f"{ONE};no")
    assert "agreed" not in " ".join(map(str, table.faults))


@pytest.mark.parametrize(
    ("before", "after", "is_more"),
    [
        (None, {"SMS": ["yes"]}, False),
        ({"SMS": ["yes"]}, {"sms ": "YES"}, False),
        ({"SMS": ["yes", "ja"]}, {"SMS": ["yes"]}, False),
        ({"SMS": ["yes"]}, {"SMS": ["yes"], "Out": ["no"]}, False),
        ({"SMS": ["yes"]}, {"SMS": ["yes", ""]}, True),
        ({"SMS": ["yes"], "Out": ["no"]}, {"SMS": ["yes"]}, True),
        ({"SMS": ["yes"]}, {"Other": ["yes"]}, True),
        ({"SMS": ["yes"]}, None, True),
        ("[secret]", "[secret]", False),
        ("[secret]", {"SMS": ["yes"]}, True),
        ({"SMS": ["yes"]}, "[secret]", True),
    ],
)
def test_a_change_may_take_more_people(before: object, after: object, is_more: bool) -> None:  # noqa: FBT001 a case
    assert takes_more(after, before=before) is is_more


def unread(header: str, *rows: str) -> list[Words]:
    data = "\n".join([header, *rows]).encode()
    return list(read_table(data, options=ReadOptions.of({"columns": {"phone": "Mobil"}}), tells_words=True).words)


def test_of_such_a_column_only_known_words_are_told_and_counted() -> None:
    """Any other word may be somebody's name, and a number somebody's."""
    (column,) = unread("Mobil;Consent by;Ort", f"{ONE};Yes;ja", f"{TWO}; YES ;", ";no;x", ";;", ";Rapunzel;y", f"{ONE}")
    assert (column.name, column.shown) == ("Consent by", "Consent by")
    assert column.times == {"yes": 2, EMPTY: 1, "no": 1, OTHER: 1}
    (column,) = unread("Mobil;opt-in", f"{ONE};{TWO}", f"{TWO};a@example.org", ";Ann Lee", ";2026")
    assert column.times == {OTHER: 4}


def test_a_name_that_may_not_be_shown_is_none_to_type() -> None:
    for name in ("Consent of 0155 50000009", f"Consent {'x' * 60}"):
        (column,) = unread(f"Mobil;{name}", f"{ONE};yes")
        assert column.name == ""
        assert "50000009" not in column.shown


def test_a_first_line_that_is_somebody_s_names_no_column() -> None:
    assert unread("0155 50000001;Rapunzel opt-in", f"{ONE};no") == []


def test_nothing_is_unread_that_is_named_or_of_nobody_or_not_asked_for() -> None:
    assert unread("Mobil;opt-in") == []
    said = ReadOptions.of({"columns": {"phone": "Mobil"}, "consent": {"opt-in": "yes"}})
    data = f"Mobil;opt-in\n{ONE};yes".encode()
    (column,) = read_table(data, options=said, tells_words=True).words
    assert (column.times, column.taken) == ({"yes": 1}, frozenset({"yes"}))
    assert read("Mobil;opt-in", f"{ONE};yes").words == ()


def test_a_proposed_mapping_takes_no_such_column_for_a_value() -> None:
    """As a value it would be read, and nobody be told that it says who agreed."""
    table = read_table(f"Handy;Vorname;Einwilligung SMS;Ort\n{ONE};Ann;nein;Ulm\n".encode())
    assert table.suggestion == {"columns": {"phone": "Handy", "a": "Vorname", "b": "Ort"}}
