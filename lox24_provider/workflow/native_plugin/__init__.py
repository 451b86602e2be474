"""The native plugin as the engine gets it: where it is found, whether it works, how it comes into Pulumi's cache."""
