"""What may be wrong with a machine, a project or a stack."""
