"""What a release promises, as data: every public thing of six surfaces, and the law of what may change in it."""
