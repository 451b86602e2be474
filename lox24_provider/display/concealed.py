"""Values that show their content to nobody who only looks: an export, `vars`, a pickle or a representation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Concealed"]


class Concealed:
    """Base of a frozen dataclass with slots. Its fields are read by their names, and in no other way.

    Pulumi exports whatever stands in `__dict__`; fields in slots do not.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    def __reduce__(self) -> Any:  # noqa: ANN401 never returns
        raise TypeError(f"a {type(self).__name__} is not pickled: what is in it would be readable")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self
