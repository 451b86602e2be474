"""Of the call stack that Pulumi's SDK sends with each resource, ours keep the line that declares it.

The engine writes the whole stack into the state, asyncio, runpy and the launcher included, with paths of the machine:
1 KB a resource, more than the rest of a group (since https://github.com/pulumi/pulumi/pull/20430; there is no switch,
and no issue was found that asks for one). All that is read of it is where the program declares the resource.

Whose resource it is, the frames tell: the first one beyond the SDK's own is our constructor's. So nothing is kept from
one call to the next, which threads or tasks could mix up, and what somebody else's code declares on the way (in a
transformation, say) is not taken for ours. Best effort: whatever is not as it was leaves the SDK's answer.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Any

__all__ = ["CONSTRUCTOR", "FULL_TRACE", "shorten"]

CONSTRUCTOR = "_construct"
"""What the code of each of our resources' constructors is called (`resources.arguments.checked_call`)."""

FULL_TRACE = "LOX24_FULL_TRACE"
"""The variable by which our resources keep the whole stack too."""

_OFF = ("", "0", "false", "no", "off")
_OURS, _SDK = __name__.partition(".")[0], "pulumi"
_MARK = "__lox24__"


def shorten() -> None:
    """Let the SDK ask here first, from now on and once; one that has nothing of the kind stays as it is."""
    try:
        from pulumi.runtime import resource  # noqa: PLC0415 an older SDK may have none of it
        from pulumi.runtime.proto import source_pb2  # noqa: PLC0415

        sdk: Any = resource
        upstream = sdk._get_stack_trace  # noqa: SLF001 there is no other way to it
        if not hasattr(upstream, _MARK):
            sdk._get_stack_trace = _shortened(upstream, sdk=sdk, proto=source_pb2)  # noqa: SLF001
    except (ImportError, AttributeError):
        return


def _shortened(upstream: Callable[..., Any], *, sdk: Any, proto: Any) -> Callable[..., Any]:  # noqa: ANN401 the SDK's
    @wraps(upstream)
    def trace(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 whatever it takes and gives
        try:
            if (frame := _declaring(sys._getframe(1))) is not None:  # noqa: SLF001 without the lines' texts, unlike traceback
                code = frame.f_code
                summary = traceback.FrameSummary(code.co_filename, frame.f_lineno, code.co_name, lookup_line=False)
                position = sdk._get_source_position_for_frame(summary)  # noqa: SLF001 as it makes each
                return proto.StackTrace(frames=[proto.StackFrame(pc=position)])
        except Exception:  # noqa: BLE001, S110 then it is the SDK's
            pass
        return upstream(*args, **kwargs)

    setattr(trace, _MARK, True)
    return trace


def _declaring(frame: FrameType) -> FrameType | None:
    """The frame that declares the resource which is being registered.

    None of somebody else's, and where the whole stack is asked for. What ours declare themselves, such as a
    `MailingList` its group, is declared where they are.
    """
    constructor = _beyond(frame, _SDK)
    if constructor is None or constructor.f_code.co_name != CONSTRUCTOR or not _is_of(constructor, _OURS):
        return None
    return _beyond(constructor, _OURS) if os.environ.get(FULL_TRACE, "").lower() in _OFF else None


def _beyond(frame: FrameType | None, package: str) -> FrameType | None:
    """The first frame from here outwards that is not of a package."""
    while frame is not None and _is_of(frame, package):
        frame = frame.f_back
    return frame


def _is_of(frame: FrameType, package: str) -> bool:
    return f"{frame.f_globals.get('__name__')}.".startswith(f"{package}.")
