"""What an implication speaks of: the paper's subject, its concepts, people and plain words; nothing new, nothing
turned round.
"""

import functools
from collections.abc import Iterator, Sequence

from paperledge.check.cues import host_words
from paperledge.check.liberties import content_words, paper_keys, speaks_of
from paperledge.check.words import Word, kin, opposites_of, read_words, same_pole, synonyms_of, word_class
from paperledge.prose import plain, split_sentences
from paperledge.records import Document
from paperledge.story import open_book

_HELD = 0.75  # least share of the words that carry the subject which the paper or its concepts must hold
_THINGS = 2  # of the implication that a sentence must hold to be about the same
_MOST_NEW = 1  # words that neither does


def find_new_subject(text: str, document: Document) -> Iterator[str]:
    """A reason where a (plain) implication brings in subject matter that the paper does not have.

    Everyday words neither help nor harm; of the rest at least three quarters must stand in title or text (in any
    form, or by a synonym) or in an entry of the concept book that the paper uses, at most one may be new, and
    none of health, money or danger.
    """
    carriers, new = [], []
    for word in content_words(read_words(text)):
        held = speaks_of(document, word.key) or word.key in _concept_keys(document) or _is_form(word, document)
        if held or word.key not in host_words("everyday"):
            carriers.append(word)
        if not held and word.key not in host_words("everyday"):
            new.append(word)
    grave = [w for w in new if w.key in host_words("grave")]
    share = 1.0 - len(new) / len(carriers) if carriers else 1.0
    if grave or len(new) > _MOST_NEW or share < _HELD:
        named = ", ".join(dict.fromkeys(w.text for w in grave or new))
        yield f"speaks of what the paper doesn't speak of ({named})"


def find_turned(text: str, document: Document) -> Iterator[str]:
    """A reason where a (plain) implication says the contrary of the sentences of the paper on the same things.

    Poles ("improve", "harm") and negations that differ are counted: "longer naps may help" agrees with "short naps
    harm". It is turned where each sentence that speaks of its things, and of which way they go, differs an odd
    number of times.
    """
    mine = read_words(text)
    things = {w.key for w in content_words(mine) if w.key not in host_words("everyday") | word_class("turning")}
    if len(things) < _THINGS or not {w.key for w in mine} & word_class("turning"):
        return
    odds = []
    for start, end in split_sentences(document.text):
        theirs = read_words(plain(document.text[start:end]))
        held = {w.key for w in theirs}
        if sum(not synonyms_of(key).isdisjoint(held) for key in things) >= max(_THINGS, 0.6 * len(things)):
            odds.append(_differences(mine, theirs))
    told = [count for count in odds if count is not None]
    if told and all(count % 2 for count in told):
        yield "turns round what the paper says of the same things"


def _differences(mine: Sequence[Word], theirs: Sequence[Word]) -> int | None:
    """How many poles and negations differ; None where the sentence doesn't say which way things go."""
    held = {w.key for w in theirs}
    poles = [w.key for w in mine if opposites_of(w.key)]
    turned = [key for key in poles if opposites_of(key) & held and not _same_side(key, held)]
    straight = [key for key in poles if key in word_class("turning") and _same_side(key, held)]
    if not turned and not straight:
        return None
    return len(set(turned)) + (_denies(mine) != _denies(theirs))


def _same_side(key: str, held: set[str]) -> bool:
    return not synonyms_of(key).isdisjoint(held) or any(same_pole(key, other) for other in held)


def _denies(words: Sequence[Word]) -> bool:
    return any(w.key in ("not", "no", "never", "without") for w in words)


def _is_form(word: Word, document: Document) -> bool:
    return any(kin(word.key, key) for key in paper_keys(document) if key[:4] == word.key[:4])


@functools.lru_cache(maxsize=64)
def _concept_keys(document: Document) -> frozenset[str]:
    """Words of the concept book's entries that title and text use."""
    found = open_book().find(plain(f"{document.paper.title}. {document.text}"))
    texts = [text for match in found for text in (*match.concept.names, match.concept.plain)]
    return frozenset(w.key for text in texts for w in content_words(read_words(text)))
