"""What the first release of `Group` was given."""

import pulumi

from lox24_provider import Group

Group("least", name="Least")
Group(
    "most",
    name=" Kunden & Freunde \U0001f600",
    description="two\nlines",
    name_a="salutation",
    name_b="name",
    name_c="since",
    name_d="price",
    name_e="שלום",
    force_destroy=True,
    opts=pulumi.ResourceOptions(protect=True),
)
