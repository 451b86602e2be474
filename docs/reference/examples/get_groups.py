import pulumi

from lox24_provider import get_groups_output

campaigns = get_groups_output(name_pattern="Campaign 2026-*")
pulumi.export("campaigns", campaigns.ids)
