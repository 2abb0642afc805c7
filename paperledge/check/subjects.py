"""What an implication speaks of: the paper's subject, its concepts, people and plain words; nothing new."""

import functools
from collections.abc import Iterator

from paperledge.check.cues import host_words
from paperledge.check.liberties import content_words, paper_keys, speaks_of
from paperledge.check.words import Word, kin, read_words
from paperledge.prose import plain
from paperledge.records import Document
from paperledge.story import open_book

_HELD = 0.75  # least share of the words that carry the subject which the paper or its concepts must hold
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


def _is_form(word: Word, document: Document) -> bool:
    return any(kin(word.key, key) for key in paper_keys(document) if key[:4] == word.key[:4])


@functools.lru_cache(maxsize=64)
def _concept_keys(document: Document) -> frozenset[str]:
    """Words of the concept book's entries that title and text use."""
    found = open_book().find(plain(f"{document.paper.title}. {document.text}"))
    texts = [text for match in found for text in (*match.concept.names, match.concept.plain)]
    return frozenset(w.key for text in texts for w in content_words(read_words(text)))
