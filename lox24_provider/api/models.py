"""The objects of the API as this provider sends and understands them (API reference, sections 3 and 4)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = ["GroupIn", "GroupOut"]


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


class GroupIn(BaseModel):
    """What is sent to create or change a group: always every field, with an explicit null for none.

    So it does not matter whether the API merges or replaces (U1). Never `phones`: what a PUT does with them is unknown
    (U2).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    description: str | None
    name_a: str | None
    name_b: str | None
    name_c: str | None
    name_d: str | None
    name_e: str | None


class GroupOut(BaseModel):
    """A group as the API tells it, read leniently: one odd group of an account must not stop the work on all others.

    `count_items` may be missing (D27); `deleted_at` is when the group *will be* deleted.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    name: Annotated[str, BeforeValidator(lambda value: _whole(value) or "")] = ""
    description: Text = None
    name_a: Text = None
    name_b: Text = None
    name_c: Text = None
    name_d: Text = None
    name_e: Text = None
    count_items: Annotated[int | None, BeforeValidator(_count)] = None
    deleted_at: Annotated[Text, BeforeValidator(_moment)] = None
