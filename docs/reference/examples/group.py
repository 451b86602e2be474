import pulumi

from lox24_provider import Group

clients = Group("clients", name="My Clients", name_a="salutation", name_b="name")
pulumi.export("clients", clients.id)
