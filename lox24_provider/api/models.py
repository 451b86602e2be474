"""The objects of the API as this provider sends and understands them (API reference, sections 3 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from lox24_provider.api.echo import Echo
from lox24_provider.api.problem import detail_of
from lox24_provider.fields import group
from lox24_provider.fields.models import having

__all__ = [
    "AccountOut",
    "BatchItem",
    "BlockedNumberOut",
    "GroupIn",
    "GroupOut",
    "PhoneIn",
    "PhoneOut",
]


def _digits(value: Any) -> Any:  # noqa: ANN401 whatever the API sends
    # Ids come as numbers or as strings of digits; in this provider they are strings.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _whole(value: Any) -> Any:  # noqa: ANN401 as above
    # Half a surrogate pair is legal in JSON and cannot be stored in a state.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _count(value: Any) -> Any:  # noqa: ANN401 as above
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _moment(value: Any) -> Any:  # noqa: ANN401 as above
    return None if value is None else str(value)  # elsewhere in this API moments are numbers


Text = Annotated[str | None, BeforeValidator(_whole)]
Id = Annotated[str, BeforeValidator(_digits), Field(pattern="^[1-9][0-9]*$")]


if TYPE_CHECKING:  # the attributes, for type checkers and editors; the models themselves are made from the same class

    class _Sent(group.Stored, BaseModel): ...

    _Told = _Sent
else:
    _Sent = having("_Sent", {field.name: str if field.is_required else str | None for field in group.STORED})
    _Told = having("_Told", {"id": Id, **{field.name: (Text, None) for field in group.STORED}})


class AccountOut(BaseModel):
    """The account of a token; its money and services are nobody's business here."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: Id


class GroupIn(_Sent):
    """What is sent to create or change a group: always every field, with an explicit null for none.

    So it does not matter whether the API merges or replaces (U1). Never `phones`: what a PUT does with them is unknown
    (U2).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class GroupOut(_Told):
    """A group as the API tells it, read leniently: one odd group of an account must not stop the work on all others.

    `count_items` may be missing (D27); `deleted_at` is when the group *will be* deleted.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    name: Annotated[str, BeforeValidator(lambda value: _whole(value) or "")] = ""
    count_items: Annotated[int | None, BeforeValidator(_count)] = None
    deleted_at: Annotated[Text, BeforeValidator(_moment)] = None


class PhoneIn(BaseModel):
    """What is sent to add or change an entry: always every field, as with groups."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    phone: str = Field(repr=False)
    a: str | None = Field(default=None, repr=False)
    b: str | None = Field(default=None, repr=False)
    c: str | None = Field(default=None, repr=False)
    d: str | None = Field(default=None, repr=False)
    e: str | None = Field(default=None, repr=False)
    callback_data: str | None = Field(default=None, repr=False)


class PhoneOut(BaseModel):
    """An entry as the API tells it. It does not name its group (section 4.2)."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: Id
    phone: str = Field(repr=False)
    a: str | None = Field(default=None, repr=False)
    b: str | None = Field(default=None, repr=False)
    c: str | None = Field(default=None, repr=False)
    d: str | None = Field(default=None, repr=False)
    e: str | None = Field(default=None, repr=False)
    callback_data: str | None = Field(default=None, repr=False)
    subscribed_at: int | float | str | None = None
    unsubscribed_at: int | float | str | None = None

    @property
    def opted_out(self) -> bool:
        """Unsubscribed, and not subscribed again later. What cannot be compared counts as opted out."""
        if self.unsubscribed_at is None:
            return False
        both = (self.subscribed_at, self.unsubscribed_at)
        return not (isinstance(both[0], int | float) and isinstance(both[1], int | float) and both[0] > both[1])


class BlockedNumberOut(BaseModel):
    """A number that the account does not send to; whoever is on that list is not added anywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    number: str = Field(repr=False)


class BatchItem(BaseModel):
    """What became of one entry of a batch: the HTTP status it would have had alone, and that answer's body."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    status: int
    body: Any = Field(default=None, repr=False)
    _echo: Echo = PrivateAttr(default_factory=Echo)

    def answering(self, echo: Echo) -> BatchItem:
        """The same, as a part of the answer to what was sent."""
        self._echo = echo
        return self

    @property
    def detail(self) -> str:
        """The API's own words about an entry that it refused, without those that were sent."""
        return self._echo.without(detail_of(self.body, text=f"status {self.status}"))
