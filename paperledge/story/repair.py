"""What takes the place of a sentence the check refused: the paper's own words, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from paperledge.prose import WORD, plain
from paperledge.records import Document, Passage, Script, Sentence
from paperledge.story.credit import short_title
from paperledge.story.english import count
from paperledge.story.person import retell, speaks_for_people
from paperledge.story.reading import DEICTIC, is_order, is_speakable, reads_well
from paperledge.story.shorten import clean, end_with_stop, gloss_marks, upper_first

_MOST = 40  # words of a repaired sentence


def repair_script(script: Script, failed: Sequence[int], documents: Sequence[Document] | Document) -> Script:
    """The script with each failed sentence replaced by the paper's own nearest one, or dropped.

    failed: indexes into script.sentences. A claim becomes the passage nearest to it among those it names (else in
    the whole document), word for word but for "we" and brackets, unless the script says that already; a quote or
    an implication is dropped, with the words that led up to it. What leaned on a dropped sentence goes too.
    A line of a table of contents names its paper instead. Indexes out of range raise IndexError.
    """
    by_id = {d.paper.id: d for d in ([documents] if isinstance(documents, Document) else documents)}
    wrong = set(failed)
    if any(not 0 <= i < len(script.sentences) for i in wrong):
        raise IndexError(f"script {script.title!r} has {len(script.sentences)} sentences; failed: {sorted(wrong)}")
    used = {_key(s.text) for i, s in enumerate(script.sentences) if i not in wrong}
    kept: list[Sentence | None] = []
    full: dict[str, Sentence] = {}  # passage -> its full telling; its other pieces would say it twice
    for i, sentence in enumerate(script.sentences):
        if i not in wrong:
            kept.append(sentence)
            continue
        document = by_id.get(sentence.paper or (script.papers[0] if script.papers else ""))
        if document and len(script.papers) > 1 and sentence.kind == "claim" and sentence.section == "greeting":
            kept.append(_named(sentence, document))
            continue
        new = _repaired(sentence, document, used) if document and sentence.kind == "claim" else None
        if new:
            used.add(_key(new.text))
            full[new.passages[0]] = new
        kept.append(new)
    return replace(script, sentences=tuple(_whole(_told_once(kept, full))))


def _told_once(sentences: Sequence[Sentence | None], full: Mapping[str, Sentence]) -> list[Sentence | None]:
    """Of each passage that is told in full, the full telling alone, where its first piece stood."""
    told: list[Sentence | None] = []
    placed: set[str] = set()
    for sentence in sentences:
        name = sentence.passages[0] if sentence and sentence.kind == "claim" and sentence.passages else ""
        if sentence is None or name not in full:
            told.append(sentence)
        elif name not in placed:
            placed.add(name)
            told.append(replace(full[name], section=sentence.section))
    return told


def _named(sentence: Sentence, document: Document) -> Sentence | None:
    """A line of a table of contents ("The first one's about ...") that names the paper instead."""
    title = short_title(document.paper)
    text = re.sub(r"(?: one)?(?:'s| is) about .+$", f" is called “{title}”.", sentence.text)
    if text == sentence.text or is_order(document.paper.title):
        return None
    return Sentence(text, sentence.section, "credit", paper=sentence.paper)


def _repaired(sentence: Sentence, document: Document, used: set[str]) -> Sentence | None:
    named = [p for p in document.passages if p.id in sentence.passages]
    for passages in (named, nearest(sentence.text, document.passages)):
        for passage in passages:
            text = own_words(passage)
            if text and _key(text) not in used and not DEICTIC.match(text):
                return replace(sentence, text=text, passages=(passage.id,), verdict=None)
    return None


def own_words(passage: Passage) -> str:
    """A passage as the host can say it with the lightest edit; "" when it can't be said."""
    text = gloss_marks(clean(passage.text))
    if not is_speakable(passage.text) or speaks_for_people(text) or not reads_well(text) or count(text) > _MOST:
        return ""
    return end_with_stop(upper_first(retell(text, team_known=False)))


def nearest(text: str, passages: Sequence[Passage]) -> list[Passage]:
    """The three passages that share most words with a text, each at least a third of them."""
    mine = _stems(text)
    scored = [(len(mine & _stems(plain(p.text))) / max(1, len(mine)), p) for p in passages]
    near = sorted((pair for pair in scored if pair[0] >= 1 / 3), key=lambda pair: (-pair[0], pair[1].start))
    return [p for _, p in near[:3]]


def _stems(text: str) -> set[str]:
    return {w.lower()[:6] for w in WORD.findall(text) if len(w) > 3}


def _key(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def _whole(sentences: Sequence[Sentence | None]) -> list[Sentence]:
    """Sentences without gaps that show: nothing leads up to, or leans on, what is gone."""
    kept: list[Sentence] = []
    gap = False
    for i, sentence in enumerate(sentences):
        if sentence is None:
            gap = True
            continue
        following = next((s for s in sentences[i + 1 :] if s is not None), None)
        hinge = sentence.kind in {"patter", "question"} and sentence.section in {
            "quote",
            "finding",
            "analogy",
            "why",
        }
        if hinge and (following is None or following.section != sentence.section):
            continue
        if gap and sentence.kind == "claim" and DEICTIC.match(sentence.text):
            continue
        gap = False
        kept.append(sentence)
    return kept
