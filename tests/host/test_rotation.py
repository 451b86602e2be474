"""A new key at LOX24, as it is rehearsed on the sandbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

OLD, NEW = "7:old-canary-0123456789", "7:new-canary-0123456789"


def test_an_old_key_is_refused_and_the_new_one_goes_on_where_it_ended(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    old = make_host(token=OLD)
    id, state = old.create({"name": "My Clients"})
    sandbox.rotate(NEW)
    sandbox.forget()
    with pytest.raises(Failure, match="answered 401") as refused:
        old.update(id, olds=state, news={"name": "Ours"})
    assert "canary" not in str(refused.value)
    assert len(sandbox.calls()) == 1  # which does not lock the address out
    new = make_host(token=NEW)
    new.update(id, olds=state, news={"name": "Ours"})
    assert list(sandbox.groups(NEW)) == ["Ours"]
