"""The objects of the API as this provider sends and understands them (API reference, sections 3 and 4)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = ["GroupIn", "GroupOut"]


def _digits(value: Any) -> Any:  # noqa: ANN401 whatever the API sends
    # Ids come as numbers or as strings of digits; in this provider they are strings.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_digits), Field(pattern="^[1-9][0-9]*$")]


class GroupIn(BaseModel):
    """What is sent to create or change a group: always every field, with an explicit null for none.

    So it does not matter whether the API merges or replaces (U1). Never `phones`: what a PUT does with them is unknown
    (U2).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str | None
    name_a: str | None
    name_b: str | None
    name_c: str | None
    name_d: str | None
    name_e: str | None


class GroupOut(BaseModel):
    """A group as the API tells it. `count_items` may be missing (D27); `deleted_at` is when it *will be* deleted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    name: str
    description: str | None = None
    name_a: str | None = None
    name_b: str | None = None
    name_c: str | None = None
    name_d: str | None = None
    name_e: str | None = None
    count_items: int | None = None
    deleted_at: str | None = None
