"""docs/how-to/add-an-environment.md's walk: a list goes from dev to staging to prod, each on an account of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pipelines import Forge
from tests.support.sandbox import Sandbox

KEYS = {"staging": "1234567:key-of-staging", "test": "2345678:key-of-test"}


@pytest.mark.slow
def test_a_list_is_promoted_and_a_new_environment_is_one_command(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "state").mkdir()
    variables = {
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "LOX24_BASE_URL": sandbox.url,
    }
    forge = Forge(tmp_path, environment=variables, spared=True)
    folder = forge.clone()

    def shell(stack: str, *lines: str) -> str:
        ended = forge.run(folder, [f'eval "$(make -s env STACK={stack})"', *lines], LOX24_TOKEN=KEYS.get(stack, ""))
        assert ended.code == 0, ended.text
        return ended.text

    # The new list is written for dev, and its labels once for all.
    project, dev = folder / "Pulumi.yaml", folder / "stacks" / "Pulumi.dev.yaml"
    project.write_text(project.read_text().replace("    value:\n", "    value:\n      vips: {name_a: since}\n", 1))
    dev.write_text(dev.read_text().replace("    on-call:\n", "    vips: {name: VIPs}\n    on-call:\n", 1))
    assert "no problems" in shell("dev", "lox24 stacks check")
    told = shell("dev", "lox24 stacks diff dev staging || test $? -eq 2")
    assert "vips: only in dev, 'VIPs'" in told

    staging = folder / "stacks" / "Pulumi.staging.yaml"
    staging.write_text(staging.read_text() + "    vips: {name: '[staging] VIPs'}\n")
    assert "vips: only in dev" not in shell("dev", "lox24 stacks diff dev staging || test $? -eq 2")
    shell("staging", "pulumi stack init staging --no-select", "lox24 plan -s staging", "lox24 apply plan")
    assert sandbox.groups(KEYS["staging"])["[staging] VIPs"]["name_a"] == "since"

    # A new environment, from one that is there.
    shell("test", "lox24 stacks new test --from staging --client-id 2345678", "lox24 stacks check")
    shell("test", "pulumi stack init test --no-select", "lox24 plan -s test", "lox24 apply plan")
    assert set(sandbox.groups(KEYS["test"])) == set(sandbox.groups(KEYS["staging"]))
