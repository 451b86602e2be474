"""Everything of a release but upload, signing and the Pythons that a machine lacks: `python -m checks.release`."""
