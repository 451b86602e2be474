"""Makes what is made from code again: `python -m docs.generate`."""

from docs.generate.pages import PAGES

for file, made in PAGES.items():
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made(), encoding="utf-8")
