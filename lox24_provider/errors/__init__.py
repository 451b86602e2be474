"""Everything foreseeable that can go wrong: one tree, each with a code that never changes.

A code stands at the end of an error's line, in brackets, and in `--json`. `docs/reference/errors.md` is made from these
classes. ::

    Lox24Error                  str() is one line for a person
      input.py                  settings and declarations that cannot be right
      api.py                    ApiError: an answer that is no success, by status
                                TransportError: no answer, or none of the API's
      group_guards.py           Refused: what is not done to groups, or for another account
      entry_guards.py           Refused: what is not done to entries, and functions without an answer
      unfinished.py             what was begun and is not done
      verification.py           what ends the verification of an account
      workflow.py               what ends a command: project, files, git, engine, plans
"""

from lox24_provider.errors.api import (
    AccountError,
    ApiError,
    AuthError,
    Blocked,
    Invalid,
    NotAttempted,
    NotFound,
    NotSent,
    OutcomeUnknown,
    ServerError,
    TransportError,
    api_error,
)
from lox24_provider.errors.base import Lox24Error, Refused
from lox24_provider.errors.entry_guards import (
    BlockListUnreadable,
    Kept,
    ListInAnotherAccount,
    ListLags,
    ListOwnedByAnother,
    LookedUpElsewhere,
    LooksTheSame,
    MoreThanApproved,
    NameNotUnique,
    NoSuchList,
    NoSuchName,
    RemovesUnmanaged,
    SourceChanged,
    TakesOverOthers,
    TooManyRemovals,
)
from lox24_provider.errors.group_guards import (
    AccountUnknown,
    AllGone,
    AnotherAccount,
    CannotAdopt,
    Gone,
    NameExists,
    NameInDoubt,
    NoSuchGroup,
    NotEmpty,
    OwnedByAnother,
)
from lox24_provider.errors.input import (
    GroupInputError,
    InputError,
    ListFileError,
    ListInputError,
    SettingsError,
)
from lox24_provider.errors.unfinished import Incomplete, Interrupted, Stopped
from lox24_provider.errors.verification import NumberBlocked, TrialLeft
from lox24_provider.errors.workflow import (
    Aborted,
    BeyondApproval,
    EmptyOption,
    EngineError,
    FileError,
    FilesUnreadable,
    GitError,
    ListUnknown,
    NoPreview,
    NoReview,
    NoStackFile,
    NoTree,
    NotSetUp,
    PlanError,
    PlanMoved,
    ProgramError,
    ProjectError,
    StackFileError,
    Undecided,
    UsageError,
)

__all__ = [
    "Aborted",
    "AccountError",
    "AccountUnknown",
    "AllGone",
    "AnotherAccount",
    "ApiError",
    "AuthError",
    "BeyondApproval",
    "BlockListUnreadable",
    "Blocked",
    "CannotAdopt",
    "EmptyOption",
    "EngineError",
    "FileError",
    "FilesUnreadable",
    "GitError",
    "Gone",
    "GroupInputError",
    "Incomplete",
    "InputError",
    "Interrupted",
    "Invalid",
    "Kept",
    "ListFileError",
    "ListInAnotherAccount",
    "ListInputError",
    "ListLags",
    "ListOwnedByAnother",
    "ListUnknown",
    "LookedUpElsewhere",
    "LooksTheSame",
    "Lox24Error",
    "MoreThanApproved",
    "NameExists",
    "NameInDoubt",
    "NameNotUnique",
    "NoPreview",
    "NoReview",
    "NoStackFile",
    "NoSuchGroup",
    "NoSuchList",
    "NoSuchName",
    "NoTree",
    "NotAttempted",
    "NotEmpty",
    "NotFound",
    "NotSent",
    "NotSetUp",
    "NumberBlocked",
    "OutcomeUnknown",
    "OwnedByAnother",
    "PlanError",
    "PlanMoved",
    "ProgramError",
    "ProjectError",
    "Refused",
    "RemovesUnmanaged",
    "ServerError",
    "SettingsError",
    "SourceChanged",
    "StackFileError",
    "Stopped",
    "TakesOverOthers",
    "TooManyRemovals",
    "TransportError",
    "TrialLeft",
    "Undecided",
    "UsageError",
    "api_error",
]
