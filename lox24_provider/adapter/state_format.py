"""What old states hold for ever, and therefore never changes.

A state names the resource's type and holds the pickled reference of its provider: change either and existing stacks no
longer find their provider. A test unpickles the reference.
"""

__all__ = [
    "ACCOUNT_TYPES",
    "GROUP_TYPE",
    "GROUP_TYPES",
    "MAILING_LIST_TYPE",
    "NATIVE_GROUP_TYPE",
    "NATIVE_PHONES_TYPE",
    "PHONES_PROVIDER_REFERENCE",
    "PHONES_TYPE",
    "PHONES_TYPES",
    "PROVIDER_KEY",
    "PROVIDER_REFERENCE",
]

GROUP_TYPE = "pulumi-python:dynamic/lox24:Group"

PHONES_TYPE = "pulumi-python:dynamic/lox24:GroupPhones"

NATIVE_GROUP_TYPE = "lox24:index:Group"

NATIVE_PHONES_TYPE = "lox24:index:GroupPhones"
"""The same things by the native plugin; only the type and the provider's reference tell the two apart."""

ACCOUNT_TYPES = ("pulumi:providers:pulumi-python", "pulumi:providers:lox24")
"""An `Account` of a program is a provider to the engine: of dynamic resources, or of the native plugin's."""

GROUP_TYPES, PHONES_TYPES = (GROUP_TYPE, NATIVE_GROUP_TYPE), (PHONES_TYPE, NATIVE_PHONES_TYPE)

MAILING_LIST_TYPE = "lox24:index:MailingList"
"""The component; in the URN of what is in it, `$` follows."""

PROVIDER_KEY = "__provider"
"""Where Pulumi's dynamic host looks for the provider among a resource's properties."""

PROVIDER_REFERENCE = "Y2xveDI0X3Byb3ZpZGVyLnByb3ZpZGVyCkxveDI0UHJvdmlkZXIKKHRSLg=="
"""base64 of the pickle (protocol 0) of a call of `lox24_provider.provider.Lox24Provider` without arguments."""

PHONES_PROVIDER_REFERENCE = "Y2xveDI0X3Byb3ZpZGVyLnBob25lc19wcm92aWRlcgpQaG9uZXNQcm92aWRlcgoodFIu"
"""Likewise for `lox24_provider.phones_provider.PhonesProvider`."""
