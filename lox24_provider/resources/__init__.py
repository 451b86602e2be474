"""What programs write: the resources, and the functions that look up what exists."""
