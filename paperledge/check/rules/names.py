"""Names, acronyms, data sets: whoever is named must be named by the paper."""

import re
from collections.abc import Iterator, Sequence

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word

_NAME = re.compile(r"[^\W_]+(?:[-’'/.+][^\W_]+)*\+*")
_MIXED = re.compile(r"[^\W\d_]*[a-z][A-Z]|[A-Z]{2,}|[A-Za-z]+-?\d|\d+[A-Z]")
# Capital letters that name nothing of the paper's.
_PLAIN = frozenset(
    "i ai pc it's i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june "
    "july august september october november december english paperledge ernis arxiv ok tv us "
    "usa uk eu phd internet web earth "
    "2d 3d 4d dna rna gpu gpus cpu llm llms nlp ml".split()
)
_ADJECTIVES = frozenset("american british chinese european german french japanese indian spanish".split())


def find_names(text: str) -> list[re.Match[str]]:
    """Names in a plain text: mixed case, capitals, digits in them; or a capital that begins no sentence."""
    found = []
    for match in _NAME.finditer(text):
        word = match.group()
        if word.lower() in _PLAIN or not any(c.isalpha() for c in word):
            continue
        if is_mixed(word) or (word[0].isupper() and len(word) > 1 and _inside(text, match.start())):
            found.append(match)
    return found


def is_mixed(word: str) -> bool:
    """Whether a word is written as names are: mixed case, capitals, digits in it; but no number with its unit."""
    if re.fullmatch(r"\d+(?:\.\d+)?(?:x|k|K|M|B|s|ms|GB|MB|TB|Hz|kHz|MHz|GHz|th|st|nd|rd|s)", word):
        return False
    return _MIXED.search(word) is not None


def _inside(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"'“‘(")
    return bool(before) and before[-1] not in ".!?:…—–"


def fold_name(name: str) -> str:
    """A name without case, hyphens, possessive and plural: "LLMs", "LLM's" and "llm" are one."""
    low = re.sub(r"['’]s$", "", name).lower()
    low = re.sub(r"[-’'/.\s]", "", low)
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith("ss") else low


def folded(text: str) -> str:
    """A text with its words folded as names are, joined by single spaces, so that names can be looked up."""
    return " " + " ".join(fold_name(m) for m in re.findall(r"[^\W_]+(?:[-’'/.+][^\W_]+)*\+*", text)) + " "


def check_names(case: Case) -> Iterator[Fault]:
    """Each name of the claim must stand in the passage, or at least in the paper."""
    here, known = folded(case.window.text), folded(case.known)
    parts = {fold_name(p) for p in re.findall(r"[^\W_]+", case.window.text)}
    for match in find_names(case.claim):
        name = match.group()
        if _stands(name, here, parts, case.window.words) or (match.start() == 0 and not is_mixed(name)):
            continue
        if _in_expansion(match, case):
            continue
        if case.known and _stands(name, known, frozenset(known.split()), ()):
            if case.near:
                yield Fault("name", 0.6, f"{name} is named elsewhere in the paper, not in this passage")
        elif name.lower() not in _ADJECTIVES:
            yield Fault("name", 1.0, f"{name} is not named {'by the paper' if case.known else 'in the passage'}")


def _in_expansion(match: re.Match[str], case: Case) -> bool:
    """Whether the name is a word of an acronym of the passage spelled out ("Large" of Large Language Models)."""
    if any(w.start <= match.start() < w.end and case.claim[w.start : w.end] != w.text for w in case.aligned.claim):
        return True
    near = [w for w in case.words if abs(w.start - match.start()) < 60]
    return any(spells(short, near) and match.group()[0] in short for short in short_forms(case.window.text))


def short_forms(text: str) -> list[str]:
    """Acronyms of a text, without a plural's s."""
    return re.findall(r"\b[A-Z][A-Za-z]?[A-Z]{1,5}(?=s?\b)", text)


def _stands(name: str, here: str, parts: Sequence[str] | set[str] | frozenset[str], words: Sequence[Word]) -> bool:
    low = fold_name(name)
    if f" {low} " in here or low in parts or (len(low) > 3 and low in here):
        return True
    pieces = [fold_name(p) for p in re.split(r"[-/.]", name) if p]
    if len(pieces) > 1 and all(f" {p} " in here or p in parts for p in pieces):
        return True
    return spells(name, words)


def spells(acronym: str, words: Sequence[Word]) -> bool:
    """Whether running words have the acronym's letters as their initials ("LLMs": large language models)."""
    letters = re.sub(r"s$", "", acronym).lower()
    if not 2 <= len(letters) <= 6 or not letters.isalpha():
        return False
    every = "".join(w.text[0].lower() for w in words)
    content = "".join(w.text[0].lower() for w in words if not w.function)
    return letters in every or letters in content
