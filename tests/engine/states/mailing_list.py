"""What the first release of `MailingList` and `Account` was given."""

import pulumi

from lox24_provider import Account, Group, MailingList

MailingList("clients", name="Clients", name_a="salutation", source="people.csv")
own = Account("own", token="2222222:made-up-key", client_id="2222222", base_url="sandbox", parallel=4)
MailingList("empty", name="Empty", opts=pulumi.ResourceOptions(protect=False, providers=[own]))
Group("plain", name="Plain", opts=pulumi.ResourceOptions(provider=own))
