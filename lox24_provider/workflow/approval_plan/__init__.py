"""What a person approves, and its application."""
