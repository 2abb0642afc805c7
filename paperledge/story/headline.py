"""A paper's point in one sentence: its own best sentence, lightly compressed."""

import re

from paperledge.prose import WORD, plain, split_sentences
from paperledge.records import Document, Paper
from paperledge.story.reading import is_order
from paperledge.story.roles import label_roles
from paperledge.story.shorten import clean, drop_inner, drop_openings, end_with_stop, gloss_marks, swap_words, trim, upper_first
from paperledge.story.split import count

_MOST = 25  # words


def headline(paper: Paper | Document) -> str:
    """The paper's one-sentence point, at most about 25 words, in the paper's words; the title where there's no abstract."""
    record = paper.paper if isinstance(paper, Document) else paper
    text = record.abstract or (paper.text[:3000] if isinstance(paper, Document) else "")
    spans = split_sentences(text)[:30]
    sentences = [text[a:b] for a, b in spans]
    usable = [(i, s) for i, s in enumerate(sentences) if count(plain(s)) >= 5 and not is_order(s) and "http" not in s]
    if not usable:
        return plain(record.title)
    roles = label_roles(sentences)
    title = {w.lower()[:6] for w in WORD.findall(plain(record.title)) if len(w) > 3}
    best = max(usable, key=lambda pair: _worth(pair[1], roles[pair[0]], title, pair[0], len(sentences)))
    return compress(best[1])


_PROPOSES = re.compile(r"\b(?:we|paper|work|study|article) (?:\w+ly |also |first |then )?(?:propose|introduce|present|show|develop|demonstrate|find|prove|investigate|study|describe|provide|explore|describes|proposes|presents|introduces)\b", re.IGNORECASE)


def _worth(sentence: str, role: str, title: set[str], place: int, total: int) -> float:
    stems = {w.lower()[:6] for w in WORD.findall(plain(sentence)) if len(w) > 3}
    worth = {"objective": 1.2, "method": 0.6, "result": 0.6, "background": 0.0, "other": 0.1}[role]
    worth += 1.6 * len(stems & title) / max(1, len(title)) + 0.7 * bool(_PROPOSES.search(sentence))
    return worth - 0.02 * abs(count(sentence) - 24) - 0.2 * place / max(1, total)


_LEAD = re.compile(r"^(?:(?:In|With|Through) this (?:paper|work|study|article),? )?(?:we|this (?:paper|work|study|article)) (?:\w+ly |also |first |then |further |thus |therefore |hence )?(?:propose|present|introduce|show|demonstrate|develop|describe|prove|find|proposes|presents|introduces)s? (?:that )?", re.IGNORECASE)


def compress(sentence: str) -> str:
    """A sentence without opening, brackets and tails, at most about 25 words where that can be done."""
    text = re.sub(r"[\ue000].*?[\ue001]", "", drop_openings(clean(sentence)))
    text = re.sub(r"^(?:First|Then|Here), ", "", text)
    shorter = _LEAD.sub("", text)
    if count(shorter) >= 6:
        text = shorter
    text = drop_inner(text) if count(text) > 20 else text
    text = trim(end_with_stop(text), 20) if count(text) > 20 else text
    while count(text) > _MOST and (cut := re.search(r",? (?:\w+ ){0,3}[^,]*\.$", text)) and ", " in text and count(text.rsplit(", ", 1)[0]) >= 8:
        del cut
        text = end_with_stop(text.rsplit(", ", 1)[0])
    words = gloss_marks(text).split()
    if len(words) > _MOST + 10:
        text = " ".join(words[: _MOST + 10])
    return end_with_stop(upper_first(re.sub(r"\s+([,.;])", r"\1", " ".join(gloss_marks(text).split()))))
