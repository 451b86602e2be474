"""The native plugin `pulumi-resource-lox24`: the same groups and entries for every language of Pulumi."""
