"""The changelog: a fragment a change, and the notes of a release."""
