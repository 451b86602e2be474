"""What GitHub reads of the repository beside its workflows. A form that it cannot read is not shown, without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
CONFIG = ROOT / ".github/ISSUE_TEMPLATE/config.yml"
NEEDED = {  # by type, what its attributes must have
    "markdown": {"value"},
    "textarea": {"label"},
    "input": {"label"},
    "dropdown": {"label", "options"},
    "checkboxes": {"label", "options"},
}
ATTRIBUTES = {
    "markdown": set(),
    "textarea": {"description", "placeholder", "value", "render"},
    "input": {"description", "placeholder", "value"},
    "dropdown": {"description", "multiple", "default"},
    "checkboxes": {"description"},
}


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def faults(form: Any) -> list[str]:
    """What GitHub would refuse in an issue form, by its page "Syntax for issue forms"."""
    found = [f"no {key}" for key in ("name", "description") if not isinstance(form.get(key), str) or not form[key]]
    found += [f"unknown key {key}" for key in form.keys() - {"name", "description", "title", "labels", "body"}]
    body = form.get("body") or []
    if all(one.get("type") == "markdown" for one in body):
        found.append("nothing to fill in")
    for kind in ("id", "label"):
        names = [one.get("id") if kind == "id" else one.get("attributes", {}).get("label") for one in body]
        given = [name for name in names if name]
        found += [f"{kind} {name} twice" for name in set(given) if given.count(name) > 1]
    for at, one in enumerate(body):
        found += [f"{at}: {fault}" for fault in element_faults(one)]
    return found


def element_faults(one: Any) -> list[str]:
    kind, attributes = one.get("type"), one.get("attributes") or {}
    if kind not in NEEDED:
        return [f"no such type {kind}"]
    found = [f"unknown key {key}" for key in one.keys() - {"type", "id", "attributes", "validations"}]
    found += [f"no {key}" for key in NEEDED[kind] if not attributes.get(key)]
    found += [f"unknown attribute {key}" for key in attributes.keys() - NEEDED[kind] - ATTRIBUTES[kind]]
    if kind != "markdown" and not re.fullmatch(r"[\w-]+", str(one.get("id", ""))):
        found.append("no id")
    if not all(isinstance(value, bool) for value in (one.get("validations") or {"": True}).values()):
        found.append("a validation is true or false")
    options = attributes.get("options") or []
    labels = [option.get("label") if isinstance(option, dict) else option for option in options]
    if not all(isinstance(label, str) and label for label in labels) or len(set(labels)) < len(labels):
        found.append("options without a text, or twice")
    return found


@pytest.mark.parametrize("path", [path for path in FORMS if path != CONFIG], ids=lambda path: path.stem)
def test_a_form_is_one_that_github_shows(path: Path) -> None:
    assert faults(loaded(path)) == []


def test_what_is_wrong_with_a_form_would_be_found() -> None:
    box = {"type": "input", "id": "a", "attributes": {"label": "A"}}
    assert faults({"name": "n", "description": "d", "body": [box]}) == []
    assert faults({"name": "n", "body": [box]}) == ["no description"]
    assert faults({"name": "n", "description": "d", "body": [box, {**box, "attributes": {"label": "B"}}]}) == [
        "id a twice"
    ]
    assert faults({"name": "n", "description": "d", "body": [{**box, "type": "text"}]}) == ["0: no such type text"]
    assert faults({"name": "n", "description": "d", "body": []}) == ["nothing to fill in"]
    wrong = {"type": "dropdown", "id": "x y", "attributes": {"label": "L", "options": ["a", "a"], "render": "json"}}
    assert set(faults({"name": "n", "description": "d", "body": [wrong]})) == {
        "0: unknown attribute render",
        "0: no id",
        "0: options without a text, or twice",
    }


def test_a_bug_is_reported_with_what_the_doctor_says() -> None:
    (doctor,) = [one for one in loaded(ROOT / ".github/ISSUE_TEMPLATE/bug.yml")["body"] if one.get("id") == "doctor"]
    assert "`lox24 doctor --json`" in doctor["attributes"]["label"]
    assert doctor["attributes"]["render"] == "json"
    assert doctor["validations"] == {"required": True}


def test_whoever_chooses_a_form_is_led_elsewhere_with_what_is_private() -> None:
    config = loaded(CONFIG)
    assert config.keys() == {"blank_issues_enabled", "contact_links"}
    assert config["blank_issues_enabled"] is False
    assert all(link.keys() == {"name", "url", "about"} for link in config["contact_links"])
    assert any(link["url"].endswith("/security/advisories/new") for link in config["contact_links"])


def test_the_owner_is_one_placeholder_everywhere() -> None:
    """Which is set where the project is published; until then no link leads to somebody else's repository."""
    home = re.findall(r"^repo_url: (\S+)", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    for path in (*FORMS, ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"https://github\.com/[^/\s]+/lox24-provider", path.read_text(encoding="utf-8")):
            assert [link] == home, path
    owner = home[0].split("/")[3]
    rules = [line for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines() if not line.startswith("#")]
    assert rules == [f"* @{owner}"]


MANIFESTS = {"github-actions": "action.yml", "pip": "requirements.txt", "gomod": "go.mod"}


def test_dependabot_looks_at_every_place_that_has_pins_and_at_none_that_is_not_there() -> None:
    config = loaded(ROOT / ".github/dependabot.yml")
    assert config["version"] == 2
    found = {
        update["package-ecosystem"]: update.get("directories") or [update["directory"]] for update in config["updates"]
    }
    assert found.keys() == MANIFESTS.keys(), "npm has ranges, and no lock file"
    for ecosystem, folders in found.items():
        for folder in folders:
            assert folder.startswith("/")
            assert (ROOT / folder[1:] / MANIFESTS[ecosystem]).is_file(), folder
    modules = {f"/{path.parent.relative_to(ROOT)}" for path in (ROOT / "tools/engine").rglob("go.mod")}
    assert set(found["gomod"]) == modules
    assert all(update["schedule"]["interval"] and update["cooldown"] for update in config["updates"])


def test_before_a_commit_runs_what_make_lint_runs_and_spelling() -> None:
    recipe = re.findall(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[0]
    linted = [line.removeprefix("\t@$(WITH) ") for line in recipe.splitlines()]
    (local,) = loaded(ROOT / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    entries = [hook["entry"].removeprefix(".venv/bin/python -m tools.environment ") for hook in local["hooks"]]
    assert entries == [*linted, "python -m checks.spelling"]
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in local["hooks"])
    assert len({hook["id"] for hook in local["hooks"]}) == len(entries) == 5


def test_the_devcontainer_is_made_ready_by_make() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    make, target = container["postCreateCommand"].split()
    assert make == "make"
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert container["image"].endswith("/python:3.12")
    (go,) = [feature for name, feature in container["features"].items() if "/go:" in name]
    needed = re.findall(r"^go (\d+\.\d+)", (ROOT / "tools/engine/cli/go.mod").read_text(), re.MULTILINE)
    assert [go["version"]] == needed
