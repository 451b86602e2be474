import pulumi

from lox24_provider import Account, Group

eu = Account("eu", token=pulumi.Config().require_secret("euToken"), client_id="1234567")
Group("clients", name="Clients", opts=pulumi.ResourceOptions(provider=eu))
