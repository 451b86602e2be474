"""The mailing lists of one stack: data in (stacks/Pulumi.<stack>.yaml), resources out."""

import pulumi

from lox24_provider.stacks import Groups

pulumi.export("groups", Groups.from_stack_config().ids)
