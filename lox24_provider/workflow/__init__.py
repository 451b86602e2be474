"""What a team does around the engine: reviews, approval plans, imports, checks and recovery."""
