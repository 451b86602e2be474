"""One list of the fields of each thing: what they are called, hold and mean, said once."""
