"""What a `MailingList` takes: as an object, as a dict or as keywords, which are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from pulumi import Input

from lox24_provider.display.concealed import Concealed
from lox24_provider.resources.arguments import checked_call
from lox24_provider.resources.group_args import GroupArgsDict, GroupFields
from lox24_provider.resources.phones_args import InlineListDict, ListFields, ListFileDict

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["InlineMailingListDict", "MailingListArgs", "MailingListArgsDict", "MailingListFileDict"]


@dataclass(frozen=True, kw_only=True, repr=False, slots=True)
class MailingListArgs(ListFields, GroupFields, Concealed):
    """The arguments of a `MailingList`: `name` to `adopt` as in `GroupArgs`, the others as in `GroupPhonesArgs`.

    Of `source` and `entries` it has one, or neither: then the group's entries are not declared. No export, `repr` or
    pickle shows anything.
    """

    if TYPE_CHECKING:

        @overload
        def __init__(self, **inputs: Unpack[MailingListFileDict]) -> None: ...

        @overload
        def __init__(self, **inputs: Unpack[InlineMailingListDict]) -> None: ...

        def __init__(self, **inputs: Any) -> None: ...


MailingListArgs.__init__ = checked_call(MailingListArgs.__init__)  # type: ignore[method-assign,assignment]


class MailingListFileDict(GroupArgsDict, ListFileDict, total=False):
    """`MailingListArgs` as a dict, with a list file or without any list."""

    source: Input[str] | None


class InlineMailingListDict(GroupArgsDict, InlineListDict):
    """`MailingListArgs` as a dict, with the people themselves."""


MailingListArgsDict: TypeAlias = MailingListFileDict | InlineMailingListDict
"""`MailingListArgs` as a dict: of `source` and `entries` it has one, or neither."""
