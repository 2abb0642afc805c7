"""What every rule is handed, and what it gives back."""

import functools
import re
from dataclasses import dataclass
from functools import cached_property

from paperledge.check.align import Alignment, align
from paperledge.check.passages import Window
from paperledge.check.words import Word, key_of, read_words

# Share of copied words from which a claim is a rewording of its passage ...
NEAR = 0.66
# ... and from which every change counts as a careless one: what the narrator writes. Below it, words were put in
# other words, and the encoder has more to say.
LIGHT = 0.86
_ENOUGH = 4  # own words of a claim of which one may be false
SURE = 1.5


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a rule holds against a claim. weight: 0.3 a doubt, 1 plain, SURE where no honest edit does it."""

    rule: str
    weight: float
    reason: str


@dataclass(frozen=True)
class Case:
    """A claim beside the window it is held to.

    known: text of the whole paper and its title, where a name may be known from; beside: words of other sentences
    of the script that rest on the same passage (what a split sentence left to its neighbour is not dropped).
    """

    claim: str
    window: Window
    known: str = ""
    beside: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The claim's words."""
        return read_words(self.claim)

    @cached_property
    def aligned(self) -> Alignment:
        """The claim against the window; an acronym and its long form count as the same words."""
        mine, theirs, longs = self.words, self.window.words, _long_forms(self.known or self.window.text)
        return align(_shortened(mine, theirs, longs), _shortened(theirs, mine, longs))

    @cached_property
    def read_as(self) -> str:
        """The claim as the encoder should read it: with the passage's acronyms where the claim spells them out."""
        text = self.claim
        for word in reversed(self.aligned.claim):
            if _ACRONYM.fullmatch(word.text) and text[word.start : word.end] != word.text:
                text = f"{text[: word.start]}{word.text}{text[word.end :]}"
        return text

    @property
    def names_topic(self) -> bool:
        """Whether the claim only says what it is about ("This one's about X"), and nothing of it."""
        return "about" in self.keys - self.passage_keys or _TOPIC.match(self.claim) is not None

    @property
    def near(self) -> bool:
        """Whether the claim is a light edit of the passage."""
        return self.aligned.copied >= NEAR

    @property
    def light(self) -> bool:
        """Whether the claim is a careful edit of the window, or would be one: each change must be explained.

        Words that only changed places count as kept, and one word may be another's: else a swap or a false word
        would pass for free wording.
        """
        few = self.lost <= 1 and sum(not w.function for w in self.aligned.claim) >= _ENOUGH
        return self.aligned.copied >= LIGHT or self.kept >= LIGHT or few

    @cached_property
    def kept(self) -> float:
        """Share of the claim's own words that are the passage's, wherever they stand there, 0..1."""
        held = self.aligned.pairs.keys() | self.aligned.moved.keys()
        own = [j for j, w in enumerate(self.aligned.claim) if not w.function]
        return sum(j in held for j in own) / len(own) if own else 0.0

    @cached_property
    def lost(self) -> int:
        """How many of the claim's own words stand nowhere in the passage: 0 or 1 in a careless edit."""
        held = self.aligned.pairs.keys() | self.aligned.moved.keys()
        return sum(not w.function and j not in held for j, w in enumerate(self.aligned.claim))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every word of the claim, function words too."""
        return frozenset(w.key for w in self.words)

    @cached_property
    def known_keys(self) -> frozenset[str]:
        """Every word of the whole paper."""
        return frozenset(w.key for w in read_words(self.known))

    @cached_property
    def passage_keys(self) -> frozenset[str]:
        """Every word of the window, function words too."""
        return frozenset(w.key for w in self.window.words)


def _shortened(
    words: tuple[Word, ...], other: tuple[Word, ...], longs: dict[str, tuple[str, ...]]
) -> tuple[Word, ...]:
    """The words, with a long form taken as the acronym where only the other side has the acronym."""
    known = {w.key for w in words}
    for short in sorted({w.text for w in other if _ACRONYM.fullmatch(w.text) and w.key not in known}):
        words = _fold_form(words, short, longs.get(short.removesuffix("s"), ()))
    return words


def _fold_form(words: tuple[Word, ...], short: str, long: tuple[str, ...]) -> tuple[Word, ...]:
    """long: keys of what the paper says the acronym stands for; without them its initials must do."""
    letters = short.removesuffix("s").lower()
    size = len(long) or len(letters)
    for start in range(len(words) - size + 1):
        run = words[start : start + size]
        if tuple(w.key for w in run) == long if long else _spell(run, letters):
            whole = Word(short, run[0].start, run[-1].end, key_of(short))
            return (*words[:start], whole, *words[start + size :])
    return words


def _spell(run: tuple[Word, ...], letters: str) -> bool:
    """Whether words have these initials; two plain words do so too easily, so two must be a name."""
    named = len(run) > 2 or all(w.text[0].isupper() for w in run)
    return named and "".join(w.text[0].lower() for w in run) == letters and not any(w.function for w in run)


@functools.lru_cache(maxsize=256)
def _long_forms(text: str) -> dict[str, tuple[str, ...]]:
    """Acronyms that a text explains, with the keys of their long forms: "Vision Transformers (ViTs)"."""
    out = {}
    for found in _EXPLAINED.finditer(text):
        words = read_words(text[max(0, found.start() - 90) : found.start()])[-len(found[1]) :]
        for n in range(len(words)):
            if (long := words[n:])[0].text[0] == found[1][0] and _subsequence(found[1].lower(), long):
                out[found[1]] = tuple(w.key for w in long)
    return out


def _subsequence(letters: str, words: tuple[Word, ...]) -> bool:
    """Whether the letters stand in the words in order."""
    rest = iter(" ".join(w.text.lower() for w in words))
    return all(letter in rest for letter in letters)


_EXPLAINED = re.compile(r"\(([A-Z][A-Za-z]{0,4}[A-Z])s?\)")
_TOPIC = re.compile(r"(?:\w+ ){1,4}(?:is|are) (?:all )?about ", re.I)
_ACRONYM = re.compile(r"(?:[A-Z]{2,6}|[A-Z][a-z]{1,3}[A-Z]{1,2})s?")
