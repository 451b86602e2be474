"""The settings of a stack and the arguments of an `Account`: what they are called, may be, and mean."""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from lox24_provider.fields.group import OnExisting
from lox24_provider.fields.group_phones import MOST_REMOVALS, MOST_REMOVALS_PERCENT

__all__ = ["GROUPS_KEY", "NATIVE", "OF_STACKS", "SETTINGS", "Number", "Setting"]


class Number(NamedTuple):
    """Which whole numbers a setting may be, and which one it is where nothing says it."""

    usual: int
    least: int
    most: int


class Setting(NamedTuple):
    """A setting: `lox24:maxRetries` of a stack is `max_retries` of an `Account`.

    Attributes:
        description: what it is, for whoever writes a stack file; of a number without its limits, which are added.
        number: None for a text.
        hint: what an editor can check of a text, as JSON Schema has it.
        title: what the documentation calls it.
        about: what the documentation says of its value.
        environment: what the documentation says of a variable for it.
        usual: what the documentation says of its default; of a number, what follows it.
        as_argument: what the documentation says of the argument, and of its default there, where that differs.
    """

    key: str
    title: str
    description: str
    number: Number | None = None
    hint: Mapping[str, Any] | None = None
    about: str = ""
    environment: str = ""
    usual: str = ""
    as_argument: tuple[str, str] = ("", "")


SETTINGS = (
    Setting(
        "token",
        "token",
        "The token, encrypted by `pulumi config set --secret lox24:token`; never in plain text. In a pipeline rather "
        "set LOX24_TOKEN.",
        about=" (secret)",
        environment="`LOX24_TOKEN` wins, because it is always the current one",
        usual="none",
        as_argument=("`<client id>:<api key>`; always ciphertext in the state", "required"),
    ),
    Setting(
        "baseUrl",
        "base URL",
        "Where the API is: `https://api.lox24.eu` (default), or `sandbox`, which the provider serves.",
        hint={"type": "string", "pattern": "^(sandbox|https?://.+)$"},
        about=": a URL, or `sandbox`",
        environment="`LOX24_BASE_URL` is used if it is not set; if the two differ, the run is refused",
        usual="`https://api.lox24.eu`",
        as_argument=("the address of the API; `sandbox` for the embedded sandbox", ""),
    ),
    Setting(
        "clientId",
        "account",
        "The account's number, digits in quotes; a token of another account is refused.",
        hint={"type": "string", "pattern": "^[1-9][0-9]*$"},
        about=": a token of another account is refused",
        usual="the client id of the token",
        as_argument=("the account's number; a token of another account is refused", "that of the token"),
    ),
    Setting(
        "onExisting",
        "existing names",
        "What to do when a group of a name to be created exists; `refuse` if missing.",
        hint={"enum": list(get_args(OnExisting))},
        about=": `refuse`, `adopt` or `create`",
        usual="`refuse`",
        as_argument=(
            "what to do with existing groups of the same name, for groups that do not say it themselves",
            '`"refuse"`',
        ),
    ),
    Setting(
        "parallel",
        "concurrency: requests under way",
        "Concurrency: how many requests may be under way",
        Number(16, 1, 64),
        usual="; `lox24` commands that run the engine raise the engine's limit to this",
    ),
    Setting(
        "timeout",
        "operation time-out",
        "Seconds that one operation may take",
        Number(300, 1, 86_400),
        about=", seconds",
        usual=": enough for every retry below",
        as_argument=("seconds that one operation may take", ""),
    ),
    Setting(
        "maxRetries",
        "retries of a failed request",
        "How often a failed request may be retried",
        Number(4, 0, 20),
        usual=": 0.5, 1, 2 and 4 seconds apart (less up to half, at random)",
    ),
    Setting(
        "batchSize",
        "entries added in one request",
        "How many entries are added in one request",
        Number(500, 1, 10_000),
        usual=": the API names no limit; where it has one, the batch is halved until it fits",
    ),
    Setting(
        "maxRemovals",
        "removals that a guard lets pass",
        "How many entries of a list may be removed without anybody's agreement",
        Number(MOST_REMOVALS, 0, 999_999),
        usual=", for lists that do not say `max_removals` ([guards](group-phones.md#guards))",
        as_argument=(
            "how many entries of a list may be removed without anybody's agreement, if the list does not say it",
            "",
        ),
    ),
    Setting(
        "maxRemovalsPercent",
        "the same in percent",
        "Likewise in percent of the entries that could be removed",
        Number(MOST_REMOVALS_PERCENT, 0, 100),
        usual=", for lists that do not say `max_removals_percent`; a change of one of the two limits is an update of "
        "each such list, which sends nothing",
        as_argument=("the same limit in percent of the entries that could be removed", ""),
    ),
    Setting(
        "maxListSize",
        "size of a list file",
        "How many MiB a list file may have",
        Number(64, 1, 1024),
        about=", MiB",
        usual=": about 1,000,000 people; a larger file is refused before it is read",
        as_argument=("how many MiB a list file may have", ""),
    ),
)

GROUPS_KEY = Setting(
    "groupsKey",
    "key of the groups",
    "The key under which this project's groups stand, where it is not `groups`: `smsLists`, or with a namespace "
    "`sms:lists`.",
    hint={"type": "string", "pattern": "^([A-Za-z0-9_.-]+:)?[A-Za-z0-9_.-]+$"},
    about=": `smsLists`, or with a namespace `sms:lists` ([Stack files](stack-files.md#in-your-own-program))",
    usual="`groups`",
)

NATIVE = Setting(
    "native",
    "native plugin",
    "Whether the groups of a Python program are the native plugin's, `true` or `false` (default); `lox24 migrate` "
    "changes it.",
    hint={"enum": [True, False, "true", "false"]},
    about=": `true` or `false`, for Python programs; those in other languages always use it",
    usual="`false`",
)

OF_STACKS = (GROUPS_KEY, NATIVE)
"""The settings of stack files, and of no account."""
