"""N resources of a provider that does nothing: what Pulumi's engine and its Python host take by themselves."""

import os

from nothing import Nothing  # type: ignore[import-not-found] # the module beside this program

for n in range(int(os.environ["SIZE"])):
    Nothing(f"g{n:05}", name=f"Group {n:05}", description=os.environ["WORDS"] if n == 0 else None)
