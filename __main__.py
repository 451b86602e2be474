"""The mailing lists of one stack: data in (stacks/Pulumi.<stack>.yaml), resources out."""

import pulumi
from pulumi import ResourceOptions

from lox24_provider import Group, GroupPhones
from lox24_provider.stacks import load

ids = {}
for key, entry in load().groups.items():
    options = ResourceOptions(protect=entry.protect, retain_on_delete=entry.retain_on_delete)
    group = Group(key, opts=options, **entry.inputs)
    if entry.phones:
        options = ResourceOptions(retain_on_delete=entry.retain_on_delete)
        GroupPhones(key, group=group, opts=options, **entry.phones.model_dump())
    ids[key] = group.id

pulumi.export("groups", ids)
