"""Columns that seem to say who agreed to get SMS, or who opted out, by their names.

Sources are the fields and properties that CRMs, shops and newsletter tools document, in English, German and French. A
column about e-mail alone is none: who left a newsletter may still want SMS.
"""

from __future__ import annotations

import re
from unicodedata import normalize

__all__ = ["says_who_agreed"]

_CONSENT = re.compile(
    r"\bopt(ed|s)? ?(in|out)\b"  # Opted out of SMS, opt-in
    r"|\bconsent|\bpermissions?\b|\bgdpr\b|\bdsgvo\b|\brgpd\b"
    r"|\b(un)?subscribed\b|\bunsubscribes?\b|\bsubscriber? status\b|\bsubscription status\b"
    r"|\b(sms|marketing|text) status\b|\baccepts\b.*\b(sms|marketing)\b"
    r"|\b(do not|don t|no) (call|contact|text|sms|marketing|disturb)\b|\bdnc\b"
    r"|\b(black|block|suppress)(ed|ion)? ?(list(ed)?)?$|\bsuppressed\b|\brevoked\b|\bdeactivated\b"
    r"|einwillig|zustimmung|\berlaubnis\b|werbeerlaubnis|abgemeldet|abmeldung|abbestellt|ausgetragen"
    r"|widerruf|widersproch|widerspruch|werbesperre|sperrvermerk|kontaktsperre|gesperrt|\bsperre\b|robinson"
    r"|\bkeine (werbung|sms|kontaktaufnahme)\b|\bdeaktiviert\b"
    r"|consentement|d[ée]sinscrit|d[ée]sabonn|\bstop sms\b"
)
_MAIL = re.compile(r"mail|newsletter")
_SMS = re.compile(r"\bsms\b|\btext\b|mobil|\bphone|telefon|handy")


def says_who_agreed(name: str) -> bool:
    """Whether a column with this name tells who may get SMS; `SMSOptOut`, `opted_out` and `OPT-OUT` are the same."""
    spaced = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ])(?=[A-ZÄÖÜ][a-zäöüß])", " ", normalize("NFC", name))
    words = " ".join(re.findall(r"[^\W\d_]+", spaced)).casefold()
    return bool(_CONSENT.search(words)) and not (_MAIL.search(words) and not _SMS.search(words))
