"""Finds out on a real account what LOX24's documentation leaves open: without harm, and told without anybody's data."""
