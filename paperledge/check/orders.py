"""Orders to a reader or a machine inside a paper's text, and words that are never spoken."""

import functools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any

from paperledge.check.cues import cue

_SQUASH = re.compile(r"[\W_]+")


def find_order(text: str) -> str:
    """Why a sentence of a paper is no evidence: it gives orders, or hides something. "" for an ordinary one."""
    if hidden := cue("hidden").search(text):
        return f"holds hidden text or markup ({hidden.group()[:20].strip()!r})"
    flat = unicodedata.normalize("NFKC", text)
    if order := cue("orders").search(" ".join(flat.split())):
        return f"gives orders to a reader or a machine ({order.group()[:60].strip()!r})"
    return ""


def find_harm(text: str) -> str:
    """A slur or threat in a sentence, named by its kind only; "" when there is none."""
    low = " ".join(text.lower().split())
    words = {_SQUASH.sub("", w) for w in low.split()}
    if any(_is_form(word, stem) for word in words for stem in _harm()["slurs"].split()):
        return "holds a slur or an obscenity"
    if any(threat in low for threat in _harm()["threats"]):
        return "holds a threat or hateful speech"
    return ""


def _is_form(word: str, stem: str) -> bool:
    return word in (
        stem,
        stem + "s",
        stem + "es",
        stem + "ed",
        stem + "er",
        stem + "ers",
        stem + "ing",
        stem + "y",
    )


@functools.cache
def _harm() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/harm.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
