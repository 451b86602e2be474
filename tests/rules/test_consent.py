"""A column that says who agreed to get SMS is told if it is not read: the people in it may have opted out."""

from __future__ import annotations

import pytest

from lox24_provider.rules.list_file.consent import says_who_agreed, takes_more
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
    assert str(notice).startswith("1 column that is not read seems to say who agreed to get SMS")
    assert read("Mobil;Opted out of SMS;Ort", f"{ONE};Yes;Ulm", c="Opted out of SMS").notices == ()
    assert read("Mobil;Opted out of SMS;Ort").notices == ()  # nobody is in it


def test_a_list_that_has_not_changed_says_it_no_more() -> None:
    """Whoever read the change has decided; a warning of every run is read by nobody."""
    table = read("Mobil;opt-in", f"{ONE};no")
    assert [notice.kind for notice in table.notices] == ["consent"]
    assert table.as_applied == ()


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
