"""A token that stands readable in a stack's file.

The engine strips the mark of a secret from what a provider is to check, and the state holds the token as a secret in
any case. Only the file itself tells.
"""

from __future__ import annotations

from pathlib import Path

from lox24_provider.display.text import one_line
from lox24_provider.display.urns import stack_of
from lox24_provider.files.project_folder import ProjectFolder

__all__ = ["problem"]

_KEY = "lox24:token"


def problem(token: object, *, urn: str, base: ProjectFolder) -> str:
    """What to say of a stack's token that stands so in the stack's file or in the project's; "" if it does not.

    Args:
        token: what the stack is configured with; another one in a file, which does not count, is not spoken of.
        urn: the provider's.
        base: the folders of the project.
    """
    if not isinstance(token, str) or not token:
        return ""
    stack = stack_of(urn)
    for file in (base.stack_file(stack), base.project_file):
        if file is not None and _configured(file) == token:
            return (
                f"{_KEY} stands in plain text in {file.name}, for everybody who has that file; encrypt it: `pulumi "
                f"config set --secret {_KEY} -s {one_line(stack)}` (it asks for the value), then change the token at "
                "LOX24 if the file was ever shared"
            )
    return ""


def _configured(file: Path) -> object:
    """The token as a file has it; None where it has none, or cannot be read."""
    import yaml  # noqa: PLC0415 only where a token is configured

    from lox24_provider.safe_io.yaml_reading import read_text, yaml_of  # noqa: PLC0415 as above

    try:
        content = yaml_of(read_text(file))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    config = content.get("config") if isinstance(content, dict) else None
    value = config.get(_KEY) if isinstance(config, dict) else None
    return value.get("value", value.get("default")) if isinstance(value, dict) else value
