"""Which licences the packages have that are installed with a release, and whether `pyproject.toml` allows them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # comes with pytest there

__all__ = ["Policy", "allows", "problems"]


@dataclass(frozen=True)
class Policy:
    """What `[tool.release-check.licences]` says: licences by their SPDX ids, and those of packages that name none."""

    allowed: frozenset[str]
    known: Mapping[str, str]

    @classmethod
    def read(cls, pyproject: Path) -> Policy:
        """The one of this repository."""
        said = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["release-check"]["licences"]
        return cls(allowed=frozenset(said["allowed"]), known=said["known"])


def problems(components: Sequence[Mapping[str, Any]], *, policy: Policy) -> list[str]:
    """A sentence for each package of a bill of materials whose licence is unknown or not allowed."""
    found = []
    for component in components:
        name = component["name"]
        named = _expressions(component.get("licenses", []))
        if not named and name not in policy.known:
            found.append(f"{name} names no licence as SPDX does: look, and say which under `known` in pyproject.toml")
        elif named and name in policy.known:
            found.append(f"{name} names its licence by now: take it out of `known` in pyproject.toml")
        found += [
            f"{name} is under {expression}, which pyproject.toml does not allow"
            for expression in named or [policy.known.get(name, "")]
            if expression and not allows(expression, allowed=policy.allowed)
        ]
    unused = policy.known.keys() - {component["name"] for component in components}
    return [*found, *(f"{name} is not installed any more, but `known` in pyproject.toml" for name in sorted(unused))]


def allows(expression: str, *, allowed: Iterable[str]) -> bool:
    """Whether the licences meet an expression of SPDX: one of those joined by OR, all of those joined by AND.

    Parentheses, which no package has had so far, are met by nothing.
    """
    try:
        alternatives = canonicalize_license_expression(expression).split(" OR ")
    except InvalidLicenseExpression:
        return False
    return any(set(one.split(" AND ")) <= set(allowed) for one in alternatives)


def _expressions(licences: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a component names as SPDX does; words of its own, such as a classifier's, are no name."""
    named = (entry.get("expression") or entry.get("license", {}).get("id") for entry in licences)
    return [one for one in named if one]
