"""A mistake in an argument is one line: Python's traceback shows the program's source, which may hold people's numbers.

Pulumi's language host shows a `pulumi.RunError` as its text and everything else as a traceback. So what a program
gives is looked at before the SDK gets it, whose own errors come as tracebacks, some of them long after the call.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pulumi
from pulumi import InvokeOptions, Output, ResourceOptions

from lox24_provider.display.text import one_line, quoted
from lox24_provider.errors import InputError, Lox24Error
from lox24_provider.resources.stack_trace import CONSTRUCTOR, shorten

__all__ = [
    "argument_error",
    "arguments_of",
    "checked_call",
    "coded_error",
    "is_later",
    "kind_of",
    "later",
    "named",
    "refuse_options",
    "refuse_unless_text",
    "run_error",
    "sent",
    "sent_all",
]

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")

DEEPEST = 8  # levels of lists and mappings in one argument
LARGEST = 2**53  # the engine's numbers are floats, which know no larger whole ones

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = tuple(f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib"))

_ARGUMENT = re.compile(r"[a-z][A-Za-z0-9_]{0,39}")


def argument_error(line: str, *, kind: type[Lox24Error] = InputError) -> pulumi.RunError:
    """What ends a program with this line, and the code of its kind at the end."""
    return pulumi.RunError(kind.coded(line))


def run_error(error: Lox24Error) -> pulumi.RunError:
    """What ends a program with an error's line."""
    return argument_error(str(error), kind=type(error))


def coded_error(lines: Sequence[str]) -> pulumi.RunError:
    """What ends a program with lines that have their codes."""
    return pulumi.RunError("\n".join(lines))


def checked_call(call: Callable[P, R]) -> Callable[P, R]:
    """`call`, with one line for arguments that it does not take and for whatever else nobody foresaw.

    Raises:
        pulumi.RunError: the call's own, or in the place of any other exception; of that it tells kind and place.
    """

    @cache
    def signature() -> inspect.Signature:
        return inspect.signature(call)

    @wraps(call)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        name = _name(call, args)
        try:
            signature().bind(*args, **kwargs)
        except TypeError as error:
            why = _misfit(error, given=kwargs, known=signature())
            raise argument_error(f"{name}: {why} ({_at(_program())})") from None
        try:
            return call(*args, **kwargs)
        except (pulumi.RunError, NotImplementedError):
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, its traceback would show the program's source
            raise argument_error(f"{name}: an argument cannot be right ({_place(error)})") from None

    if inspect.isfunction(call) and call.__name__ == "__init__":
        # The SDK takes the third frame of that name for a resource's constructor, and what called it for the line that
        # declares the resource (`_get_stack_trace` in pulumi/runtime/resource.py).
        call.__code__ = call.__code__.replace(co_name=CONSTRUCTOR)
        wrapper: Any = checked
        wrapper.__code__ = wrapper.__code__.replace(co_name="__init__")
        shorten()
    return checked


def _name(call: Callable[..., object], args: Sequence[object]) -> str:
    """How errors call what was called: a resource by its name, as far as it has one."""
    if call.__name__ != "__init__":
        return call.__name__
    kind = type(args[0]).__name__
    has_name = isinstance(args[0], pulumi.Resource) and len(args) > 1 and isinstance(args[1], str) and args[1]
    return f"{kind} {quoted(str(args[1]))}" if has_name else kind


def arguments_of(
    kind: type[A],
    *,
    where: str,
    args: A | Mapping[str, Any] | ResourceOptions | None,
    opts: ResourceOptions | None,
    inputs: Mapping[str, Any],
) -> tuple[A, ResourceOptions | None]:
    """What a resource is given as an object, as a dict or as keywords, and its options.

    Options may stand before keywords, as in generated SDKs: `Group("clients", opts, name="My Clients")`.

    Raises:
        pulumi.RunError: it is given in two ways or in another, or the arguments do not fit.
    """
    if isinstance(args, ResourceOptions) and opts is None:
        args, opts = None, args
        refuse_options(where, opts=opts)
    if isinstance(args, kind) and not inputs:
        return args, opts
    if args is not None and (inputs or not isinstance(args, Mapping)):
        raise argument_error(f"{where} takes one {kind.__name__}, or a dict, or keyword arguments")
    if isinstance(args, Mapping) and not all(isinstance(name, str) for name in args):
        raise argument_error(f"{where}: args has keys that are no text")
    try:
        return kind(**(inputs if args is None else args)), opts
    except pulumi.RunError as error:  # which of many resources is wrong is told by its name
        raise argument_error(f"{where}: {str(error).removeprefix(f'{kind.__name__}: ')}") from None


def named(kind: str, resource_name: object, opts: object) -> str:
    """How errors call a resource: `Group 'clients'`.

    Raises:
        pulumi.RunError: its name or its options cannot be any.
    """
    if not isinstance(resource_name, str) or not resource_name:
        what = "empty text" if resource_name == "" else kind_of(resource_name)
        raise argument_error(f"{kind}: the resource's name must be text, not {what}")
    if _has_half(resource_name):
        raise argument_error(f"{kind}: the resource's name has half of a character")
    refuse_options(f"{kind} {quoted(resource_name)}", opts=opts)
    return f"{kind} {quoted(resource_name)}"


def refuse_options(where: str, **given: object) -> None:
    """Let no options pass that are none.

    Raises:
        pulumi.RunError: they are something else, or their providers or parent are.
    """
    for name, opts in given.items():
        if not isinstance(opts, ResourceOptions | None):
            raise argument_error(f"{where}: {name} must be pulumi.ResourceOptions, not {kind_of(opts)}")
        if opts is None:
            continue
        if not isinstance(opts.parent, pulumi.Resource | None):
            raise argument_error(f"{where}: {name}.parent must be a resource, not {kind_of(opts.parent)}")
        several = opts.providers.values() if isinstance(opts.providers, Mapping) else opts.providers or ()
        for provider in (opts.provider, *several):
            if not isinstance(provider, pulumi.ProviderResource | None):
                raise argument_error(f"{where}: {name}'s provider must be an Account, not {kind_of(provider)}")


def refuse_unless_text(function: str, **arguments: object) -> None:
    """Let nothing pass that is given and no text.

    Raises:
        pulumi.RunError: something is.
    """
    for name, value in arguments.items():
        if is_later(value):
            raise argument_error(f"{function}: {name} is known only later: use {function}_output")
        if not isinstance(value, str | None):
            raise argument_error(f"{function}: {name} must be text, not {kind_of(value)}")


def sent_all(where: str, given: Mapping[str, Any], *, structured: Collection[str] = ()) -> dict[str, Any]:
    """Each argument as `sent` gives it; those named in `structured` may be lists and mappings."""
    depths = {name: DEEPEST if name in structured else 0 for name in given}
    return {name: sent(f"{where}: {name}", value, depth=depths[name]) for name, value in given.items()}


def sent(what: str, value: Any, *, depth: int = 0) -> Any:  # noqa: ANN401 any argument
    """A value that the SDK can send; what is known only later is looked at then.

    Args:
        what: how an error calls it.
        depth: how many levels of lists and mappings it may have.

    Raises:
        pulumi.RunError: it cannot be sent; now, or in the run for an Output.
    """
    if is_later(value):
        return later(value).apply(lambda known: sent(what, known, depth=depth))
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Mapping | list | tuple) and depth:
        return _sent_each(what, value, depth=depth - 1)
    if isinstance(value, str) and _has_half(value):
        raise argument_error(f"{what} has half of a character, which nothing can store")
    if isinstance(value, int | float) and not -LARGEST < value < LARGEST:  # nor is "not a number" between the two
        raise argument_error(f"{what} is {'no number' if value != value else 'too large'}")  # noqa: PLR0124 NaN
    if isinstance(value, str | int | float | None):
        return value
    raise argument_error(f"{what} cannot be {kind_of(value)}")


def _sent_each(what: str, value: Mapping[Any, Any] | Sequence[Any], *, depth: int) -> Any:  # noqa: ANN401 any argument
    if not isinstance(value, Mapping):
        return [sent(what, one, depth=depth) for one in value]
    if not all(isinstance(key, str) and not _has_half(key) for key in value):
        raise argument_error(f"{what} cannot be a mapping with keys that are no text")
    return {key: sent(what, one, depth=depth) for key, one in value.items()}


def later(value: Any) -> Output[Any]:  # noqa: ANN401 what is known later
    """An Output or anything else that is known later, as an Output; what is in it stays as it is."""
    return value if isinstance(value, Output) else Output.from_input(value)


def is_later(value: object) -> bool:
    """Whether a value is known only later."""
    return isinstance(value, Output) or inspect.isawaitable(value)


def kind_of(value: object) -> str:
    """What a value is, without the value."""
    if value is None:
        return "None"
    if isinstance(value, Output):
        return "an Output"
    if isinstance(value, InvokeOptions | ResourceOptions):
        return f"pulumi.{type(value).__name__}"
    if isinstance(value, Mapping | list | tuple):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    return one_line(type(value).__name__, limit=60)


def _has_half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else False


def _misfit(error: TypeError, *, given: Mapping[str, object], known: inspect.Signature) -> str:
    """Why arguments do not fit; the names of those that do not only where no data can be among them."""
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in known.parameters.values())
    strange = [name for name in given if name not in known.parameters]
    if takes_any or not strange:
        return str(error)
    if all(map(_ARGUMENT.fullmatch, strange)):  # before what is missing then, as Python has it: it is why
        return f"got an unexpected keyword argument {strange[0]!r}"
    return "got an unexpected keyword argument"


def _place(error: Exception) -> str:
    """The kind of an error and where in the program it was raised, or called; never its words or a line's text."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    own = next((place for place in reversed(places) if _is_program(place[0])), None)
    kind = type(error).__name__
    return f"{kind} {_at(own)}" if own else f"{kind} {_at(places[-1])}, called {_at(_program())}"


def _program() -> tuple[str, int]:
    """The line of the program that has called."""
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_stack(sys._getframe(1))]  # noqa: SLF001
    return next((place for place in frames if _is_program(place[0])), frames[-1])


def _is_program(file: str) -> bool:
    return not file.startswith("<") and not Path(file).is_relative_to(_PACKAGE) and not file.startswith(_LIBRARIES)


def _at(place: tuple[str, int]) -> str:
    return f"at {one_line(Path(place[0]).name, limit=60)}:{place[1]}"
