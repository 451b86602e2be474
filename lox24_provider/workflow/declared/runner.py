"""Runs a program under mocks, and writes down what it declares: a script, for the program's own process.

It needs Pulumi's SDK and nothing else: the program's environment may have another version of this package.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

MOST_RESOURCES = 20_000
MOST_FILES = 20_000
MOST_LINES = 50
MOST_CHARACTERS = 4_000


def main(job: dict[str, Any]) -> dict[str, Any]:
    """What the program of a job declares, or why it cannot tell."""
    if hasattr(signal, "alarm"):
        signal.alarm(job["seconds"])
    _set_path(job)
    opened = _watched(Path(job["root"]))
    try:
        import pulumi  # noqa: PLC0415 the program's
    except ImportError as error:
        return {"failed": _told(error, job)}
    monitor = _monitor(job)
    try:
        _run(pulumi, monitor, job)
    except SystemExit as error:
        if error.code not in (None, 0):
            return {"failed": _told(error, job), "logged": monitor.logged}
    except BaseException as error:  # noqa: BLE001 whatever a program raises
        return {"failed": _told(error, job), "logged": monitor.logged}
    if monitor.logged:  # the engine fails a run for an error that is logged, whatever the program does then
        failed = {"type": "", "message": "", "file": "", "line": 0}
        return {"failed": failed, "logged": monitor.logged}
    modules = [getattr(module, "__file__", None) for module in sys.modules.values()]
    root, files = Path(job["root"]), [*map(Path, {*opened, *(str(file) for file in modules if file)})]
    read = sorted(file.relative_to(root).as_posix() for file in files if _is_own(file, root))
    return {"resources": monitor.declared, "asked": sorted(monitor.asked), "opened": read[:MOST_FILES]}


def _set_path(job: dict[str, Any]) -> None:
    """Where modules are found: the program's folder first, as the language host has it, and none of this script's.

    What an environment holds of the repository itself, as an editable install does, is this version's.
    """
    own, there, here = Path(__file__).resolve().parent, Path(job["there"]), Path(job["root"])
    kept = [Path(one) for one in sys.path if one and Path(one).resolve() != own]
    if there != here:
        kept = [here / one.relative_to(there) if _is_own(one, there) else one for one in kept]
    sys.path[:] = [job["folder"], *map(str, kept)]
    sys.argv = [job["program"]]


def _is_own(file: Path, root: Path) -> bool:
    """Whether a file is of the repository; what an environment in it holds is not."""
    return file.is_relative_to(root) and not file.is_relative_to(sys.prefix)


def _watched(root: Path) -> set[str]:
    opened: set[str] = set()

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and arguments and isinstance(arguments[0], str) and len(opened) < MOST_FILES:
            path = os.path.abspath(arguments[0])  # noqa: PTH100 as it is named, links and all
            if Path(path).is_relative_to(root):
                opened.add(path)

    sys.addaudithook(hear)
    return opened


def _run(pulumi: Any, monitor: Any, job: dict[str, Any]) -> None:  # noqa: ANN401 the program's SDK
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_all_config(job["config"], job["secret"])
    wanted = {
        "monitor": monitor,
        "engine": monitor,
        "project": job["project"],
        "stack": job["stack"],
        "dry_run": True,
        "organization": job["organization"],
        "root_directory": job["base"],
    }
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters
    pulumi.runtime.configure(pulumi.runtime.Settings(**{name: wanted[name] for name in wanted if name in known}))
    _hold_back(pulumi, encrypted=frozenset(job["encrypted"]))
    loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _program(job["program"])))


def _program(path: str) -> None:
    runpy.run_path(path, run_name="__main__")


def _hold_back(pulumi: Any, *, encrypted: frozenset[str]) -> None:  # noqa: ANN401 the program's SDK
    """Let what nobody knows here be unknown: encrypted configuration, and what functions of providers answer."""

    def unknown(*, is_secret: bool) -> Any:  # noqa: ANN401
        futures = [asyncio.get_event_loop().create_future() for _ in range(3)]
        for future, value in zip(futures, (None, False, is_secret), strict=True):
            future.set_result(value)
        return pulumi.Output(set(), *futures)

    def held(read: Callable[..., Any]) -> Callable[..., Any]:
        def later(self: Any, key: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
            return unknown(is_secret=True) if self.full_key(key) in encrypted else read(self, key, *rest, **named)

        return later

    for name in [one for one in dir(pulumi.Config) if one.startswith(("get_secret", "require_secret"))]:
        setattr(pulumi.Config, name, held(getattr(pulumi.Config, name)))
    if hasattr(pulumi.runtime, "invoke_output"):
        pulumi.runtime.invoke_output = lambda *_, **__: unknown(is_secret=False)


def _monitor(job: dict[str, Any]) -> Any:  # noqa: ANN401, C901 its class is one of the program's SDK, and so in here
    """What the program takes for the engine."""
    from google.protobuf import empty_pb2  # noqa: PLC0415 as above
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415
    from pulumi.runtime import mocks, rpc  # noqa: PLC0415
    from pulumi.runtime.proto import engine_pb2, resource_pb2  # noqa: PLC0415

    class Answers(mocks.Mocks):
        """Answers nothing; has the door by which functions of this provider learn that nobody is to be asked."""

        def new_resource(self, args: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
            return "", dict(args.inputs)

        def call(self, args: Any) -> dict[str, Any]:  # type: ignore[override] # noqa: ANN401
            return dict(args.args)

        @property
        def lox24_connection(self) -> Any:  # noqa: ANN401
            return _nobody(rpc.UNKNOWN, asked=monitor.asked)

    class Monitor(mocks.MockMonitor):
        """Notes each resource as it is declared."""

        def __init__(self) -> None:
            super().__init__(Answers())
            self.declared: list[dict[str, Any]] = []
            self.asked: set[str] = set()
            self.logged: list[str] = []

        def make_urn(self, parent: str, type_: str, name: str) -> str:
            """As the engine does: by the types of all that it is in, without the stack."""
            above = parent.split("::")[2] if parent else ""
            path = type_ if above in ("", "pulumi:pulumi:Stack") else f"{above}${type_}"
            return f"urn:pulumi:{job['stack']}::{job['project']}::{path}::{name}"

        def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401, N802 as the SDK has it
            urn = self.make_urn(request.parent, request.type, request.name)
            if request.type == "pulumi:pulumi:Stack":
                return resource_pb2.RegisterResourceResponse(urn=urn)
            if len(self.declared) >= MOST_RESOURCES:
                raise RuntimeError(f"more than {MOST_RESOURCES} resources")
            self.declared.append(
                {
                    "urn": urn,
                    "inputs": MessageToDict(request.object),
                    "provider": request.provider,
                    "protect": request.protect,
                    "retain": request.retainOnDelete,
                    "aliases": [*request.aliasURNs],
                    "needs": {key: sorted(one.urns) for key, one in request.propertyDependencies.items()},
                    **_place(request, job),
                }
            )
            shown = request.object if request.custom or request.remote else None
            return resource_pb2.RegisterResourceResponse(urn=urn, id=request.importId, object=shown)

        def ReadResource(self, request: Any) -> Any:  # noqa: ANN401, N802
            urn = self.make_urn(request.parent, request.type, request.name)
            response = resource_pb2.ReadResourceResponse(urn=urn, properties=request.properties)
            if hasattr(response, "id"):
                response.id = request.id
            return response

        def Invoke(self, request: Any) -> Any:  # noqa: ANN401, N802
            self.asked.add(request.tok[:200])
            return resource_pb2.ResourceInvokeResponse(**{"return": request.args})

        def SupportsFeature(self, request: Any) -> Any:  # noqa: ANN401, N802
            told: Any = super().SupportsFeature(request)  # type: ignore[no-untyped-call]
            told.hasSupport = told.hasSupport and request.id != "aliasSpecs"  # whole URNs are simpler
            return told

        def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: ANN401, N802
            told: Any = super().GetDeploymentInfo(request)  # type: ignore[no-untyped-call]
            specs = resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS
            features = [one for one in told.supportedFeatures if one != specs]
            return resource_pb2.DeploymentInfo(supportedFeatures=features)

        def Log(self, request: Any) -> Any:  # noqa: ANN401, N802 the engine's side
            if request.severity == engine_pb2.ERROR and len(self.logged) < MOST_LINES:
                self.logged.append(request.message[:MOST_CHARACTERS])
            return empty_pb2.Empty()

        def RequirePulumiVersion(self, _: Any) -> Any:  # noqa: ANN401, N802 the same
            return empty_pb2.Empty()

    monitor = Monitor()
    return monitor


def _place(request: Any, job: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 of the program's SDK
    """The first line of the repository on the way to a registration: that of a component is a library's."""
    frames = getattr(request, "stackTrace", None)
    positions = [request.sourcePosition, *(frame.pc for frame in (frames.frames if frames else ()))]
    files = [(unquote(one.uri.removeprefix("file://")), one.line) for one in positions]
    file, line = next(((file, line) for file, line in files if _is_own(Path(file), Path(job["root"]))), ("", 0))
    return {"file": file, "line": line}


def _nobody(unknown: str, *, asked: set[str]) -> Any:  # noqa: ANN401 in the place of a connection
    """What functions of this provider ask: whatever they look for is there, and nothing is known of it."""
    from lox24_provider.api.models import GroupOut  # noqa: PLC0415 it is there, or nobody asks for this
    from lox24_provider.operations import functions  # noqa: PLC0415

    class Nobody:
        account = f"{unknown}@{unknown}"

        def operation(self, **_: object) -> Nobody:
            return self

    def find_group(*_: object, **__: object) -> Any:  # noqa: ANN401
        asked.add("get_group")
        fields: dict[str, Any] = dict.fromkeys(GroupOut.model_fields, unknown)
        return GroupOut.model_construct(**{**fields, "count_items": None, "deleted_at": None})

    def find_groups(*_: object, **__: object) -> list[Any]:
        asked.add("get_groups")
        return []

    def whose(*_: object) -> str:
        asked.add("get_account")
        return unknown

    for function in (find_group, find_groups, whose):
        setattr(functions, function.__name__, function)
    return Nobody()


def _told(error: BaseException, job: dict[str, Any]) -> dict[str, Any]:
    """Kind and message of an error, and the last line of the program on the way to it."""
    root = Path(job["root"])
    way = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(Path(frame.filename), root)]
    file, line = (way[-1].filename, way[-1].lineno) if way else ("", 0)
    if isinstance(error, SyntaxError) and _is_own(Path(error.filename or ""), root):
        file, line = str(error.filename), error.lineno
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return {"type": type(error).__name__, "message": message[:MOST_CHARACTERS], "file": file, "line": line or 0}


if __name__ == "__main__":
    given, place = map(Path, sys.argv[1:3])
    ended = json.dumps(main(json.loads(given.read_bytes())))
    place.write_text(ended, encoding="utf-8")
    os._exit(0)  # whatever the program has left running
