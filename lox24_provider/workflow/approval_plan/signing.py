"""A plan's signature: an HMAC over its files, by a key that only who plans and who applies have."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from lox24_provider.errors import PlanError
from lox24_provider.workflow.approval_plan.manifest import IGNORE
from lox24_provider.workflow.environment import PLAN_KEY

__all__ = ["SIGNATURE", "Key"]

SIGNATURE = "signature"
"""The file that holds it; its name is not hidden, as artefact stores leave hidden files out."""

_UNSIGNED = frozenset({IGNORE, SIGNATURE})


@dataclass(frozen=True, kw_only=True)
class Key:
    """The key; nothing shows it."""

    _secret: bytes = field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Key | None:
        """The key that the environment holds; None where it names none.

        Raises:
            PlanError: the variable is set and empty, so that nothing would be signed or looked at.
        """
        value = environment.get(PLAN_KEY)
        if value is not None and not value.strip():
            raise PlanError(f"{PLAN_KEY} is set and empty: set it to the key that signs plans, or unset it")
        return None if value is None else cls(_secret=os.fsencode(value))

    def signature(self, files: Mapping[str, bytes]) -> str:
        """The signature of a plan's files, by name; what hides the folder from git is no part of it."""
        signed = hmac.new(self._secret, b"lox24 plan\n", hashlib.sha256)
        for name, content in sorted(files.items()):
            if name not in _UNSIGNED:
                for part in (name.encode(), content):
                    signed.update(len(part).to_bytes(8, "big") + part)
        return signed.hexdigest()

    def signed(self, files: Mapping[str, bytes]) -> bool:
        """Whether the files hold the signature of just these files."""
        return hmac.compare_digest(files.get(SIGNATURE, b"").strip(), self.signature(files).encode())
