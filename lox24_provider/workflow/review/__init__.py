"""What a run would do, as data, and its forms."""
