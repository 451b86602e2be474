"""A small, faithful imitation of LOX24's HTTP API, for work without an account and without cost.

It keeps accounts, groups, phones and blocked numbers in one SQLite file, speaks JSON and JSON-LD like the original, and
lets each open question of the API reference be answered either way (`switches`). `app.create_app` makes the ASGI app,
`serve` puts it on a loopback port, `embedded` does both once per process, `command` is `lox24 sandbox`.

Nothing outside this package is imported by it, so it can be trusted as a second opinion on the client.
"""
