"""The pictures of the documentation, drawn by a browser without a window: `make pictures`.

It needs chromium and pdftocairo. Pictures are vector graphics, which git can compare. Each names the digest of the page
that it shows, so that a check without a browser sees when a page has changed since.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import requests

from lox24_provider.testing import Sandbox
from tests.support.browser import CHROMIUM, Browser

__all__ = ["IMAGES", "PICTURES", "digest_of", "is_of"]

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH = 1000  # pixels of a page
INCH = 96  # pixels
LIGHT = """<style>
:root { color-scheme: light } html { background: #fff } body { padding: 1rem } .card { overflow: visible }
</style>"""
CHANGES = {
    "Pulumi.dev.yaml": ("Best clients", "Our best clients"),
    "lists/on-call.csv": (
        "Cem Example,payments\n",
        "Cem Example,platform\n+4915550000004,Dana Example,payments\n",
    ),
}


def review_page() -> str:
    """The review of the change that the tutorial makes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "lists"
        _run("lox24", "init", "lists", "--client-id", "1234567", at=folder.parent)
        _run("git", "init", "--quiet", at=folder)
        _run("git", "add", ".", at=folder)
        _run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "a", at=folder)
        for name, (old, new) in CHANGES.items():
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        _run("lox24", "review", "-s", "dev", "--against", "HEAD", "--html", "review.html", at=folder, status=2)
        return (folder / "review.html").read_text(encoding="utf-8")


def sandbox_page() -> str:
    """The page of a sandbox with the groups of the tutorial; times and request ids, which differ, are made up."""
    with Sandbox() as sandbox:
        on_call = sandbox.add_group("On-call engineers", name_a="name", name_b="team")
        sandbox.add_group("My Clients", description="Our best clients", name_a="salutation", name_b="name")
        for number in range(1, 5):
            sandbox.add_entry(on_call, f"+491555000000{number}")
        with requests.Session() as session:
            session.trust_env = False
            page = session.get(sandbox.url, timeout=30).text
    page = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "2026-11-28 09:30:00", page)
    return re.sub(r'(<td class="code soft">)[^<\n]+', rf"\g<1>{'0' * 32}", page)


PICTURES: Mapping[str, Callable[[], str]] = {"review": review_page, "sandbox": sandbox_page}


def digest_of(page: str) -> str:
    """What a picture names of the page that it shows."""
    return hashlib.sha256(page.encode()).hexdigest()


def is_of(picture: str, page: str) -> bool:
    """Whether a picture shows this page."""
    return f"<!-- {digest_of(page)} -->" in picture


def _run(*command: str, at: Path, status: int = 0) -> None:
    ended = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if ended.returncode != status:
        raise RuntimeError(f"{' '.join(command)}: {ended.stderr}")


def _drawn(page: str, *, browser: Browser, into: Path) -> str:
    """The page as a vector graphic, as high as it is."""
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page).replace("</head>", f"{LIGHT}</head>")
    (into / "page.html").write_text(page, encoding="utf-8")
    tab = browser.tab()
    tab.call("Emulation.setEmulatedMedia", media="screen")
    tab.call("Emulation.setDeviceMetricsOverride", width=WIDTH, height=100, deviceScaleFactor=1, mobile=False)
    tab.go((into / "page.html").as_uri())
    height = tab.run("document.documentElement.offsetHeight") + 16
    paper = {"paperWidth": WIDTH / INCH, "paperHeight": height / INCH}
    margins = {f"margin{side}": 0 for side in ("Top", "Bottom", "Left", "Right")}
    printed = tab.call("Page.printToPDF", printBackground=True, pageRanges="1", **paper, **margins)["data"]
    (into / "page.pdf").write_bytes(base64.b64decode(printed))
    _run("pdftocairo", "-svg", "page.pdf", "page.svg", at=into)
    return (into / "page.svg").read_text(encoding="utf-8")


def main() -> int:
    """Makes those that show a page as it was."""
    if not CHROMIUM or not shutil.which("pdftocairo"):
        print("pictures need chromium and pdftocairo: apt-get install chromium poppler-utils (Debian's)")
        return 1
    IMAGES.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        page, file = made(), IMAGES / f"{name}.svg"
        if file.exists() and is_of(file.read_text(encoding="utf-8"), page):
            continue
        with tempfile.TemporaryDirectory() as folder, Browser(Path(folder, "profile")) as browser:
            drawn = _drawn(page, browser=browser, into=Path(folder))
        file.write_text(drawn.replace("\n", f"\n<!-- {digest_of(page)} -->\n", 1), encoding="utf-8")
        print(f"docs/images/{file.name}: {len(drawn) // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
