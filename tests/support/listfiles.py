"""List files as programs export them, with invented people, and the lines of the documentation that read them.

The headers are those of files that people have shown in public; `rules/list_file/exports.py` says what is known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from lox24_provider.rules.entry import Entry
from tests.support.workbooks import workbook

__all__ = ["ONE", "PEOPLE", "SAMPLES", "TWO", "documented"]

ONE, TWO = "+4915550000001", "+4915550000002"
PEOPLE = (Entry(ONE, a="Jörg", b="Müller"), Entry(TWO, a="Ann", b="Lee"))
"""Who is in each of the files, as it is read by its line."""

_PAGES = [
    *sorted((Path(__file__).parents[2] / "docs/how-to").glob("use-an-*.md")),
    Path(__file__).parents[2] / "docs/how-to/prepare-a-list-file.md",
]


def _names(*lines: str) -> list[str]:
    return ",".join(lines).split(",")


_GOOGLE = _names(
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix",
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo",
    "Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value",
)

_OUTLOOK = _names(
    "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich",
    "Straße geschäftlich 2,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich",
    "Straße privat,Ort privat,Bundesland/Kanton privat,Postleitzahl privat,Land/Region privat,Weitere Straße",
    "Telefon Assistent,Fax geschäftlich,Telefon geschäftlich,Telefon geschäftlich 2,Rückmeldung,Autotelefon",
    "Telefon Firma,Fax privat,Telefon privat,Telefon privat 2,ISDN,Mobiltelefon,Weiteres Fax,Weiteres Telefon,Pager",
    "Haupttelefon,Mobiltelefon 2,Telefon für Hörbehinderte,Telex,E-Mail-Adresse,Geburtstag,Notizen",
)

_SHOPIFY = _names(
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1",
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code",
    "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt",
    "Tags",
)


def _file(
    header: Sequence[str], *rows: Mapping[str, str], delimiter: str = ",", quotes: bool = False, encoding: str = "utf-8"
) -> bytes:
    """A file with this header and a record for each of the rows, which say only what a person has."""
    file = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    table = csv.DictWriter(file, header, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return file.getvalue().encode(encoding)


def _rows(first: str, last: str, phones: Sequence[Mapping[str, str]], **more: str) -> list[dict[str, str]]:
    """Both people, with their names in these columns and their numbers as the file has them."""
    people = zip(PEOPLE, phones, strict=True)
    return [{first: str(person.a), last: str(person.b), **phone, **more} for person, phone in people]


def _kunden() -> bytes:
    phones = [{"Mobilnummer": "0155 50000001"}, {"Mobilnummer": "0155/50000002"}]
    rows = _rows("Vorname", "Nachname", phones, PLZ="80331")
    return _file(["Mobilnummer", "Vorname", "Nachname", "PLZ"], *rows, delimiter=";", encoding="cp1252")


def _club() -> bytes:
    phones = [{"Mobilnummer": "0155 50000001"}, {"Mobilnummer": "0155 50000002"}]
    rows = _rows("Vorname", "Nachname", phones, **{"Einwilligung SMS": "ja"})
    refused = {"Vorname": "Bo", "Mobilnummer": "0155 50000003", "Einwilligung SMS": "nein"}
    return _file(["Mobilnummer", "Vorname", "Nachname", "Einwilligung SMS"], *rows, refused)


def _google() -> bytes:
    phones = [
        {"Phone 1 - Label": "Home", "Phone 1 - Value": "030 12345678 ::: +49 155 50000001"},
        {"Phone 1 - Label": "Work", "Phone 1 - Value": "030 12345679", "Phone 2 - Value": "0155 50000002"},
    ]
    labels = "* myContacts ::: Kunden"
    rows = _rows("First Name", "Last Name", phones, Labels=labels, Notes='zwei\nZeilen, "so"')
    return _file(_GOOGLE, *rows, {"First Name": "Bo", "E-mail 1 - Value": "bo@example.org", "Labels": labels})


def _outlook() -> bytes:
    phones = [
        {"Mobiltelefon": "+49 (155) 50000001", "Telefon privat": "030 12345678"},
        {"Mobiltelefon": "0155-50000002", "Telefon geschäftlich": "+49 (30) 12345679"},
    ]
    rows = _rows("Vorname", "Nachname", phones, Firma="Größe, KG", Geburtstag="0.0.00")
    nobody = {"Firma": "Ohne Handy", "Telefon geschäftlich": "030 12345670"}
    return _file(_OUTLOOK, *rows, nobody, quotes=True, encoding="cp1252")


def _hubspot() -> bytes:
    header = [
        "Record ID",
        "First Name",
        "Last Name",
        "Email",
        "Phone Number",
        "Mobile Phone Number",
        "Opted out of SMS",
    ]
    phones = [{"Mobile Phone Number": ONE, "Opted out of SMS": "No"}, {"Phone Number": "+49 155 50000002"}]
    rows = _rows("First Name", "Last Name", phones, Email="x@example.org", **{"Record ID": "1"})
    return _file(header, *rows, {"First Name": "Di", "Phone Number": "+4915550000004", "Opted out of SMS": "Yes"})


def _mailchimp() -> bytes:
    header = "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,LEID,EUID,NOTES,TAGS"
    rows = _rows("First Name", "Last Name", [{"Phone Number": ONE}, {"Phone Number": "0155 50000002"}])
    return _file(header.split(","), *rows, {"Email Address": "bo@example.org", "MEMBER_RATING": "2"})


def _brevo() -> bytes:
    header = ["CONTACT ID", "EMAIL", "FIRSTNAME", "LASTNAME", "SMS", "DOUBLE_OPT-IN"]
    rows = _rows("FIRSTNAME", "LASTNAME", [{"SMS": ONE[1:]}, {"SMS": TWO[1:]}], EMAIL="x@example.org")
    return _file(header, *rows, {"CONTACT ID": "3", "EMAIL": "bo@example.org"}, delimiter=";")


def _cleverreach() -> bytes:
    header = ["email", "source", "registered", "activated", "deactivated", "firstname", "lastname", "mobile"]
    rows = _rows("firstname", "lastname", [{"mobile": "0155 50000001"}, {"mobile": "+4915550000002"}], source="Import")
    return _file(header, *rows, {"email": "bo@example.org"}, delimiter=";", quotes=True)


def _shopify() -> bytes:
    phones = [{"Phone": f"'{ONE}"}, {"Default Address Phone": "'0155 50000002"}]
    rows = _rows("First Name", "Last Name", phones, **{"Default Address Zip": "'80331", "Accepts SMS Marketing": "yes"})
    return _file(_SHOPIFY, *rows, {"Email": "bo@example.org", "Tax Exempt": "no"})


def _woocommerce() -> bytes:
    header = ["user_email", "billing_first_name", "billing_last_name", "billing_email", "billing_phone", "billing_city"]
    phones = [{"billing_phone": "0155 50000001"}, {"billing_phone": "0155 50000002"}]
    rows = _rows("billing_first_name", "billing_last_name", phones)
    return _file(header, *rows, rows[0])


def _salesforce() -> bytes:
    header = ["Id", "AccountId", "LastName", "FirstName", "Phone", "MobilePhone", "Email"]
    phones = [{"MobilePhone": "+49 155 50000001"}, {"MobilePhone": "(0155) 50000002", "Phone": "030 12345678"}]
    return _file(header, *_rows("FirstName", "LastName", phones), quotes=True)


def _workbook() -> bytes:
    return workbook(
        [
            ["Vorname", "Nachname", "Handy", "PLZ", "Seit"],
            ["Jörg", "Müller", int(ONE[1:]), 80331, '<c s="1"><v>45000</v></c>'],
            ["Ann", "Lee", "0155 50000002", 1067, 45000.5],
            ["Bo", None, None, None, None],
        ]
    )


SAMPLES: Mapping[str, bytes] = {
    "google.csv": _google(),
    "outlook.csv": _outlook(),
    "hubspot.csv": _hubspot(),
    "mailchimp.csv": _mailchimp(),
    "brevo.csv": _brevo(),
    "cleverreach.csv": _cleverreach(),
    "shopify.csv": _shopify(),
    "woocommerce.csv": _woocommerce(),
    "salesforce.csv": _salesforce(),
    "kunden.csv": _kunden(),
    "club.csv": _club(),
    "kunden.xlsx": _workbook(),
}
"""What each file of the documentation holds."""


def documented() -> dict[str, dict[str, Any]]:
    """By file, the arguments that a page of `docs/how-to` gives it, where they map its columns."""
    found: dict[str, dict[str, Any]] = {}
    for page in _PAGES:
        for line in re.findall(r"^ *phones: (\{.*\})$", page.read_text(encoding="utf-8"), re.MULTILINE):
            arguments = yaml.safe_load(line)
            if "columns" in arguments:
                assert found.setdefault(arguments["source"], arguments) == arguments, "a file has one line"
    return found
