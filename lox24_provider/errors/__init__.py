"""Everything foreseeable that can go wrong.

::

    Lox24Error                  str() is one line for a person
      SettingsError             no token, a token of another account, a plain token, an unknown setting
      InputError                a declaration that cannot be right
      ApiError                  the API answered, but not with success
        AuthError               401: never sent again, the API blocks the caller for ten minutes
        AccountError            402, 403
        NotFound                404
        Invalid                 400, 422
        Blocked                 429
        ServerError             5xx
      TransportError            no answer, or none of the API's
        NotSent                 the request did not leave, so nothing happened
        NotAttempted            an earlier request of this process failed in a way that makes this one pointless
        OutcomeUnknown          a write whose effect is not known
      Refused                   a guard of ours; those of entries and look-ups are in `entry_guards`
        AnotherAccount          the state is another account's
        AccountUnknown          the state does not say whose it is
        NameExists              a group of that name is there already
        CannotAdopt             an existing group cannot become this resource's
        NameInDoubt             another resource of this run may have created a group of that name
        NoSuchGroup             a look-up by id finds nothing
        NotEmpty                the group holds entries, or may
        HeldByAnother           another resource of this stack holds that group
        Gone                    the group is no longer there
        AllGone                 a whole stack's groups are not there: probably the wrong account
      Incomplete                the group is the resource's own, but not yet as declared
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
from lox24_provider.errors.base import Incomplete, Lox24Error, Refused
from lox24_provider.errors.entry_guards import (
    BlockListUnreadable,
    Kept,
    ListHeldByAnother,
    ListInAnotherAccount,
    ListLags,
    LookedUpElsewhere,
    LooksTheSame,
    MoreThanApproved,
    NameNotUnique,
    NoSuchList,
    NoSuchName,
    RemovesStrangers,
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
    HeldByAnother,
    NameExists,
    NameInDoubt,
    NoSuchGroup,
    NotEmpty,
)
from lox24_provider.errors.input import InputError, SettingsError

__all__ = [
    "AccountError",
    "AccountUnknown",
    "AllGone",
    "AnotherAccount",
    "ApiError",
    "AuthError",
    "BlockListUnreadable",
    "Blocked",
    "CannotAdopt",
    "Gone",
    "HeldByAnother",
    "Incomplete",
    "InputError",
    "Invalid",
    "Kept",
    "ListHeldByAnother",
    "ListInAnotherAccount",
    "ListLags",
    "LookedUpElsewhere",
    "LooksTheSame",
    "Lox24Error",
    "MoreThanApproved",
    "NameExists",
    "NameInDoubt",
    "NameNotUnique",
    "NoSuchGroup",
    "NoSuchList",
    "NoSuchName",
    "NotAttempted",
    "NotEmpty",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "Refused",
    "RemovesStrangers",
    "ServerError",
    "SettingsError",
    "SourceChanged",
    "TakesOverOthers",
    "TooManyRemovals",
    "TransportError",
    "api_error",
]
