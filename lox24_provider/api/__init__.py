"""LOX24's HTTP API: a client that knows what may be sent twice, and says in one line what went wrong."""
