"""One look at a set-up: what `lox24 doctor` finds, as data."""
