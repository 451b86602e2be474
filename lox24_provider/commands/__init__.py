"""The commands of `lox24`, one module each: its arguments, its help, its exit codes. What they do is below."""
