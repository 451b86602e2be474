"""The mailing lists of one stack: which there are is in its file, Pulumi.<stack>.yaml."""

import pulumi

from lox24_provider.stacks import Groups

pulumi.export("groups", Groups.from_stack_config().ids)
