"""What only the native plugin has: the configuration of its provider, and functions that the engine calls."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2
from pulumi.runtime.rpc import UNKNOWN

from lox24_provider.adapter.native.values import decoded, encoded
from tests.support.canaries import ECHO, ENTRY, SAID, leaks
from tests.support.plugin import Plugin, provider_urn
from tests.support.sandbox import TOKEN, Sandbox

GROUP = "urn:pulumi:test::lists::lox24:index:Group::g"
PHONES = "urn:pulumi:test::lists::lox24:index:GroupPhones::g"


@pytest.fixture
def make_plugin(tmp_path: Path) -> Iterator[Callable[..., Plugin]]:
    """Makes plugins, each in a folder of its own."""
    made: list[Plugin] = []

    def make(*, name: str = "default", **environment: str) -> Plugin:
        folder = tmp_path / f"plugin-{len(made)}"
        folder.mkdir()
        made.append(Plugin(folder=folder, name=name, environment=environment))
        return made[-1]

    yield make
    for plugin in made:
        plugin.stop()


@pytest.fixture
def plugin(make_plugin: Callable[..., Plugin], sandbox: Sandbox) -> Plugin:
    """One that works on the sandbox."""
    made = make_plugin()
    made.configured({"token": TOKEN, "baseUrl": sandbox.url, "maxRetries": "0"})
    return made


def details(error: grpc.RpcError) -> str:
    return str(error.details())


@pytest.mark.parametrize("name", ["default", "eu"])
@pytest.mark.slow
def test_a_token_is_a_secret_in_the_state_and_one_of_the_environment_enters_none(
    make_plugin: Callable[..., Plugin], name: str
) -> None:
    plugin = make_plugin(name=name, LOX24_TOKEN=TOKEN, LOX24_BASE_URL="https://api.lox24.eu")
    assert plugin.check_config({"parallel": "16", "version": "0.2.0"}) == (
        ({"parallel": "16", "version": "0.2.0"}, frozenset()),
        [],
    )
    values, problems = plugin.check_config({"token": "7:plain", "clientId": UNKNOWN, "timeout": 60.0})
    assert problems == []
    assert values.plain == {"token": "7:plain", "clientId": UNKNOWN, "timeout": 60.0}
    assert values.secret == {"token"}


@pytest.mark.slow
def test_all_problems_of_a_configuration_are_failures_of_their_own(make_plugin: Callable[..., Plugin]) -> None:
    _, problems = make_plugin().check_config({"token": "canary here", "parallel": "0", "colour": "red"})
    assert len(problems) == 3
    assert all(problem.endswith(" [LOX1001]") for problem in problems)
    assert "canary" not in " ".join(problems)


@pytest.mark.parametrize("file", ["Pulumi.test.yaml", "Pulumi.yaml"])
@pytest.mark.slow
def test_a_token_that_stands_readable_in_a_file_is_refused(make_plugin: Callable[..., Plugin], file: str) -> None:
    """The engine strips the mark of a secret before a provider is asked: only the file tells."""
    plugin = make_plugin()
    (plugin.folder / "Pulumi.yaml").write_text("name: lists\nruntime: yaml\n")
    shared: dict[str, Any] = {"name": "lists", "runtime": "yaml"} if file == "Pulumi.yaml" else {}
    (plugin.folder / file).write_text(json.dumps({**shared, "config": {"lox24:token": TOKEN}}))
    _, problems = plugin.check_config({"token": TOKEN})
    assert len(problems) == 1
    assert f"stands in plain text in {file}" in problems[0]
    assert not leaks(problems[0])
    assert plugin.check_config({"token": "7:another"})[1] == []  # which then is not the file's


def test_a_change_of_the_configuration_replaces_nothing_and_what_is_no_setting_is_no_change(
    make_plugin: Callable[..., Plugin],
) -> None:
    made = make_plugin()

    def diff(old: dict[str, Any], new: dict[str, Any]) -> tuple[int, set[str]]:
        answer = made.call("DiffConfig", urn=provider_urn(), old_inputs=encoded(old), news=encoded(new))
        assert not answer.replaces
        assert not any("REPLACE" in provider_pb2.PropertyDiff.Kind.Name(o.kind) for o in answer.detailedDiff.values())
        return answer.changes, set(answer.detailedDiff)

    same, changed = provider_pb2.DiffResponse.DIFF_NONE, provider_pb2.DiffResponse.DIFF_SOME
    old = {"token": TOKEN, "baseUrl": "https://api.lox24.eu", "parallel": "16"}
    assert diff(old, {**old, "parallel": 16.0}) == (same, set())
    assert diff({**old, "groupsKey": "a", "native": "true"}, old) == (same, set())
    assert diff(old, {**old, "token": "7:new"}) == (changed, {"token"})  # else the old one would go on
    assert diff(old, {**old, "baseUrl": "sandbox", "clientId": UNKNOWN}) == (changed, {"baseUrl", "clientId"})


@pytest.mark.slow
def test_an_own_provider_does_not_follow_the_environment(make_plugin: Callable[..., Plugin], sandbox: Sandbox) -> None:
    plugin = make_plugin(name="eu", LOX24_TOKEN=TOKEN, LOX24_BASE_URL="https://elsewhere.example")
    plugin.configured({"token": "7:own", "baseUrl": sandbox.url})
    assert plugin.invoke("getAccount", {})[0].plain["client_id"] == "7"
    lacking = make_plugin(name="eu", LOX24_TOKEN=TOKEN)
    lacking.configured({"baseUrl": sandbox.url})
    with pytest.raises(grpc.RpcError) as refused:
        lacking.invoke("getAccount", {})
    assert "Account 'eu': there is no token" in details(refused.value)


@pytest.mark.slow
def test_an_old_token_of_the_state_costs_one_request_and_says_what_to_do(
    make_plugin: Callable[..., Plugin], sandbox: Sandbox
) -> None:
    sandbox.rotate(new := "1234567:new-canary-0123456789")
    sandbox.forget()
    inputs = {"token": TOKEN, "baseUrl": sandbox.url}
    plugin = make_plugin()
    plugin.configured(inputs)
    for _ in range(3):
        with pytest.raises(grpc.RpcError):
            plugin.invoke("getGroups", {})
    assert len(sandbox.calls()) == 1
    assert sum("--run-program" in line for line in plugin.told) == 1
    current = make_plugin(LOX24_TOKEN=new)
    current.configured(inputs)
    assert current.invoke("getGroups", {})[0].plain["ids"] == []
    ran = make_plugin()  # where the program ran, the token is no old one of the state
    ran.check_config(inputs)
    ran.configured(inputs)
    with pytest.raises(grpc.RpcError):
        ran.invoke("getGroups", {})
    assert "--run-program" not in " ".join(ran.told)
    assert not leaks(" ".join([*plugin.told, *ran.told, plugin.stderr(), ran.stderr()]))


@pytest.mark.slow
def test_functions_find_groups_with_one_listing_a_process(plugin: Plugin, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="My Clients")
    sandbox.add_group(name="Others")
    sandbox.forget()
    by_name, _ = plugin.invoke("getGroup", {"name": "My Clients"})
    assert by_name.plain["id"] == id
    assert by_name.plain["account"] == sandbox.account
    assert by_name.secret == frozenset()
    assert plugin.invoke("getGroup", {"id": float(id)})[0] == by_name
    found = plugin.invoke("getGroups", {"name_pattern": "My*"})[0].plain
    assert found["ids"] == [id]
    assert found["groups"] == [by_name.plain]
    account = {"name": sandbox.account, "client_id": "1234567", "host": sandbox.account.partition("@")[2]}
    assert plugin.invoke("getAccount", {})[0].plain == plugin.invoke("getAccount", {})[0].plain == account
    assert sandbox.calls() == ["GET /groups?page=1", "GET /me"]
    made = plugin.call("Create", urn=GROUP, properties=encoded({"name": "New"}))
    assert plugin.invoke("getGroup", {"name": "New"})[0].plain["id"] == made.id, "what this run has made is found"


@pytest.mark.slow
def test_what_is_asked_by_a_secret_is_one_and_stands_in_no_message(plugin: Plugin, sandbox: Sandbox) -> None:
    sandbox.add_group(name="Quiet Canary")
    found, _ = plugin.invoke("getGroup", {"name": "Quiet Canary"}, secret=("name",))
    assert found.secret == set(found.plain)
    with pytest.raises(grpc.RpcError) as missing:
        plugin.invoke("getGroup", {"name": "Quiet Canary 2"}, secret=("name",))
    assert "no group called (secret)" in details(missing.value)
    assert "Canary" not in details(missing.value)


@pytest.mark.slow
def test_wrong_arguments_are_failures_and_nothing_is_sent(plugin: Plugin, sandbox: Sandbox) -> None:
    _, problems = plugin.invoke("getGroup", {"id": "+4917655512345", "colour": "x"})
    assert len(problems) == 2
    assert not leaks(" ".join(problems))
    assert sandbox.calls() == []


@pytest.mark.slow
def test_a_list_of_a_group_that_is_still_to_be_made_can_be_checked(plugin: Plugin) -> None:
    """As the first preview of a YAML program has it."""
    news = encoded({"group": UNKNOWN, "entries": "phone\n+4917655512345\n"})
    assert not plugin.call("Check", urn=PHONES, news=news).failures


def test_what_is_there_in_part_keeps_its_secrets(plugin: Plugin, sandbox: Sandbox) -> None:
    """With its own marks accepted, the engine adds none of a partial failure's properties."""
    id = sandbox.add_group(name="Clients")
    entries = ",".join(ENTRY) + "\n" + ",".join(ENTRY.values()) + "\n"
    urn, news = PHONES, encoded({"group": id, "entries": entries}, secret=("entries",))
    checked = plugin.call("Check", urn=urn, news=news)
    assert not checked.failures
    body = [{"status": 422, "body": {"violations": [{"propertyPath": "phone", "message": ECHO}]}}]
    sandbox.fault(method="POST", pattern="/groups/*/phones/batch", status=200, body=body)
    with pytest.raises(grpc.RpcError) as failed:
        plugin.call("Create", urn=urn, properties=checked.inputs)
    trailers: Any = failed.value.trailing_metadata()
    status = status_pb2.Status.FromString(dict(trailers)["grpc-status-details-bin"])
    partial = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(partial)
    for part in (partial.properties, partial.inputs):
        values = decoded(part)
        open_ = {key: value for key, value in values.plain.items() if key not in values.secret}
        assert not leaks(json.dumps(open_))
    assert "entries" in decoded(partial.inputs).secret
    assert not leaks(status.message)


@pytest.mark.slow
def test_not_even_grpc_at_its_loudest_tells_on_stderr(make_plugin: Callable[..., Plugin], sandbox: Sandbox) -> None:
    """What a call holds it never writes; of its end it does, and there an error's words are."""
    plugin = make_plugin(GRPC_TRACE="api,http,call_error,channel", GRPC_VERBOSITY="debug")
    plugin.configured({"token": TOKEN, "baseUrl": sandbox.url, "maxRetries": "0"})
    sandbox.fault(method="POST", pattern="/groups", status=422, body={"detail": SAID})
    with pytest.raises(grpc.RpcError) as refused:
        plugin.call("Create", urn=GROUP, properties=encoded({"name": "New"}))
    assert not leaks(details(refused.value) + " ".join(plugin.told))
    written = plugin.stderr()
    assert "POST /groups answered 422" in written or "grpc" in written.lower(), "it was loud"
    assert not leaks(written)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.slow
def test_what_was_sent_when_the_plugin_alone_is_ended_is_still_told(
    plugin: Plugin, sandbox: Sandbox, number: signal.Signals
) -> None:
    """As where a service is stopped: all of its processes get the signal. Else the group would be in no state."""
    sandbox.fault(method="POST", delay=1)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(plugin.call, "Create", urn=GROUP, properties=encoded({"name": "New"}))
        while "POST /groups" not in sandbox.calls():
            assert not made.done()
        plugin.process.send_signal(number)
        assert made.result().id == str(sandbox.groups()["New"]["id"])
    assert plugin.process.wait(timeout=20) == 0
