"""Phone numbers: what a spelling means, and who it reaches. Pure."""
