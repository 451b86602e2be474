"""What a guard of the code is, and how it is taken out."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Guard"]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard, and how it is taken out.

    Attributes:
        name: what it guards, in a short sentence.
        file: where it stands, below `lox24_provider`.
        old: its source text, which stands there exactly once.
        new: what stands there without it.
        tests: pytest's paths of what should notice, the fastest first.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def without(self, text: str) -> str:
        """The file's text without the guard.

        Raises:
            ValueError: the guard does not stand there, or more than once.
        """
        if (count := text.count(self.old)) != 1:
            raise ValueError(f"{self.file} has the guard's text {count} times")
        return text.replace(self.old, self.new)
