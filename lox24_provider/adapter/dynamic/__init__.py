"""Pulumi's Python dynamic provider: what its host calls, and what it keeps back."""
