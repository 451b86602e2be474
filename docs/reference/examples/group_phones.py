from lox24_provider import Group, GroupPhones, PhoneArgs

clients = Group("clients", name="My Clients", name_a="salutation", name_b="name")
GroupPhones("people", group=clients, source="lists/clients.csv")  # the labels are the group's
GroupPhones("vips", group="12345", mode="additive", entries=[PhoneArgs(phone="+4917612345678", a="Ms", b="Doe")])
