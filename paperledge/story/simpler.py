"""How near to the paper's wording a persona keeps: its own words, plain words, or its simpler sentences alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from paperledge.records import Document
from paperledge.story.acronyms import ACRONYM
from paperledge.story.concepts import open_book
from paperledge.story.english import count, hardness, has_verb
from paperledge.story.familiar import is_rare
from paperledge.story.outline import Outline, outline_document
from paperledge.story.reading import DEED, Told, reads_well
from paperledge.story.shorten import GUARD, trim
from paperledge.story.split import split_long
from paperledge.story.wording import say_plainly

_TARGET = 10  # words from which on a simple sentence is split, if it can be
_TRIMMED = 14  # words from which on its asides and tails go
_EASY = 10.0  # hardness of what is told of the paper; with the host's words an episode is of grade 7
_HARD = 16.0  # hardness of a sentence that is no quotation for children, nor the end of what is told
_TERMS = 3  # that must be explained: a sentence with so many is left to other listeners
_TOO_MANY, _POINT = 5.0, 4.0  # grades: for such a sentence, and for one that says what was done or how much
_FEWEST = 3  # sentences of a story
_LEAST = {"abstract": 120, "full text": 420}  # words of the paper with which a story is told
_BARE = 0.55  # of them are enough where the rest is too hard for any child
_TOO_HARD = 19.0  # hardness of such a sentence
_RARE = 12.0  # grades that a text of nothing but rarer ones is harder by
_ASKS = re.compile(r"\b(?:how|why|what|whether)\b")  # its verb may stand behind the tail that would go
_NUMBER = re.compile(r"\d")
_OPEN_END = re.compile(
    r",? (?:through|via|by|with|using|of|in|for) (?:\w+ )?(?:methods|ways|means|tasks|things|factors)\.$"
)


def outline_for(document: Document, budget: int, claims: str) -> Outline:
    """What is told to a persona's listeners; claims: "exact", "plain" or "simple", see Persona."""
    simple = claims == "simple"
    outline = (
        outline_document(document, budget, quotable=_is_simple) if simple else outline_document(document, budget)
    )
    if claims == "exact":
        return outline
    say = _said_simply if simple else _said_plainly
    told = {section: [say(t) for t in items] for section, items in outline.told.items()}
    return replace(outline, told=_simplest(told, _LEAST[document.read]) if simple else told)


def grade(sentences: Sequence[str]) -> float:
    """Flesch-Kincaid reading grade: 7 is what an average child of twelve reads."""
    return (
        0.39 * count(" ".join(sentences)) / max(1, len(sentences)) + 11.8 * hardness(" ".join(sentences)) - 15.59
    )


def _hardness(sentences: Sequence[str]) -> float:
    """Reading grade, and more for words that are rare."""
    words = re.findall(r"[a-z]{3,}", " ".join(sentences).lower())
    return grade(sentences) + _RARE * sum(map(is_rare, words)) / max(1, len(words))


def _is_simple(text: str) -> bool:
    return _hardness([text]) <= _HARD and not ACRONYM.search(text)


def _said_plainly(told: Told) -> Told:
    return replace(told, pieces=tuple(map(say_plainly, told.pieces)))


def _said_simply(told: Told) -> Told:
    return replace(told, pieces=tuple(short for piece in told.pieces for short in _pieces(say_plainly(piece))))


def _pieces(piece: str) -> list[str]:
    """A spoken sentence in shorter ones, where each can stand."""
    shorter = piece if _ASKS.search(piece) else trim(piece, _TRIMMED)
    for whole in (shorter, piece):
        short = split_long(whole, target=_TARGET)
        if short and all(has_verb(s) and reads_well(s) and not _OPEN_END.search(s) for s in short):
            return short
    return [piece]


def _simplest(told: dict[str, list[Told]], least: int) -> dict[str, list[Told]]:
    """Without the hardest sentences, until the rest reads easily, or no more can be spared."""
    leaned_on = _leaned_on(told)
    kept = {section: [_without_hard_end(t, leaned_on) for t in items] for section, items in told.items()}
    while spare := [
        group
        for section, items in kept.items()
        for group in _groups(items)
        if _can_be_spared(kept, group, len(items) if section != "problem" else 0, least)
    ]:
        hardest = max(spare, key=_burden)
        if _burden(hardest) <= (_EASY if _hardness(_said(kept)) > _EASY else _TOO_HARD):
            break
        kept = {section: [t for t in items if t not in hardest] for section, items in kept.items()}
    return kept


def _groups(items: Sequence[Told]) -> Iterator[list[Told]]:
    """Each sentence with those after it that lean on it: they go together."""
    for i, told in enumerate(items):
        yield [told, *takewhile(lambda t: t.leans, items[i + 1 :])]


def _can_be_spared(kept: dict[str, list[Told]], group: list[Told], whole: int, least: int) -> bool:
    """Whether a story is left; whole: sentences of a section that must not go as a whole."""
    rest = {section: [t for t in items if t not in group] for section, items in kept.items()}
    if _leaned_on(rest) & {t.place for t in group} or (_says_deed(group) and not _says_deed(*rest.values())):
        return False
    enough = least * (_BARE if _burden(group) > _TOO_HARD else 1)
    return (
        len(group) != whole and sum(map(len, rest.values())) >= _FEWEST and count(" ".join(_said(rest))) >= enough
    )


def _said(told: dict[str, list[Told]]) -> list[str]:
    return [piece for items in told.values() for t in items for piece in t.pieces]


def _burden(group: Sequence[Told]) -> float:
    """How hard sentences are to follow: harder where one needs many terms, easier where they say the point."""
    text = " ".join(p for t in group for p in t.pieces)
    terms = [{m.concept.term for m in open_book().find(" ".join(t.pieces))} for t in group]
    many = any(
        len(found | set(ACRONYM.findall(" ".join(t.pieces)))) >= _TERMS
        for found, t in zip(terms, group, strict=True)
    )
    point = any(t.limit or t.role == "objective" for t in group) or _says_deed(group) or bool(_NUMBER.search(text))
    return _hardness([p for t in group for p in t.pieces]) + _TOO_MANY * many - _POINT * point


def _says_deed(*told: Sequence[Told]) -> bool:
    """Whether a sentence says what the authors did: one of these stays, or there is no story."""
    return any(DEED.search(piece) for items in told for t in items for piece in t.pieces)


def _leaned_on(told: dict[str, list[Told]]) -> set[int]:
    """Places of sentences that the next one leans on."""
    return {t.place - 1 for items in told.values() for t in items if t.leans}


def _without_hard_end(told: Told, leaned_on: set[int]) -> Told:
    """A sentence without its last pieces, where those are hard, hedge nothing and nothing leans on them."""
    pieces = list(told.pieces)
    while len(pieces) > 1 and told.place not in leaned_on and _can_go(pieces[-1]):
        pieces.pop()
    return replace(told, pieces=tuple(pieces))


def _can_go(piece: str) -> bool:
    return _hardness([piece]) > _HARD and not GUARD.search(piece) and not _NUMBER.search(piece)
