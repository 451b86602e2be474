"""Stack files as typed data, with the place of every key."""
