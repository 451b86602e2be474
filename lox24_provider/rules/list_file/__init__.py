"""List files: from bytes to entries and problems. Pure."""
