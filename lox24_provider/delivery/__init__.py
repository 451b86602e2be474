"""From a declaration to an account, under a person's eyes: the engine's runs, plans, and what is told about them."""
