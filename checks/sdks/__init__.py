"""The packages for other languages, as they are published."""
