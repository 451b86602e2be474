"""The guards that are taken out, each as a small edit of one file, and the tests that should notice.

The tests are those of the lowest layer that can see it. Where a layer starts hosts or engines, single tests are named,
so that a run takes minutes and not hours.
"""

from __future__ import annotations

from tests.mutations.guards import declared, delivery, rules, runs, sandbox
from tests.mutations.guards.guard import Guard

__all__ = ["GUARDS", "Guard"]

GUARDS: tuple[Guard, ...] = (*rules.GUARDS, *runs.GUARDS, *delivery.GUARDS, *declared.GUARDS, *sandbox.GUARDS)
