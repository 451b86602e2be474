"""The native plugin: what the engine calls of it, for programs in every language."""
