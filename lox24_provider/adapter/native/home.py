"""Where the code of the package is kept, and what its packages for TypeScript and Go say of that."""

from __future__ import annotations

__all__ = ["HOME", "README"]

HOME = "github.com/OWNER/lox24-provider"
"""Where the code is kept. `OWNER` stands for the account until there is one: see docs/contributing/releasing.md."""

README = f"""\
# LOX24 for Pulumi

SMS mailing lists of LOX24 (groups) as declarative resources.

This package has the resources and functions for programs. The plugin `pulumi-resource-lox24` of the same version
manages them: [how Pulumi finds it](https://{HOME}/blob/main/docs/reference/native-plugin.md).

[Reference](https://{HOME}/blob/main/docs/reference/languages.md) ·
[changes](https://{HOME}/blob/main/CHANGELOG.md) · [problems](https://{HOME}/issues) · Apache-2.0
"""
