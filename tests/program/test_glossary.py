"""One word a concept: what the glossary calls otherwise is said nowhere in the package and its docs."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OUT = {
    r"let(?:s|ting)? go": "stop managing",
    r"look-?ups?": "function",
    r"(?:what|that) moved": "drift",
    r"verbs?": "lifecycle operation",
    r"dead|living": "active run",
    r"nobody knows the end|nobody knows how it ended": "pending operation",
    r"ways? on": "recovery steps",
    r"engine's (?:saved )?plan": "update plan",
    r"plan folders?": "approval plan",
    r"first contacts?": "first reconciliation",
    r"(?:is|are) met by": "reconcile",
    r"strangers?": "unmanaged entry",
    r"holders?|keepers?": "owner",
    r"repetitions?": "retry",
    r"requests? at once": "concurrency",
    r"limit of (?:one|an) operation": "operation time-out",
    r"API is away": "cannot be reached",
    r"nobody was asked|decided? on": "approved",
    r"that or nothing": "approval plan",
    r"slips?": "mistake",
    r"go(?:es|ing)? on": "resume",
    r"anew": "again",
    r"lies? in": "is stored in",
}
"""What is not said, and the term of the glossary that is said instead."""

ALLOWED: dict[tuple[str, str], str] = {}
"""By file and words: where these mean something else."""

_ANY = re.compile(rf"\b(?:{'|'.join(OUT)})\b")
_BREAK = re.compile(r"""\n\s*(?:#:?|[frb]?["'])?\s*""")  # of lines, comments and strings that follow each other
_PLACE = re.compile(r"\{[^{}]*\}")  # of a value in an f-string, which is code
_FSTRING = [getattr(tokenize, f"FSTRING_{part}", tokenize.STRING) for part in ("START", "MIDDLE", "END")]  # from 3.12
_TEXTS = {tokenize.COMMENT, tokenize.STRING, _FSTRING[1]}
_BETWEEN = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, *_FSTRING}


def _one_line(text: str) -> str:
    return " ".join(_BREAK.sub(" ", text.lower().replace('"\n', "\n")).split())


def _said(text: str, *, is_python: bool) -> str:
    """What a file says, without its code; most files hold none of the words, and are not taken apart."""
    whole = _one_line(text)
    if not is_python or not _ANY.search(whole):
        return whole
    parts = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _TEXTS:
            parts.append(f"{_PLACE.sub(';', token.string)}\n")
        elif token.type not in _BETWEEN:
            parts.append("; ")
    return _one_line("".join(parts))


def found(name: str, text: str) -> list[str]:
    """The words of a file that are out, each with what to say."""
    hits = [hit[0] for hit in _ANY.finditer(_said(text, is_python=name.endswith(".py")))]
    return [f"{name}: {hit!r}, say {_term(hit)!r}" for hit in hits if (name, hit) not in ALLOWED]


def _term(words: str) -> str:
    return next(term for pattern, term in OUT.items() if re.fullmatch(pattern, words))


def _files() -> Iterator[Path]:
    yield from (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "__main__.py", ROOT / "stacks" / "schema.json")
    yield from sorted((ROOT / "changelog.d").glob("*.md"))
    yield from sorted((ROOT / "lox24_provider").rglob("*.py"))
    yield from sorted(page for page in (ROOT / "docs").rglob("*") if page.suffix in {".md", ".py"})


@pytest.mark.slow
def test_nothing_is_called_by_a_second_word() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in _files()}
    texts.pop("docs/explanation/glossary.md")  # which names both
    hits = [hit for name, text in texts.items() for hit in found(name, text)]
    assert not hits, "\n".join(hits)
    unused = [(name, words) for name, words in ALLOWED if words not in _one_line(texts.get(name, ""))]
    assert not unused, "allowed, and not said"


def test_every_term_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "explanation" / "glossary.md").read_text(encoding="utf-8")
    assert {*OUT.values()} <= {*re.findall(r"\*\*([^*]+)\*\*", glossary)}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.md", "The next run goes\non.", ["goes on"]),
        ("a.py", "# nothing of it is made\n# anew\n", ["anew"]),
        ("a.py", 'said = "this lies "\nother = f"{said} a let "\n', []),
        ("a.py", 'said = (\n    "it lets "\n    f"go of {group}"\n)\n', ["lets go"]),
        ("a.py", "def run(verb: str) -> None:\n    print(verb, codecs.lookup(verb))\n", []),
        ("a.py", "def test_a_stranger_is_not_removed(): ...\n", []),
    ],
)
def test_words_are_found_across_lines_and_not_in_code(name: str, text: str, words: list[str]) -> None:
    assert found(name, text) == [f"{name}: {one!r}, say {_term(one)!r}" for one in words]
