import pulumi

from lox24_provider import MailingList

customers = MailingList(
    "customers",
    name="Customers",
    source="lists/customers.csv",
    columns={"phone": ["Mobile", "Telephone"], "a": "First name"},
    default_region="DE",
)
pulumi.export("customers", customers.number)
