"""The mailing lists of one account, declared one by one."""

import pulumi

from lox24_provider import Group, GroupPhones

customers = Group("customers", name="Customers", name_a="first name")
people = GroupPhones("customers", group=customers, source="lists/customers.csv")
partners = Group("partners", name="Partners")
pulumi.export("customers", customers.id)
