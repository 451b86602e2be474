"""What tests start and look at: the sandbox, the provider's host, the engine. Each owns what it starts."""
