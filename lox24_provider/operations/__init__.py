"""What each lifecycle operation does, in which order. Nothing here knows Pulumi."""
