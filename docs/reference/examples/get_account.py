import pulumi

from lox24_provider import get_account_output

pulumi.export("account", get_account_output().name)
