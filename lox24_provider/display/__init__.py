"""Texts, names and addresses of others, made fit to be shown."""
