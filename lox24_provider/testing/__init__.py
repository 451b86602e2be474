"""For tests of your own: a LOX24 of this machine, a stack on it, and mocks for programs without an engine.

With pytest, the fixtures `lox24_sandbox` and `lox24_stack` are there as soon as this package is installed; elsewhere
use the classes. `docs/how-to/test-a-program.md` has examples.
"""

from lox24_provider.testing.mocks import Mocks
from lox24_provider.testing.sandbox import Sandbox
from lox24_provider.testing.stack import Stack

__all__ = ["Mocks", "Sandbox", "Stack"]
