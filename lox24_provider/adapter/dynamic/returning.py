"""Resources that the native plugin had: their states do not name the provider that Pulumi's host looks for.

Inputs name it again with the next run, outputs only with an update: without one, `pulumi refresh` and `destroy` fail in
the host, which reads the outputs alone. So such a state differs, and the update that follows sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from lox24_provider.adapter.state_format import PROVIDER_KEY

__all__ = ["has_no_reference"]


def has_no_reference(outputs: Mapping[str, object]) -> bool:
    """Whether the host could not find the provider by these outputs of a state."""
    return PROVIDER_KEY not in outputs
