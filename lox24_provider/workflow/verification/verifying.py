"""An account's answers, by reading and, where a number is given, by a trial that cleans up after itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from lox24_provider.api import listing
from lox24_provider.api.client import Client
from lox24_provider.errors import NumberBlocked, TrialLeft
from lox24_provider.operations.connection import Connection, Report
from lox24_provider.rules.number.numbers import Numbers
from lox24_provider.workflow.verification.asking import Asking
from lox24_provider.workflow.verification.facts import Finding
from lox24_provider.workflow.verification.reading import read_facts
from lox24_provider.workflow.verification.report import joined
from lox24_provider.workflow.verification.trial import Trial

__all__ = ["verified"]

SECONDS = 600.0  # for the questions, and again for the cleaning; a large account is listed a few times


def verified(connection: Connection, *, number: str | None, report: Report) -> tuple[dict[str, Finding], list[float]]:
    """A finding for each fact, and how many seconds each answer took.

    Args:
        number: in E.164, for a trial; without one nothing is made.

    Raises:
        NumberBlocked: the account must not write to the number, so nothing was made.
        TrialLeft: something of the trial may still be there.
        ApiError, TransportError: the account cannot be asked.
    """

    def client() -> Client:
        return connection.operation(urn="", seconds=SECONDS, report=report).client

    asking = Asking(client=client())
    findings = list(read_facts(asking))
    if number is not None:
        if number in Numbers(listing.blocked_numbers(asking.client)):
            raise NumberBlocked
        trial = Trial(asking=asking, name=f"lox24-verify-{secrets.token_hex(8)}", number=number)
        try:
            findings += trial.facts()
        finally:
            _clean_up(trial, client)
    return joined(findings), asking.took


def _clean_up(trial: Trial, client: Callable[[], Client]) -> None:
    """Remove what the trial made, with a time limit of its own.

    Raises:
        TrialLeft: that failed, or somebody has interrupted it.
    """
    try:
        trial.clean_up(client())
    except KeyboardInterrupt as ended:  # by which the command knows that it was not an error of its own
        raise TrialLeft(name=trial.name, ids=trial.made, reason="interrupted") from ended
