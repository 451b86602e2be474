"""What the engine calls of the native plugin, handed on to the same calls as from Pulumi's Python host.

Unlike that host the protocol tells everything: URN, time-out, old inputs, which values are secret, whether it is a
preview. With `Handshake` answered, Create and Update are called in previews too (`preview`), and write nothing there.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.plugin_pb2 import PluginAttach, PluginInfo
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from lox24_provider.adapter.calls import Calls, Request
from lox24_provider.adapter.engine_log import EngineLog, Row
from lox24_provider.adapter.failure import TRAILER, line_of, status_of
from lox24_provider.adapter.group_calls import GroupCalls
from lox24_provider.adapter.native import construct, diffs, plain_token, provider_config
from lox24_provider.adapter.native.invokes import Invokes
from lox24_provider.adapter.native.schema import schema
from lox24_provider.adapter.native.values import Values, decoded, encoded
from lox24_provider.adapter.native.version import OWN
from lox24_provider.adapter.phones_calls import PhonesCalls
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.adapter.state_format import NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE
from lox24_provider.config.provider_name import is_stacks_own
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, type_of
from lox24_provider.errors import AuthError, Lox24Error, SettingsError, UsageError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.list_file.arguments import in_yaml
from lox24_provider.rules.secrecy import SECRET, names, said
from lox24_provider.version import __version__

__all__ = ["Servicer"]

R = TypeVar("R")

_log = logging.getLogger("lox24_provider")

_working_on: ContextVar[str] = ContextVar("working_on", default="")
"""The URN that a thread is called for."""


def _answering(method: Callable[[Servicer, Any, Any], R]) -> Callable[[Servicer, Any, Any], R]:
    """Let a call that fails end in one line."""

    @functools.wraps(method)
    def wrapper(self: Servicer, request: Any, context: grpc.ServicerContext) -> R:  # noqa: ANN401 a message
        _working_on.set(getattr(request, "urn", ""))
        try:
            return method(self, request, context)
        except Lox24Error as error:
            self._hint(error)
            line = line_of(error)
            status = status_of(error, encode=self._marking(request), message=line)
            context.set_trailing_metadata(((TRAILER, status),))
            context.abort(grpc.StatusCode.UNKNOWN, line)
        except Exception as error:  # noqa: BLE001 a fault of ours: which and where; its words may be anybody's
            _log.debug("%s", "".join(traceback.format_tb(error.__traceback__)))
            _faulty(error, context)

    return wrapper


def _faulty(error: Exception, context: grpc.ServicerContext) -> NoReturn:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    context.abort(
        grpc.StatusCode.UNKNOWN,
        f"the plugin lox24 {__version__} has a fault ({type(error).__name__} in {where}); `--debug` shows where: "
        "please report it",
    )
    raise AssertionError from error  # abort raises


class Servicer(ResourceProviderServicer):
    """One process of the plugin, which serves one provider of one stack.

    Args:
        engine: its address, as far as it is known.
        refusal: why it serves nothing.
    """

    def __init__(self, *, engine: str, refusal: Lox24Error | None = None) -> None:
        self.runtime = Runtime()
        self._refusal = refusal
        self._engine = engine
        self._reference = ""  # what the engine calls this provider
        self._calls: Mapping[str, Calls] = {
            NATIVE_GROUP_TYPE: GroupCalls(self.runtime),
            NATIVE_PHONES_TYPE: PhonesCalls(self.runtime, spelling=in_yaml),  # which every language reads
        }
        self._invokes = Invokes(self.runtime)
        self._is_checked = False  # where it stays so, the configuration is that of the last `up`

    def Attach(self, request: PluginAttach, context: grpc.ServicerContext) -> Empty:  # noqa: N802, ARG002 the protocol's
        """The engine of a plugin that was there before it."""
        self._engine = request.address
        return Empty()

    def Handshake(  # noqa: N802 the protocol's
        self,
        request: proto.ProviderHandshakeRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> proto.ProviderHandshakeResponse:
        """What each side can do."""
        self._engine = request.engine_address or self._engine
        return proto.ProviderHandshakeResponse(accept_secrets=True)

    @_answering
    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> PluginInfo:  # noqa: N802, ARG002
        """Its version, or why it serves nothing: the engine asks this first, and shows an error in one line."""
        if self._refusal is not None:
            raise self._refusal
        return PluginInfo(version=OWN)

    @_answering
    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """What programs can declare."""
        if self._refusal is not None:  # who only wants the schema does not ask for the version before
            raise self._refusal
        return proto.GetSchemaResponse(schema=json.dumps(schema(version=OWN)))

    @_answering
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """A provider's inputs as the state is to hold them."""
        news, name = decoded(request.news), request.name or name_of(request.urn)
        problems = provider_config.problems(news.plain, name=name, environment=os.environ)
        if is_stacks_own(name):
            base = ProjectFolder.running(project=_project(request.urn))
            problems += filter(None, [plain_token.problem(news.plain.get("token"), urn=request.urn, base=base)])
        self._is_checked = True
        return proto.CheckResponse(
            inputs=encoded(
                provider_config.kept(news.plain, name=name), secret={*news.secret, *provider_config.SECRETS}
            ),
            # Of which input is in the sentence: beside it the engine would show the value, be it the token.
            failures=[proto.CheckFailure(reason=SettingsError.coded(one_line(one, limit=2000))) for one in problems],
        )

    @_answering
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Whether a provider's inputs differ; no difference replaces what it serves."""
        old, new = (provider_config.compared(decoded(one).plain) for one in (request.old_inputs, request.news))
        return diffs.answer(changes=old != new, old_inputs=old, state={}, inputs=new)

    @_answering
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Take the configuration. Nothing may fail here: refresh and destroy come through as well."""
        self._reference = f"{request.urn}::{request.id}" if request.urn and request.id else ""
        self.runtime.configure(
            provider_config.settings_of(decoded(request.args).plain, name=request.name),
            project=_project(request.urn),
            engine=self._engine,
            log=EngineLog(address=self._engine, current_urn=_working_on.get),
        )
        for calls in self._calls.values():
            calls.configured()
        return proto.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_answering
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Inputs as they are to be kept, and every problem of them."""
        calls, olds, news = self._of(request.urn), decoded(request.olds), decoded(request.news)
        plain = {**news.plain, SECRET: said({*names(news.plain), *news.secret.intersection(calls.secrets)})}
        checked = calls.check(Request(urn=request.urn), olds=olds.plain, news=plain)
        return proto.CheckResponse(
            inputs=_encoded(checked.inputs, news, calls=calls),
            failures=[proto.CheckFailure(reason=coded) for coded in checked.problems],
        )

    @_answering
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """What differs."""
        olds, news, old_inputs = (decoded(one).plain for one in (request.olds, request.news, request.old_inputs))
        call = Request(urn=request.urn, old_inputs=old_inputs, ignored=request.ignoreChanges)
        changes = self._of(request.urn).diff(call, id=request.id, olds=olds, news=news)
        return diffs.answer(changes=changes, old_inputs=old_inputs, state=olds, inputs=news)

    @_answering
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Make it; in a preview tell what is known of it."""
        calls, inputs = self._of(request.urn), decoded(request.properties)
        if request.preview:
            return proto.CreateResponse(properties=_encoded(calls.foreseen(inputs.plain), inputs, calls=calls))
        made = calls.create(_request(request), inputs=inputs.plain)
        return proto.CreateResponse(id=made.id, properties=_encoded(made.outputs, inputs, calls=calls))

    @_answering
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """What the account holds now; no id where it is gone."""
        calls, state, inputs = self._of(request.urn), decoded(request.properties), decoded(request.inputs)
        call = Request(urn=request.urn, seconds=request.timeout or None, old_inputs=inputs.plain)
        found = calls.read(call, id=request.id, state=state.plain)
        if found is None:
            return proto.ReadResponse()
        return proto.ReadResponse(
            id=found.id,
            properties=_encoded(found.outputs, state, inputs, calls=calls),
            inputs=_encoded(found.inputs, inputs, calls=calls),
        )

    @_answering
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Change it in place; in a preview tell what is known of it."""
        calls, olds, news = self._of(request.urn), decoded(request.olds), decoded(request.news)
        if request.preview:
            return proto.UpdateResponse(properties=_encoded(calls.foreseen(news.plain), news, calls=calls))
        outputs = calls.update(_request(request), id=request.id, state=olds.plain, inputs=news.plain)
        return proto.UpdateResponse(properties=_encoded(outputs, news, calls=calls))

    @_answering
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Empty:  # noqa: N802, ARG002, ANN401
        """Delete it, as far as that is allowed."""
        state = decoded(request.properties).plain
        self._of(request.urn).delete(_request(request), id=request.id, state=state)
        return Empty()

    @_answering
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Look something up, in previews too."""
        answer = self._invokes.answer(request.tok, decoded(request.args))
        found = encoded(answer.found, secret=answer.found if answer.is_secret else ())
        failures = [proto.CheckFailure(reason=coded) for coded in answer.problems]
        return proto.InvokeResponse(**{"return": found}, failures=failures)

    @_answering
    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002, ANN401
        """Register a component and what is in it."""
        return construct.constructed(request, provider=self._reference)

    # It waits for what the engine asks of its children meanwhile, for which there have to be workers.
    Construct.experimental_thread_pool = ThreadPoolExecutor(64)  # type: ignore[attr-defined]

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:  # noqa: N802, ARG002 the protocol's
        """Begin nothing more."""
        self.runtime.cancel()
        return Empty()

    # Every worker may be busy with an operation that waits, so this call has one of its own (`grpc/_server.py`).
    Cancel.experimental_thread_pool = ThreadPoolExecutor(1)  # type: ignore[attr-defined]

    def _hint(self, error: Lox24Error) -> None:
        """Say where a token that is refused comes from, if the program has not run."""
        if isinstance(error, AuthError) and not self._is_checked and self.runtime.has_own_token:
            Row(_working_on.get()).warning(provider_config.STALE)

    def _marking(self, request: Any) -> Callable[[Mapping[str, Any]], Struct] | None:  # noqa: ANN401 a message
        """What writes properties of a resource that is there in part: what came as a secret goes as one."""
        calls = self._calls.get(type_of(getattr(request, "urn", "")))
        if calls is None:
            return None
        parts = (getattr(request, part) for part in ("properties", "inputs", "olds", "news") if hasattr(request, part))
        given = [decoded(part) for part in parts]
        return lambda values: _encoded(values, *given, calls=calls)

    def _of(self, urn: str) -> Calls:
        """What is called for a resource of this type."""
        calls = self._calls.get(type_of(urn))
        if calls is None:
            raise UsageError(f"the plugin lox24 {__version__} has no resource {one_line(type_of(urn))}")
        return calls


def _project(urn: str) -> str:
    return urn.split("::")[1] if urn else ""


def _request(request: Any) -> Request:  # noqa: ANN401 a message
    old_inputs = decoded(request.old_inputs).plain if hasattr(request, "old_inputs") else None
    return Request(urn=request.urn, seconds=request.timeout or None, old_inputs=old_inputs)


def _encoded(values: Mapping[str, Any], *given: Values, calls: Calls) -> Any:  # noqa: ANN401 a message
    """Properties of an answer: what came as a secret goes as one."""
    hidden = names(values).union(calls.always_secret, *(one.secret for one in given))
    return encoded(values, secret=hidden)
