import pulumi

from lox24_provider import get_group_output

newsletter = get_group_output(name="Newsletter")
pulumi.export("newsletter", newsletter.id)
