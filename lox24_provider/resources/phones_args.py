"""What `GroupPhones` takes: as an object, as a dict or as keywords, which are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, overload

from pulumi import Input

from lox24_provider.display.concealed import Concealed
from lox24_provider.resources.arguments import checked_call
from lox24_provider.rules.entry_plan.plan import Mode
from lox24_provider.rules.list_file.options import Allowed, Digits

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from lox24_provider.resources.group import Group

__all__ = [
    "GroupPhonesArgs",
    "GroupPhonesArgsDict",
    "InlineListDict",
    "InlinePhonesDict",
    "ListFields",
    "ListFileDict",
    "Person",
    "PhoneArgs",
    "PhonesFileDict",
]


@dataclass(frozen=True, kw_only=True, repr=False, slots=True)
class PhoneArgs(Concealed):
    """One person of a list written inline. It travels as a secret; no export, `repr` or pickle shows anything.

    Args:
        phone: the number in international form, `+4917612345678`.
        a: the value of the free column `a`, up to 1530 characters.
        b: the value of the free column `b`, up to 1530 characters.
        c: the value of the free column `c`, up to 1530 characters.
        d: the value of the free column `d`, up to 1530 characters.
        e: the value of the free column `e`, up to 1530 characters.
        callback_data: up to 36 characters that LOX24 gives back with delivery reports.
    """

    phone: Input[str]
    a: Input[str] | None = None
    b: Input[str] | None = None
    c: Input[str] | None = None
    d: Input[str] | None = None
    e: Input[str] | None = None
    callback_data: Input[str] | None = None


PhoneArgs.__init__ = checked_call(PhoneArgs.__init__)  # type: ignore[method-assign]

Person: TypeAlias = PhoneArgs | Mapping[str, Input[str] | None]
"""One person as a program may write it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class ListFields:
    """The fields of a list, for the arguments of whatever declares one."""

    source: Input[str] | None = None
    entries: Input[Sequence[Input[Person]]] | None = None
    mode: Input[Mode] | None = None
    default_region: Input[str] | None = None
    digits: Input[Digits] | None = None
    allow_numbers: Input[Sequence[Input[Allowed]]] | None = None
    encoding: Input[str] | None = None
    sheet: Input[str] | None = None
    columns: Input[Mapping[str, Input[str | Sequence[str]]]] | None = None
    split: Input[str] | None = None
    consent: Input[Mapping[str, Input[str | Sequence[str]]]] | None = None
    suppression_files: Input[Sequence[Input[str]]] | None = None
    skip_without_phone: Input[bool] | None = None
    take_over: Input[int] | None = None
    allow_removals: Input[int] | None = None
    max_removals: Input[int] | None = None
    max_removals_percent: Input[int] | None = None
    remove_subscribed: Input[bool] | None = None
    remove_on_delete: Input[bool] | None = None


@dataclass(frozen=True, kw_only=True, repr=False, slots=True)
class GroupPhonesArgs(ListFields, Concealed):
    """The arguments of `GroupPhones`; of `source` and `entries` one. No export, `repr` or pickle shows anything.

    Args:
        group: the group that holds the entries: a `Group`, or its number at LOX24.
        source: a CSV file or workbook (.xlsx), relative to the project's folder. Its header names the columns by
            letter (`phone,a,b,callback_data`) or, if `group` is a `Group`, by the group's labels, or `columns` maps
            its names.
        entries: the people themselves, instead of a file, as `PhoneArgs` or dicts of the same names. The list, a
            person or a value may be an Output.
        mode: `authoritative` (default): who is not on the list is removed. `additive`: only entries that this
            resource made are changed or removed.
        default_region: the country of national numbers in the list and in the group, `DE`.
        digits: how the list means digits without a plus sign that could be both: `national` or `international`.
        allow_numbers: kinds of national numbers that the list may hold although they usually get no SMS:
            `landline`, `other`.
        encoding: the file's encoding, `windows-1252`; by default UTF-8, or UTF-16 with its mark.
        sheet: the sheet of a workbook, by name; the first one by default. Workbooks need the extra `xlsx`.
        columns: the file's names of the columns, `{"phone": ["Mobil", "Telefon"], "a": "Vorname"}`, by letter or
            label; then every other column is ignored. Of several phones the first that is a number counts.
        split: the text between two numbers in one cell, ` ::: `; the first that can get an SMS is used.
        consent: which columns say who agreed to get SMS, and the words there that mean yes, `{"SMS consent": ["yes"]}`;
            whoever has another word there, or none, is left out, and so is who has another row without one.
        suppression_files: CSV files or workbooks of people who are never on the list, such as an export of those who
            unsubscribed, `["lists/unsubscribed.csv"]`; their columns are named as those of `source`.
        skip_without_phone: whether rows without a phone number are left out; otherwise they are a problem.
        take_over: for the first reconciliation with a group that has entries. `authoritative`: exactly how many that
            are not on the list are removed. `additive`: exactly how many that are on it become managed.
        allow_removals: exactly how many entries this change may remove, although a guard would refuse it.
        max_removals: how many entries one update may remove before a guard refuses it; by default 500, or what
            `lox24:maxRemovals` says.
        max_removals_percent: how many percent of the removable entries one update may remove before a guard refuses
            it; by default 5, or what `lox24:maxRemovalsPercent` says. Up to three pass any percentage, but never the
            whole list.
        remove_subscribed: whether people who joined by a subscription link and are not on the list are removed.
        remove_on_delete: whether the entries that this list made are removed with the resource. Run `pulumi up` with
            it before you remove the resource.
    """

    group: Group | Input[str]

    if TYPE_CHECKING:

        @overload
        def __init__(self, **inputs: Unpack[PhonesFileDict]) -> None: ...

        @overload
        def __init__(self, **inputs: Unpack[InlinePhonesDict]) -> None: ...

        def __init__(self, **inputs: Any) -> None: ...


GroupPhonesArgs.__init__ = checked_call(GroupPhonesArgs.__init__)  # type: ignore[method-assign,assignment]


class _List(TypedDict, total=False):
    mode: Input[Mode] | None
    default_region: Input[str] | None
    digits: Input[Digits] | None
    allow_numbers: Input[Sequence[Input[Allowed]]] | None
    skip_without_phone: Input[bool] | None
    take_over: Input[int] | None
    allow_removals: Input[int] | None
    max_removals: Input[int] | None
    max_removals_percent: Input[int] | None
    remove_subscribed: Input[bool] | None
    remove_on_delete: Input[bool] | None


class ListFileDict(_List, total=False):
    """How a list in a file is kept and read; the file itself is required or not."""

    entries: None
    encoding: Input[str] | None
    sheet: Input[str] | None
    columns: Input[Mapping[str, Input[str | Sequence[str]]]] | None
    split: Input[str] | None
    consent: Input[Mapping[str, Input[str | Sequence[str]]]] | None
    suppression_files: Input[Sequence[Input[str]]] | None


class _Inline(TypedDict):
    entries: Input[Sequence[Input[Person]]]


class InlineListDict(_Inline, _List, total=False):
    """A list that is written in the program."""

    source: None


class _OfGroup(TypedDict):
    group: Group | Input[str]


class _Source(TypedDict):
    source: Input[str]


class PhonesFileDict(_OfGroup, _Source, ListFileDict):
    """`GroupPhonesArgs` as a dict, with a list file."""


class InlinePhonesDict(_OfGroup, InlineListDict):
    """`GroupPhonesArgs` as a dict, with the people themselves."""


GroupPhonesArgsDict: TypeAlias = PhonesFileDict | InlinePhonesDict
"""`GroupPhonesArgs` as a dict: of `source` and `entries` it has one."""
