"""Which adapter a program's resources are registered with: the dynamic provider, or the native plugin.

Both know a group by the same inputs and outputs, and only its type tells them apart. So each registration names the
other adapter's type as an alias, and a stack moves there and back as a resource that was renamed does: nothing is
sent. An alias that the state does not need leaves no trace in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Alias, Output, ResourceOptions

from lox24_provider.adapter.state_format import PROVIDER_KEY
from lox24_provider.config.native import SETTING, is_native, native_problem
from lox24_provider.errors import SettingsError
from lox24_provider.resources.arguments import argument_error

__all__ = ["Adapter", "Types"]

Types = tuple[str, str]
"""What one kind of resource is called by the dynamic provider, and by the native plugin."""


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """The adapter that the current program's stack asks for, by `lox24:native`."""

    is_native: bool

    @classmethod
    def in_force(cls) -> Adapter:
        """The one of the program that runs now, inline programs too.

        Raises:
            pulumi.RunError: the setting is no choice; taken for another, it would move the whole stack.
        """
        said = pulumi.Config("lox24").get("native")
        if problem := native_problem(said):
            raise argument_error(problem, kind=SettingsError)
        return cls(is_native=is_native({SETTING: said}))

    def type_of(self, types: Types) -> str:
        """What it calls a kind of resource."""
        return types[self.is_native]

    def named(self, reference: str) -> dict[str, Any]:
        """The input by which Pulumi's host finds a dynamic provider; the native plugin needs none."""
        return {} if self.is_native else {PROVIDER_KEY: reference}

    def with_aliases(self, opts: ResourceOptions | None, *, types: Types) -> ResourceOptions | None:
        """Options by which the engine finds what the other adapter has in the state, under any name that they give it.

        Its own other type stands first, as its own name does: what else a program names is looked for after it.
        """
        if opts is not None and opts.id is not None:
            return opts  # what is only looked up has no past
        other = types[not self.is_native]
        merged = ResourceOptions.merge(opts, None)
        given = [*(merged.aliases or [])]
        both = [one for alias in given for one in (alias, _of_type(alias, other))]
        merged.aliases = [Alias(type_=other), *(one for one in both if one is not None)]
        return merged


def _of_type(alias: Any, type_: str) -> Any:  # noqa: ANN401 an Input[str | Alias], and None
    """The same alias of the other adapter's resource; None of one that says of which type it is.

    Of one that is known later, that one again: the SDK takes nothing for no alias, and the engine takes each once.
    """
    if isinstance(alias, Alias):
        if isinstance(alias.type_, str):
            return None
        return Alias(name=alias.name, type_=type_, parent=alias.parent, stack=alias.stack, project=alias.project)
    if isinstance(alias, str):
        return None
    return Output.from_input(alias).apply(lambda known: known if (one := _of_type(known, type_)) is None else one)
