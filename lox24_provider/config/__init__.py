"""Which settings count, and whose token it is."""
