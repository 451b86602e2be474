"""What the engine calls: the dynamic providers, and what the processes of their host share."""
