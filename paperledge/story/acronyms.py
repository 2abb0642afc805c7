"""Acronyms a paper defines, and their spoken form at first use."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from paperledge.prose import plain
from paperledge.records import Passage
from paperledge.story.concepts import ConceptBook
from paperledge.story.english import is_surely_finite

ACRONYM = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z][\w-]*[A-Z])[A-Za-z][A-Za-z0-9]{1,7}(?:s(?=\b))?(?![\w-])")
_DEFINED = re.compile(r"([^()]{3,120}?)\s?\(([A-Za-z][A-Za-z0-9-]{1,9})\)")
_REVERSED = re.compile(r"\b([A-Z][A-Za-z0-9]{1,7}) \(([a-z][^()]{4,60})\)")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
# Everybody says these as they stand.
_COMMON = frozenset(
    "AI US UK EU UN DNA RNA TV PC GPS HIV AIDS USA NASA CPU GPU CT MRI X-ray 2D 3D COVID PDF URL "
    "HTML IQ ID USB WHO CO2 pH OK".split()
)


def find_acronyms(text: str, book: ConceptBook) -> dict[str, str]:
    """Acronym -> what it stands for: by the paper's own "long form (LF)", else by the concept book."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match.group(2)
        if long := _long_form(short, match.group(1)):
            found.setdefault(_bare(short), long if short == _bare(short) else _one(long))
    for match in _REVERSED.finditer(text):
        if _long_form(match.group(1), match.group(2)) == match.group(2):
            found.setdefault(match.group(1), match.group(2))
    words = frozenset(w[:5].lower() for w in _LETTERS.findall(text))
    for bare in dict.fromkeys(_bare(match.group()) for match in ACRONYM.finditer(text)):
        if bare not in found and (long := _of_the_book(bare, book, words)):
            found[bare] = long
    return {short: long for short, long in found.items() if short not in _COMMON}


def _of_the_book(short: str, book: ConceptBook, words: AbstractSet[str]) -> str:
    """What the book knows an acronym to stand for: its term, or another name, that the text has the words of.

    words: those of the text, in lower case, cut to five letters.
    """
    for k, name in enumerate(book.names(short)):
        named = [w[:5].lower() in words for w in _LETTERS.findall(name)]
        # Where the paper has few of its words, "CMB" may well stand for something else.
        known = 2 * sum(named) >= len(named) if k == 0 else sum(named) > 1
        if known and short.lower() not in name.lower() and _long_form(short, name) == name:
            return name
    return ""


def can_be_said(acronym: str, forms: Mapping[str, str]) -> bool:
    """Whether a listener knows an acronym, or can be told what it stands for."""
    return acronym in _COMMON or _bare(acronym) in _COMMON or acronym in forms or _bare(acronym) in forms


def explained_at(passages: Sequence[Passage], short: str, long: str) -> str:
    """The id of the first passage that has "long form (SF)", "" where none has."""
    marked = re.compile(rf"{re.escape(long)}s?\s?\(\s?{re.escape(short)}", re.IGNORECASE)
    return next((p.id for p in passages if marked.search(plain(p.text))), "")


def one_of(long: str, text: str) -> str:
    """A long form in the singular, where its text has that: "Atlas" and "Bayes" are no plurals."""
    one = re.sub(r"(?<=[^\Wsui])s$", "", long)
    return one if re.search(rf"\b{re.escape(one.split()[-1])}\b", text) else long


def _one(long: str) -> str:
    """One of what a plural acronym stands for: "large language models (LLMs)" is "LLM", a large language model."""
    return re.sub(r"(?<=[^\Wsui])s$", "", re.sub(r"(?<=[^\Waeio])ies$", "y", long))


def _alone(short: str) -> str:
    return rf"(?<![\w/(-]){re.escape(short)}(?:s|es)?(?![\w/)]|-(?=[A-Z0-9]))"


def _bare(acronym: str) -> str:
    plural = acronym.endswith("s") and len(acronym) > 2 and acronym[-2].isupper()
    return acronym[:-1] if plural and sum(c.isupper() for c in acronym) > 1 else acronym


# "E2E" is "end to end".
_SOUND = {"2": "t", "4": "f"}


def _long_form(short: str, before: str) -> str:
    """The words before "(SF)" that SF abbreviates (Schwartz and Hearst, PSB 2003), "" when there are none."""
    letters = [_SOUND.get(c, c.lower()) for c in _bare(short) if c.isalnum()]
    if sum(c.isupper() for c in short) < 2 or len(letters) < 2:
        return ""
    words = before.split()[-(len(letters) + 5) :]
    text, i = " ".join(words), len(" ".join(words)) - 1
    for k, letter in enumerate(reversed(letters)):
        first = k == len(letters) - 1
        while i >= 0 and (text[i].lower() != letter or (first and i > 0 and text[i - 1].isalnum())):
            i -= 1
        if i < 0:
            return ""
        start, i = i, i - 1
    long = text[start:]
    fits = (
        len(long.split()) <= min(len(letters) + 5, 2 * len(letters))
        and len(long) > len(short)
        and "," not in long
        and not long[:1].isdigit()
    )
    return long if fits else ""


class Introducer:
    """Says an acronym in full where it first comes up, and gives the short form along when it's needed again."""

    def __init__(self, forms: Mapping[str, str], texts: list[str], paper: str = "") -> None:
        """texts: what will be said. paper: its whole text; what only the book spells out it did not say."""
        self._forms = dict(forms)
        self.borrowed = {s for s, long in forms.items() if paper and _flat(long) not in _flat(paper)}
        self._known: set[str] = set()
        self._uses = {short: sum(_uses(short, t) for t in texts) for short in forms}

    def say(self, text: str) -> str:
        """A sentence with acronyms introduced; sentences must come in the order they are spoken."""
        for short, long in self._forms.items():
            if re.search(rf"(?<![\w-]){re.escape(short)}(?:s|es)?(?!\w)", text):
                text = self._introduce(text, short, long)
        # Brackets that remain hold acronyms nobody needs again.
        return re.sub(r"\s?\([\w&/+*-]{1,16}\)", "", text)

    def unheard(self, text: str) -> list[tuple[str, str, bool]]:
        """(short, long, before a noun) of a sentence's acronyms that nobody has heard and it doesn't explain.

        Only those that come up again, or stand before a noun: others are best said in full where they stand.
        """
        found = []
        for short, long in self._forms.items():
            alone = re.search(_alone(short), text)
            if not alone or short in self._known or _flat(long) in _flat(text):
                continue
            rest = text[alone.end() :]
            noun = _noun_follows(rest) or rest.startswith("-")
            if short in self.borrowed:
                found.append((short, long, True))
            elif self._uses[short] > 1 or noun:
                # "UV light" said once is "ultraviolet light"; a longer form would stand in the way of the noun.
                found.append((short, long, noun and (self._uses[short] > 1 or len(long.split()) > 2)))
        return found

    def heard(self, short: str) -> None:
        """Take note that an acronym was explained."""
        self._known.add(short)

    def knows(self, text: str) -> None:
        """Take note of what was said elsewhere (a quotation, a background sentence)."""
        self._known |= {
            short for short, long in self._forms.items() if long.lower() in text.lower() and _uses(short, text)
        }

    def _introduce(self, text: str, short: str, long: str) -> str:
        bracket = re.compile(rf"\s?\({re.escape(short)}s?\)")
        again = self._uses[short] > 1
        if held := bracket.search(text):
            plural = "s" if re.search(rf"\({re.escape(short)}s\)", text) else ""
            many = re.search(r"(?<![sui])s$", text[: held.start()]) and re.search(r"[A-RT-Z]$", short)
            joined = text[held.end() :].startswith("-")
            if many and not _before_noun(text[held.end() :]):
                plural = "s"
            if not plural and _before_noun(text[held.end() :]):
                text = re.sub(rf"(?<=[a-rt-z])s(?=\s?\({re.escape(short)}\))", "", text)
            gloss = f", or {short}{plural}," if again and short not in self._known and not joined else ""
            self._known |= {short} if gloss else set()
            text = bracket.sub(gloss, text, count=1)
            return re.sub(r",([,.;:?!])", r"\1", text)
        if short in self._known:
            return text
        alone = re.compile(rf"(?<![\w/-]){re.escape(short)}(s|es)?(?![\w/]|-(?=[A-Z0-9]))")
        found = alone.search(text)
        if not found:
            return text
        self._known.add(short)
        if _flat(long) in _flat(text):
            return text
        full = _plural(long) if found.group(1) and not long.endswith(("s", "i", "a")) else long
        rest = text[found.end() :]
        joined = rest.startswith(("-", "'s", "’s"))
        if (joined or _before_noun(rest)) and not found.group(1):
            full = re.sub(r"(?<=[a-hj-rtv-z])s$", "", full)
        gloss = f", or {found.group()}," if again and not joined else ""
        full = full[:1].upper() + full[1:] if found.start() == 0 else full
        text = text[: found.start()] + _article(text[: found.start()], full) + full + gloss + text[found.end() :]
        return re.sub(r",([,.;:?!])", r"\1", re.sub(r"\b([Aa])n? \ue002", _fix_article, text))


_THING = re.compile(
    r" (?:\w+ments?|\w+[ts]ions?|\w+ances?|\w+ences?|\w+it(?:y|ies)|agents?|systems?|outputs?|models?|methods?|"
    r"benchmarks?|training|reasoning|research|safety|judges?|architectures?|techniques?|tasks?|datasets?|"
    r"frameworks?|approach(?:es)?|algorithms?|responses?|biases|bias|pipelines?|layers?|networks?)\b"
)


def _before_noun(rest: str) -> bool:
    """Whether a noun follows that the short form belongs to ("Large Language Models (LLM) alignment")."""
    return bool(_THING.match(rest))


_NO_NOUN = frozenset(
    "and or but to of in on for with by as at from that which who when while where than not also both then using "
    "based such including into onto over under between during after before via because so if".split()
)


def _noun_follows(rest: str) -> bool:
    """Whether the next word may be a noun that the acronym belongs to ("NLP researchers")."""
    word = re.match(r" ([a-z][a-z-]+)\b", rest)
    return word is not None and not (
        word.group(1) in _NO_NOUN or is_surely_finite(word.group(1)) or word.group(1).endswith(("ed", "ly"))
    )


def _flat(text: str) -> str:
    return text.lower().replace("-", " ")


def _article(before: str, full: str) -> str:
    """A mark after "a" or "an", whose form follows the new word."""
    return "\ue002" if re.search(r"\b[Aa]n? $", before) and full else ""


def _fix_article(match: re.Match[str]) -> str:
    following = match.string[match.end() :][:1].lower()
    return match.group(1) + ("n " if following in "aeiou" else " ")


def _uses(short: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(short)}s?(?!\w)", text))


def _plural(long: str) -> str:
    return long[:-1] + "ies" if long.endswith("y") and long[-2] not in "aeiou" else long + "s"
