"""What a run would do, as something a person can decide on: data first, then terminal, Markdown and HTML."""
