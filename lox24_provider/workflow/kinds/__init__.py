"""What the commands know of each kind of resource; a new one is a module here and a line in `registry`."""
