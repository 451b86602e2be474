"""What will be done to a group's entries, and what of it is allowed. Pure."""
