"""A stranger's plain text, sorted into typed sentences, so that each can be judged as what it is."""

import re
from dataclasses import dataclass

from paperledge.check.asides import names_of, quantities_of
from paperledge.check.credits import beside_credit
from paperledge.check.cues import cue
from paperledge.check.passages import Window, best_windows, read_windows
from paperledge.check.quotes import find_quote, find_statement, quoted_part
from paperledge.check.rules.names import find_names, fold_name, folded
from paperledge.check.rules.numbers import read_quantities
from paperledge.check.transcripts import read_turns
from paperledge.check.words import read_words, word_class
from paperledge.prose import plain
from paperledge.records import Document, Kind, Script, Section, Sentence

_POINTING = re.compile(
    r"(?:(?:and|but|so|now|also|then|plus),? )*(?:it|its|this|that|these|those|he|she)\b", re.IGNORECASE
)
# Half a sentence that goes on with the one before.
_GOES_ON = re.compile(
    r"(?:(?:and|but|or),? )?(?:with|without|by|in|on|for|from|except|even|only|not|especially|mostly|all|none)\b",
    re.I,
)
_ABOUT = 0.55  # share of its words in a sentence of the paper from which a sentence speaks of what that does
_TOLD = re.compile(
    r"\b(?:was|were|had|has been|have been|found|showed|did|built|made|used|tested|"
    r"trained|will|beats?|outperforms?|"
    r"improves?|reduces?|increases?|achieves?|proves?|better|faster|safer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Paper:
    document: Document
    windows: tuple[Window, ...]
    names: frozenset[str]
    numbers: frozenset[float]


def sort_kinds(text: str, document: Document) -> Script:
    """A draft Script from plain text (a transcript, an essay): each sentence with the kind it seems to be.

    Speaker labels, time stamps and stage directions are read, not spoken (`read_turns`). A sentence with a number
    or name of the paper is never taken for background; in doubt a sentence is a claim, which has to be proved.
    Claims name no passages: they are held to the whole paper. Quotes name the passage they stand in.
    """
    windows = read_windows(document.passages)
    numbers = frozenset(q.value for q in quantities_of(document) if q.value >= 0)
    paper = _Paper(document, windows, names_of(document), numbers)
    rows = list(read_turns(text))
    sentences: list[Sentence] = []
    for n, (line, who) in enumerate(rows):
        before = sentences[-1].kind if sentences else None
        sentences.append(_typed(line, who, n / len(rows), paper, before))
    record = document.paper
    return Script(
        record.title, (record.id,), (document.sha256,), tuple(sentences), document.read, writer="stranger"
    )


def _typed(text: str, who: str, place: float, paper: _Paper, before: Kind | None) -> Sentence:
    kind = _kind(text, paper, before)
    passages: tuple[str, ...] = ()
    if kind == "quote" and (found := find_quote(quoted_part(text), paper.document.text)):
        passages = tuple(p.id for p in paper.document.passages if p.start <= found.start < p.end)
    return Sentence(text, _section(kind, place), kind, passages, paper.document.paper.id, speaker=who)


def _section(kind: Kind, place: float) -> Section:
    fixed: dict[Kind, Section] = {
        "analogy": "analogy",
        "quote": "quote",
        "implication": "why",
        "credit": "credit",
        "background": "problem",
    }
    if kind in fixed:
        return fixed[kind]
    if kind == "question":
        return "ponder" if place > 0.7 else "problem"
    if kind in ("patter", "disclosure"):
        return "greeting" if place < 0.5 else "signoff"
    return "method" if place < 0.5 else "finding"


def _kind(text: str, paper: _Paper, before: Kind | None) -> Kind:
    formal = _formal_kind(text, paper)
    if formal:
        return formal
    if cue("address").search(text):
        return "patter"  # judged as what it is: it sends the listener somewhere
    facts, cover = _has_facts(text, paper), _cover(text, paper)
    if text.rstrip("\"'”’)").endswith("?"):
        return "question"
    if cue("analogy").search(text) and not facts:
        return "analogy"
    if _is_patter(text, facts, cover):
        return "patter"
    if cue("implication").search(text) and cover < 0.8 and not (facts and cover > 0.6):
        return "implication"
    if facts or cue("paper").search(text) or cover > 0.55:
        return "claim"
    if before == "analogy" and cover < 0.3:
        return "analogy"
    if before == "claim" and _GOES_ON.match(text):
        return "claim"
    return "background" if cover < 0.4 and _is_general(text) else "claim"


def _formal_kind(text: str, paper: _Paper) -> Kind | None:
    if cue("disclosure").search(text):
        return "disclosure"
    quote = quoted_part(text)
    title = folded(plain(paper.document.paper.title)).strip()
    mere = not beside_credit(text, paper.document.paper)
    if len(title.split()) >= 3 and title in folded(text) and mere:
        return "credit"
    if quote != text and len(quote.split()) >= 5 and len(quote) > 0.5 * len(text):
        return "claim" if find_statement(text, paper.document.text) else "quote"
    if cue("credit").search(text) and (find_names(text) or "arxiv" in text.lower()):
        return "credit" if mere or _cover(text, paper) < _ABOUT else "claim"
    return None


def _has_facts(text: str, paper: _Paper) -> bool:
    """Whether a sentence carries a number or a name of the paper, or any figure."""
    for mine in read_quantities(text):
        if mine.text[:1].isdigit() or mine.value > 12 or (mine.value in paper.numbers and mine.value > 2):
            return True
    return any(fold_name(m.group()) in paper.names for m in find_names(text))


def _cover(text: str, paper: _Paper) -> float:
    found = best_windows(read_words(text), paper.windows, 1)
    return found[0][0] if found else 0.0


def _is_patter(text: str, facts: bool, cover: float) -> bool:
    if facts:
        return False
    own = [w for w in read_words(text) if not w.function and w.key not in word_class("frame")]
    if not own or (
        cue("patter").match(text) and (len(own) <= 3 or (cue("greeting").search(text) and cover < 0.6))
    ):
        return True
    if cue("patter").match(text) and cover < 0.35 and not cue("paper").search(text):
        return True
    return len(own) <= 2 and cover < 0.6 and not cue("paper").search(text)


def _is_general(text: str) -> bool:
    """Whether it speaks of things at large: no name, no number, nothing done or yet to come, no "it" of before."""
    if find_names(text) or read_quantities(text) or _POINTING.match(text):
        return False
    return _TOLD.search(text) is None
