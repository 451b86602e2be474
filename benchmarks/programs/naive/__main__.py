"""N groups as people write a dynamic provider in an afternoon: in the program, one plain request a call."""

from __future__ import annotations

import os
from typing import Any

import requests
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

TIMEOUT = 60


def call(method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 JSON
    """One request."""
    headers = {"X-LOX24-AUTH-TOKEN": os.environ["LOX24_TOKEN"], "Accept": "application/json"}
    answer = requests.request(method, os.environ["URL"] + path, json=body, headers=headers, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer.json() if answer.content else None


class GroupProvider(ResourceProvider):
    """A group."""

    def create(self, props: dict[str, Any]) -> CreateResult:  # noqa: D102
        group = call("POST", "/groups", {"name": props["name"], "description": props["description"]})
        return CreateResult(str(group["id"]), props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:  # noqa: D102
        return DiffResult(changes=any(_olds.get(key) != _news.get(key) for key in ("name", "description")))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:  # noqa: D102
        group = call("GET", f"/groups/{id_}")
        return ReadResult(id_, {**props, "name": group["name"], "description": group["description"]})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:  # noqa: D102
        call("PUT", f"/groups/{_id}", {"name": _news["name"], "description": _news["description"]})
        return UpdateResult(_news)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:  # noqa: D102
        call("DELETE", f"/groups/{_id}")


class Group(Resource):
    """A group as a resource."""

    def __init__(self, resource_name: str, *, name: str, description: str) -> None:
        super().__init__(GroupProvider(), resource_name, {"name": name, "description": description})


for n in range(int(os.environ["SIZE"])):
    Group(f"g{n:05}", name=f"Group {n:05}", description=os.environ["WORDS"] if n == 0 else "")
