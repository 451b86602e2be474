"""Headers of the exports that people bring: which of their columns hold numbers, and which names.

Nobody exported a file from these programs for this. The headers of Google Contacts (of 2024 and before), Outlook,
Mailchimp, Shopify and Brevo are those of files and importers that people have published; HubSpot's, WooCommerce's (an
export plugin's) and Salesforce's are the names of their fields; CleverReach's columns of people are an account's own,
and the names here are only likely. Names change now and then; what is not known is only left out of a suggestion.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

__all__ = ["EXPORTS", "PHONES", "Export", "recognised"]


class Export(NamedTuple):
    """What a program exports.

    `phones`: the columns that may hold a person's number, mobiles first; `names`: who the person is; `marks`: columns
    by which the export is known; `split`: what stands between two numbers of one cell.
    """

    program: str
    phones: tuple[str, ...]
    names: tuple[str, ...]
    marks: tuple[str, ...]
    split: str = ""


EXPORTS = (
    Export(
        "Google Contacts",
        ("Phone 1 - Value", "Phone 2 - Value", "Phone 3 - Value", "Phone 4 - Value"),
        ("First Name", "Last Name", "Given Name", "Family Name"),
        ("Phone 1 - Value", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Type"),
        " ::: ",
    ),
    Export(
        "Outlook",
        ("Mobile Phone", "Primary Phone", "Home Phone", "Business Phone", "Other Phone"),
        ("First Name", "Last Name"),
        ("Mobile Phone", "Business Phone", "Home Phone", "E-mail Address"),
    ),
    Export(
        "Outlook",
        (
            "Mobiltelefon",
            "Mobiltelefon 2",
            "Haupttelefon",
            "Telefon privat",
            "Telefon (privat)",
            "Telefon geschäftlich",
        ),
        ("Vorname", "Nachname"),
        ("Mobiltelefon", "Telefon geschäftlich", "Telefon (geschäftlich)", "Telefon privat", "E-Mail-Adresse"),
    ),
    Export(
        "HubSpot",
        ("Mobile Phone Number", "Phone Number"),
        ("First Name", "Last Name"),
        ("Record ID", "Mobile Phone Number", "Lifecycle Stage", "Contact owner"),
    ),
    Export(
        "Mailchimp",
        ("SMS Phone Number", "Phone Number"),
        ("First Name", "Last Name"),
        ("Email Address", "Phone Number", "MEMBER_RATING", "LEID", "EUID"),
    ),
    Export(
        "Brevo",
        ("SMS", "WHATSAPP"),
        ("FIRSTNAME", "LASTNAME", "VORNAME", "NACHNAME", "PRENOM", "NOM"),
        ("SMS", "EMAIL", "CONTACT ID", "WHATSAPP", "DOUBLE_OPT-IN"),
    ),
    Export(
        "CleverReach",
        ("mobile", "mobil", "handy", "phone", "telefon"),
        ("firstname", "lastname", "vorname", "nachname"),
        ("email", "activated", "registered", "deactivated", "source", "bounced"),
    ),
    Export(
        "Shopify",
        ("Phone", "Default Address Phone"),
        ("First Name", "Last Name"),
        ("Customer ID", "Accepts Email Marketing", "Accepts SMS Marketing", "Default Address Phone", "Total Spent"),
    ),
    Export(
        "WooCommerce",
        ("billing_phone", "shipping_phone"),
        ("billing_first_name", "billing_last_name"),
        ("billing_phone", "billing_first_name", "billing_email"),
    ),
    Export(
        "Salesforce",
        ("MobilePhone", "Phone", "HomePhone", "OtherPhone"),
        ("FirstName", "LastName"),
        ("MobilePhone", "FirstName", "LastName", "AccountId"),
    ),
)

_OWN = ("Mobilnummer", "Handynummer", "Mobil", "Handy", "Mobile", "Mobile Number", "Cell Phone", "Telefonnummer")
_OTHERS = ("Rufnummer", "Telefon", "Telephone", "Phone Number", "Tel", "Tel.", "MSISDN")

PHONES = tuple(dict.fromkeys([*_OWN, *(name for export in EXPORTS for name in export.phones), *_OTHERS]))
"""Every name that a column of numbers is known to have; those of mobiles first."""

_ENOUGH = 2
"""So many marks tell an export; one may be anybody's."""


def recognised(headers: Collection[str]) -> Export | None:
    """The export whose header has the most marks of a program; None where none has enough.

    Args:
        headers: the names of the header as they are compared, in lower case.
    """
    best = max(EXPORTS, key=lambda export: sum(mark.casefold() in headers for mark in export.marks))
    return best if sum(mark.casefold() in headers for mark in best.marks) >= _ENOUGH else None
