"""The proxy that stands before LOX24, as the environment names it: used by `requests`, and judged here first."""

from __future__ import annotations

from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from lox24_provider.display.addresses import HIDDEN, shown_address

__all__ = ["proxy_fault"]

_FAULT = (
    "the proxy's address is malformed, so nothing was sent: check HTTPS_PROXY and ALL_PROXY "
    "(in a password / is %2F, ? is %3F, # is %23, @ is %40)"
)


def proxy_fault(url: str) -> str:
    """Why nothing can be sent to `url` by the proxy of the environment; "" if there is none, or it is well.

    What the libraries say of a malformed address holds pieces of its password.
    """
    proxy = select_proxy(url, get_environ_proxies(url))
    if not proxy:
        return ""
    try:
        is_well = bool(parse_url(proxy).host) and urlsplit(proxy).port != 0  # each refuses what the other one takes
    except (HTTPError, ValueError):
        is_well = False
    return "" if is_well and HIDDEN not in shown_address(proxy) else _FAULT
