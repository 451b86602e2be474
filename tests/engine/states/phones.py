"""What the first release of `GroupPhones` was given."""

from lox24_provider import Group, GroupPhones, PhoneArgs

filed = Group("filed", name="Filed", name_a="salutation")
GroupPhones("filed", group=filed, source="people.csv", remove_on_delete=True)
inline = Group("inline", name="Inline", force_destroy=True)
GroupPhones(
    "inline",
    group=inline,
    entries=[PhoneArgs(phone="+4917600000001", a="Ms", callback_data="1"), PhoneArgs(phone="+4917600000002")],
    mode="additive",
    take_over=0,
)
