"""The folders and files of a project that the provider reads."""
