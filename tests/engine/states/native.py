"""Made by the native plugin 0.1.0, for which the program asks as one in TypeScript or Go does."""

from pulumi import CustomResource, ResourceOptions

pinned = ResourceOptions(version="0.1.0")
clients = CustomResource("lox24:index:Group", "clients", {"name": "Clients", "name_a": "salutation"}, pinned)
columns = {"phone": "phone", "b": "b", "a": "salutation"}
people = {"group": clients.id, "source": "people.csv", "columns": columns}
CustomResource("lox24:index:GroupPhones", "clients", people, ResourceOptions(version="0.1.0"))
