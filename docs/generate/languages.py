"""`docs/reference/languages.md` and `schema.json`, made from the schema of the package."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

import lox24_provider
from docs.generate.tables import lines
from lox24_provider.adapter.native import schema as native
from lox24_provider.adapter.native.example_code import EXAMPLES as ENDS
from lox24_provider.adapter.state_format import MAILING_LIST_TYPE, NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE
from lox24_provider.config.settings import argument_of

__all__ = ["PAGES", "example", "go_name", "tabs"]

REFERENCE = Path(__file__).parents[1] / "reference"
PACKAGE_SOURCE = Path(native.__file__).with_name("examples")
SCHEMA = native.schema(version=lox24_provider.__version__)
NAMES = {"python": "Python", "yaml": "YAML", "typescript": "TypeScript", "go": "Go"}
EXAMPLES = re.compile(r"\n\n\{\{% examples %\}\}.*", re.DOTALL)
PERSON = "lox24:index:Phone"
EXAMPLES_IN = {
    NATIVE_GROUP_TYPE: "group.md",
    NATIVE_PHONES_TYPE: "group-phones.md",
    MAILING_LIST_TYPE: "mailing-list.md",
}
BOTH = "All of `Group`, and all of `GroupPhones` but `group` and `labels`, which it knows itself.\n"
WORDS = {"string": "text", "integer": "number", "boolean": "bool"}

HEAD = f"""# In every language

This page has the names and types for programs in YAML, TypeScript and Go. What the resources and functions do is the
same in every language: [Group](group.md), [GroupPhones](group-phones.md), [MailingList](mailing-list.md),
[Account](account.md), [Functions](functions.md).

This page and [the package schema](schema.json), which Pulumi's generators read, are made from the fields in the code by
`python -m docs.generate`.

| | Python | YAML | TypeScript | Go |
|---|---|---|---|---|
| comes from | `lox24_provider` | | `{native.NODE_PACKAGE}` | `{native.GO_MODULE}/lox24` |
| resource | `Group` | `lox24:Group` | `lox24.Group` | `lox24.NewGroup` |
| argument, output | `name_a` | `name_a` | `name_a` | `Name_a` |
| setting of an account | `client_id` | `clientId` | `clientId` | `ClientId` |
| one of several words | `"additive"` | `additive` | `"additive"` | `lox24.ModeAdditive` |
| an account | `Account` | `pulumi:providers:lox24` | `lox24.Provider` | `lox24.NewProvider` |

The names of arguments and outputs are LOX24's own in each language. So a state means the same in all of them, and a
stack may change its language. `OWNER` is a placeholder until the code for Go is published.
"""


def languages_page() -> str:
    """Each resource and function, with its tables."""
    parts = [HEAD]
    for token in (NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE, MAILING_LIST_TYPE):
        made = SCHEMA["resources"][token]
        is_both = token == MAILING_LIST_TYPE
        given = table(made["inputProperties"], required=made["requiredInputs"])
        kept = {name: one for name, one in made["properties"].items() if is_new(name, one, made["inputProperties"])}
        parts += [section(token, made, page=EXAMPLES_IN[token]), "\n### Inputs\n\n", BOTH if is_both else given]
        parts += ["\n### Outputs\n\n", "" if is_both else "All inputs, `id`, and:\n\n"]
        parts += [table(kept, always=made["required"])]
        if token == NATIVE_PHONES_TYPE:
            people = SCHEMA["types"][PERSON]
            told = table(people["properties"], required=people["required"])
            parts += ["\n### Phone\n\n", f"{people['description']}\n\n", told]
    parts += [section("Provider", SCHEMA["provider"], page="account.md"), settings_table()]
    for token, made in SCHEMA["functions"].items():
        parts += [section(token, made, page="functions.md")]
        if "inputs" in made:
            parts += ["\n### Arguments\n\n", table(made["inputs"]["properties"], required=())]
        parts += ["\n### Result\n\n", table(made["outputs"]["properties"], always=made["outputs"]["required"])]
    return "".join(parts)


def section(token: str, made: Mapping[str, Any], *, page: str) -> str:
    """A heading, what it is, and where examples are."""
    name = token.rpartition(":")[2]
    told = EXAMPLES.sub("", made["description"])
    return f"\n## {name}\n\n{told} [An example in each language]({page}).\n"


def tabs(*files: str) -> str:
    """Examples, each a row of tabs with one for each language."""
    return "\n" + "\n".join("".join(tab(file, one) for one in NAMES) for file in files)


def tab(file: str, language: str) -> str:
    """The tab of one language."""
    return f'=== "{NAMES[language]}"\n\n{indent(f"```{language}{chr(10)}{example(file, language)}```", "    ")}\n\n'


def example(file: str, language: str) -> str:
    """The program of an example."""
    if language == "python":
        return (REFERENCE / "examples" / f"{file}.py").read_text(encoding="utf-8")
    return (PACKAGE_SOURCE / f"{file}.{ENDS[language]}").read_text(encoding="utf-8")


def table(properties: Mapping[str, Any], *, required: Collection[str] = (), always: Collection[str] = ()) -> str:
    """Properties, what Go calls them, and what they are."""
    rows = []
    for name, one in properties.items():
        more = [*(["required"] if name in required else []), *(["always there"] if name in always else [])]
        rows.append((f"`{name}`", f"`{go_name(name)}`", ", ".join([kind(one), *more]), said(one)))
    return lines(("name", "in Go", "type", ""), rows)


def settings_table() -> str:
    """What an account may be given, which Python calls otherwise, and a stack's configuration the same."""
    told = (
        "\nThe stack's own account is that of its configuration: `lox24:token`, `lox24:baseUrl` and so on\n"
        "([settings](settings.md)). A program does not name it.\n\n"
    )
    rows = [
        (f"`{name}`", f"`{argument_of(name)}`", f"`{go_name(name)}`", with_need(kind(one), name), said(one))
        for name, one in SCHEMA["provider"]["inputProperties"].items()
    ]
    return told + lines(("name", "in Python", "in Go", "type", ""), rows)


def with_need(told: str, name: str) -> str:
    """A setting's type, with what a program has to give."""
    return f"{told}, required" if name in SCHEMA["provider"]["requiredInputs"] else told


def go_name(name: str) -> str:
    """What the generator for Go makes of a name: only the first letter is another."""
    return name[0].upper() + name[1:]


def is_new(name: str, one: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Whether an output is none of the inputs, or is another thing there."""
    return name not in inputs or kind(one) != kind(inputs[name])


def said(one: Mapping[str, Any]) -> str:
    """What a property is, for a cell of a table."""
    return str(one["description"]).replace("|", "\\|")


def kind(one: Mapping[str, Any]) -> str:
    """A property's type, and whether it is a secret."""
    return f"{in_words(one)}, secret" if one.get("secret") else in_words(one)


def in_words(one: Mapping[str, Any]) -> str:
    """A type as a reader has it."""
    if "$ref" in one:
        return of_its_own(one["$ref"].removeprefix("#/types/"))
    if "oneOf" in one:
        return " or ".join(map(in_words, one["oneOf"]))
    if one["type"] == "array":
        return f"list of {in_words(one['items'])}"
    if one["type"] == "object":
        return f"mapping of {in_words(one['additionalProperties'])}"
    return WORDS[one["type"]]


def of_its_own(token: str) -> str:
    """A type of the package as a reader has it: the words that it may be, or its name."""
    found = SCHEMA["types"][token]
    if "enum" in found:
        return " or ".join(f"`{word['value']}`" for word in found["enum"])
    if found["properties"] == SCHEMA["functions"][native.GET_GROUP]["outputs"]["properties"]:
        return "results of `getGroup`"
    return f"`{token.rpartition(':')[2]}`"


def schema_file() -> str:
    """The schema as generators read it."""
    return json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"


PAGES = {REFERENCE / "languages.md": languages_page, REFERENCE / "schema.json": schema_file}
