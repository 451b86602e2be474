"""A key service for stacks of tests: by a passphrase alone each command of the CLI computes for most of a second.

What HashiCorp Vault answers to Pulumi's secrets provider `hashivault`, as far as that asks: to unlock the one key with
which the engine itself encrypts. Tests of what is secret keep to a passphrase, as the project's own stacks do.
"""

from __future__ import annotations

import base64
import json
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["LINES", "STACK_KEYS", "variables"]

STACK_KEYS = {
    "secretsprovider": "hashivault://tests",
    "encryptedkey": base64.b64encode(b"vault:v1:locked").decode(),
}
LINES = "".join(f"{key}: {value}\n" for key, value in STACK_KEYS.items())
"""What a stack file says of it, as data and as lines for its end."""


class _Vault(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:  # as gocloud.dev asks
        assert self.path == "/v1/transit/decrypt/tests"
        self.rfile.read(int(self.headers["Content-Length"]))
        content = json.dumps({"data": {"plaintext": base64.b64encode(bytes(32)).decode()}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@cache
def variables() -> dict[str, str]:
    """Where the service of this process is, for the CLI's environment; it ends with the process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Vault)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return {"VAULT_SERVER_URL": f"http://127.0.0.1:{server.server_address[1]}", "VAULT_SERVER_TOKEN": "any"}
