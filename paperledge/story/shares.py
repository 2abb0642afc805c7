"""Whose words an episode holds: where the paper gave little, the host's give way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from paperledge.records import Sentence
from paperledge.story.english import count
from paperledge.story.shorten import upper_first

PATTER = 0.08  # largest share of greeting, hinges and sign-off
_HINGE = 6  # words of a question that leads into the finding or the reasons, on average


def yield_to_paper(sentences: list[Sentence]) -> None:
    """Where the paper gave little, the host speaks to fewer audiences; the last one, everybody, stays."""
    while sum(s.kind == "implication" for s in sentences) > 1:
        sizes = Counter[str]()
        for s in sentences:
            sizes[s.kind] += count(s.text)
        paper = sizes["claim"] + sizes["quote"]
        host = sizes.total() - paper - sizes["credit"] - sizes["disclosure"]
        if host + _HINGE <= paper:
            return
        first = next(i for i, s in enumerate(sentences) if s.kind == "implication")
        if sizes["patter"] > PATTER * (host + paper - count(sentences[first].text)):
            return
        del sentences[first]
        after = sentences[first]
        if after.text.startswith("And "):
            sentences[first] = replace(after, text=upper_first(after.text.removeprefix("And ")))


def spare_picture(sentences: list[Sentence]) -> None:
    """The picture goes where the paper's own term has one too, if the paper's words then carry half."""
    sizes = Counter[str]()
    for s in sentences:
        sizes[s.kind] += count(s.text)
    paper = sizes["claim"] + sizes["quote"]
    over = sizes.total() - paper - sizes["credit"] - sizes["disclosure"] - paper
    pictures = [s for s in sentences if s.kind == "analogy"]
    if over > 0 and len(pictures) > 1 and count(pictures[0].text) >= over:
        sentences.remove(pictures[0])


def spare_patter(sentences: list[Sentence]) -> None:
    """Touches of the host's are spared where the paper gave little, so that patter stays a small part."""
    while True:
        words = sum(count(s.text) for s in sentences if s.kind not in {"credit", "disclosure"})
        patter = sum(count(s.text) for s in sentences if s.kind == "patter")
        touches = [s for s in sentences if s.kind == "patter" and s.section in {"ponder", "analogy"}]
        if not touches or patter <= PATTER * words:
            return
        sentences.remove(touches[0])


def has_room(sentences: Sequence[Sentence], text: str) -> bool:
    """Whether patter stays a small part of the whole with so much more of it."""
    words = sum(count(s.text) for s in sentences if s.kind not in {"credit", "disclosure"})
    hinges = {"finding", "why"}
    said = [s for s in sentences if s.kind == "patter" or (s.kind == "question" and s.section in hinges)]
    return sum(count(s.text) for s in said) + count(text) <= PATTER * (words + count(text))
