"""N groups by this provider."""

import os

from lox24_provider import Group

for n in range(int(os.environ["SIZE"])):
    Group(f"g{n:05}", name=f"Group {n:05}", description=os.environ["WORDS"] if n == 0 else None)
