"""What `lox24 init` writes: a project, or what an existing one lacks."""
