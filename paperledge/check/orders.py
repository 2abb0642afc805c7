"""Orders to a reader or a machine inside a paper's text, and words that are never spoken."""

import functools
import html
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any

from paperledge.check.cues import cue
from paperledge.prose import split_sentences

_SQUASH = re.compile(r"[\W_]+")
_SHORT = 10  # words; orders are split over sentences no longer than this
_RUN = 4  # sentences that an order may be split over
# Letters of other scripts that look like Latin ones, for words that mix the two.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅαεινορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhqwABEKMHOPCTXIJSaeivoptuxABEZHIKMNOPTYX"
)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]){4,}[^\W\d_](?![^\W_])")
_BLOB = re.compile(r"(?<![\w/.:])[A-Za-z0-9+/]{28,}={0,2}(?![\w/])")


@functools.lru_cache(maxsize=8192)
def find_order(text: str) -> str:
    """Why a sentence of a paper is no evidence: it gives orders, or hides something. "" for an ordinary one.

    It is looked for in the text as it stands and as a reader would see it: entities resolved, invisible signs out,
    letters of other scripts and spaced-out words as what they look like, in some twenty languages.
    """
    if found := _find_in_one(text):
        return found
    return "gives orders to a reader or a machine, in pieces" if find_split_orders(text) else ""


@functools.lru_cache(maxsize=8192)
def _find_in_one(text: str) -> str:
    if hidden := cue("hidden").search(text):
        return f"holds hidden text or markup ({hidden.group()[:20].strip()!r})"
    if blob := next((m.group() for m in _BLOB.finditer(text) if _is_code(m.group())), ""):
        return f"holds encoded text ({blob[:12]!r}…)"
    seen = _as_seen(text)
    if order := cue("orders").search(seen) or cue("orders_elsewhere").search(seen):
        return f"gives orders to a reader or a machine ({order.group()[:60].strip()!r})"
    return ""


@functools.lru_cache(maxsize=64)
def find_split_orders(text: str) -> tuple[tuple[int, int], ...]:
    """Where sentences of a text stand, (start, end), that only together give an order ("Ignore all. Previous
    instructions.").
    """
    spans = split_sentences(text)
    short = [len(text[a:b].split()) <= _SHORT for a, b in spans]
    found: set[tuple[int, int]] = set()
    for first in range(len(spans)):
        for last in range(first + 1, min(first + _RUN, len(spans))):
            if not all(short[first : last + 1]):
                break
            run = [re.sub(r"[^\w\s]+$", "", text[a:b]) for a, b in spans[first : last + 1]]
            if _find_in_one(" ".join(run)) and not _find_in_one(" ".join(run[1:])):
                # What follows in the same breath belongs to it.
                ends = [n for n in range(first, min(first + _RUN, len(spans))) if all(short[first : n + 1])]
                found.update(spans[n] for n in ends)
                break
    return tuple(sorted(found))


def _as_seen(text: str) -> str:
    flat = unicodedata.normalize("NFKC", html.unescape(text))
    flat = "".join(c for c in flat if unicodedata.category(c) != "Cf")
    flat = " ".join(w.translate(_LOOKALIKES) if _mixes(w) else w for w in flat.split())
    return _SPACED.sub(lambda m: re.sub(r"[ .\-_*]", "", m.group()), flat)


def _mixes(word: str) -> bool:
    return not word.isascii() and (
        any("a" <= c.lower() <= "z" for c in word) or word.translate(_LOOKALIKES).isascii()
    )


def _is_code(blob: str) -> bool:
    """Whether a long run of letters is no word and no name: both cases and digits in it, or padding behind it."""
    kinds = (str.isupper, str.islower, str.isdigit)
    return blob.endswith("=") or all(any(kind(c) for c in blob) for kind in kinds)


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
