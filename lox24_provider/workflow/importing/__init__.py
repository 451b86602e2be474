"""An existing account into the state and out of it."""
