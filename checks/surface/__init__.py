"""What a release promised is what its wheel has."""
