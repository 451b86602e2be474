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
        "The API token of LOX24. `pulumi config set --secret lox24:token` encrypts it; never write it in plain "
        "text. In a pipeline, set the variable LOX24_TOKEN instead.",
        about=" (secret)",
        environment="`LOX24_TOKEN` wins, because it is always the current one",
        usual="none",
        as_argument=("`<client id>:<api key>`; always ciphertext in the state", "required"),
    ),
    Setting(
        "baseUrl",
        "base URL",
        "The address of LOX24's API: `https://api.lox24.eu` (default), or `sandbox`, an imitation of LOX24 that the "
        "provider serves.",
        hint={"type": "string", "pattern": "^(sandbox|https?://.+)$"},
        about=": a URL, or `sandbox`",
        environment="`LOX24_BASE_URL` is used if it is not set; if the two differ, the run is refused",
        usual="`https://api.lox24.eu`",
        as_argument=("the address of the API; `sandbox` for the embedded sandbox", ""),
    ),
    Setting(
        "clientId",
        "account",
        "The number of the LOX24 account, digits in quotes. A token of another account is refused.",
        hint={"type": "string", "pattern": "^[1-9][0-9]*$"},
        about=": a token of another account is refused",
        usual="the client id of the token",
        as_argument=("the account's number; a token of another account is refused", "that of the token"),
    ),
    Setting(
        "onExisting",
        "existing names",
        "What to do if a group is to be created and the account has one of that name: `refuse` (default), "
        "`adopt` it, or `create` a second one. A group's own `on_existing` wins.",
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
        "Concurrency: how many requests to LOX24 may be under way",
        Number(16, 1, 64),
        usual="; `lox24` commands that run the engine raise the engine's limit to this",
    ),
    Setting(
        "timeout",
        "operation time-out",
        "How many seconds one operation may take, retries included",
        Number(300, 1, 86_400),
        about=", seconds",
        usual=": enough for every retry below",
        as_argument=("seconds that one operation may take", ""),
    ),
    Setting(
        "maxRetries",
        "retries of a failed request",
        "How often a failed request to LOX24 is retried",
        Number(4, 0, 20),
        usual=": 0.5, 1, 2 and 4 seconds apart (less up to half, at random)",
    ),
    Setting(
        "batchSize",
        "entries added in one request",
        "How many entries are added to a group in one request",
        Number(500, 1, 10_000),
        usual=": the API names no limit; where it has one, the batch is halved until it fits",
    ),
    Setting(
        "maxRemovals",
        "removals that a guard lets pass",
        "How many entries of a list one update may remove before a guard refuses it",
        Number(MOST_REMOVALS, 0, 999_999),
        usual=", for lists that do not say `max_removals` ([guards](list-guards.md#guards))",
        as_argument=(
            "how many entries of a list one update may remove, if the list does not say it",
            "",
        ),
    ),
    Setting(
        "maxRemovalsPercent",
        "removals that a guard lets pass, in percent",
        "How many percent of the removable entries of a list one update may remove before a guard refuses it",
        Number(MOST_REMOVALS_PERCENT, 0, 100),
        usual=", for lists that do not say `max_removals_percent`; a change of one of the two limits is an update of "
        "each such list, which sends nothing",
        as_argument=(
            "how many percent of a list's removable entries one update may remove, if the list does not say it",
            "",
        ),
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
    "The key under which stack files declare groups, if it is not `groups`: for example `smsLists`, or "
    "`sms:lists` with a namespace.",
    hint={"type": "string", "pattern": "^([A-Za-z0-9_.-]+:)?[A-Za-z0-9_.-]+$"},
    about=": `smsLists`, or with a namespace `sms:lists` ([another key](stack-files-in-a-program.md#another-key))",
    usual="`groups`",
)

NATIVE = Setting(
    "native",
    "native plugin",
    "Whether a Python program uses the native plugin for its groups, `true` or `false` (default). `lox24 migrate` "
    "changes it.",
    hint={"enum": [True, False, "true", "false"]},
    about=": `true` or `false`, for Python programs; those in other languages always use it",
    usual="`false`",
)

OF_STACKS = (GROUPS_KEY, NATIVE)
"""The settings of stack files, and of no account."""
