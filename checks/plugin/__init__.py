"""The archive of the native plugin, as somebody has it who writes YAML."""
