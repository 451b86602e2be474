"""The mailing lists of one stack: data in (stacks/Pulumi.<stack>.yaml), resources out."""

import pulumi

from lox24_provider import Group, GroupPhones
from lox24_provider.stacks import load

ids = {}
for key, entry in load().groups.items():
    group = Group(key, opts=pulumi.ResourceOptions(protect=entry.protect), **entry.inputs)
    if entry.phones:
        GroupPhones(key, group=group, **entry.phones.model_dump())
    ids[key] = group.id

pulumi.export("groups", ids)
