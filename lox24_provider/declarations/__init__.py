"""Stack files as typed data: what they may say, where they say it, and how two of them differ."""
