"""What each verb does, in which order. Nothing here knows Pulumi."""
