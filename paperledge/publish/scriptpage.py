"""A judged script -> one HTML file that needs nothing else: each sentence, and beside it what it rests on."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from paperledge.prose import WORD, plain
from paperledge.publish.pages import STATIC, open_environment
from paperledge.publish.views import (
    KIND_NAMES,
    EvidenceView,
    SentenceView,
    paper_label,
    split_sections,
    view_paper,
    view_sentences,
)
from paperledge.records import CheckedScript, CutSentence, Document, Script, Sentence


@dataclass(frozen=True, slots=True)
class PlacedView:
    """A passage; what its offsets count in ("abstract"); the part it stands in ("" when unknown)."""

    passage: EvidenceView
    text: str
    part: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A sentence with its passages; `figure` is its likelihood in percent, None where there is none to show."""

    said: SentenceView
    figure: int | None
    places: tuple[PlacedView, ...]


@dataclass(frozen=True, slots=True)
class CutView:
    """A sentence that was not said, why, and the one that says it in the paper's own words, where there is one."""

    text: str
    kind: str
    reasons: tuple[str, ...]
    instead: SentenceView | None


def build_script_page(judged: CheckedScript | Script, documents: Document | Sequence[Document]) -> str:
    """The script as one HTML page without links to other files. documents: those of its papers, in any order.

    A CheckedScript, with what was cut from it; or a Script whose sentences carry verdicts, none of them left out.
    Colours: green from 0.8 on, amber where it passed with less, red where it failed; each has its word and shape.
    """
    checked = judged if isinstance(judged, CheckedScript) else None
    script = judged.script if isinstance(judged, CheckedScript) else judged
    given = [documents] if isinstance(documents, Document) else list(documents)
    order = {name: n for n, name in enumerate(script.papers)}
    given.sort(key=lambda d: order.get(d.paper.id, len(order)))
    by_id = {d.paper.id: d for d in given}
    views = view_sentences(script)
    rows = [
        _row(views[n], sentence, script, by_id.get(sentence.paper, given[0]))
        for n, sentence in enumerate(script.sentences)
    ]
    titles = {d.paper.id: plain(d.paper.title) for d in given}
    claims = [r for r in rows if r.said.kind == "claim"]
    page = open_environment().get_template("script.html").render(
        style=Markup((STATIC / "paperledge.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        script=script,
        checked=checked,
        claims=len(claims),
        bound=sum(r.said.band in ("good", "fair") for r in claims),
        papers=[view_paper(d.paper) for d in given],
        notes=tuple(dict.fromkeys((*script.notes, *(note for d in given for note in d.notes)))),
        sections=_sections(script, rows, titles) if checked or not rows else [("The script", "", rows)],
        counts={band: sum(r.said.band == band for r in rows) for band in ("good", "fair", "poor", "")},
        cuts=[_cut_view(c, rows) for c in (checked.cut if checked else ())],
    )  # fmt: skip
    return page.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _sections(
    script: Script, rows: Sequence[RowView], titles: Mapping[str, str]
) -> list[tuple[str, str, list[RowView]]]:
    """(name, heading of the paper that begins, rows). A stranger's text has no sections of its own."""
    return [(name, heading, [rows[n] for n in run]) for name, heading, run in split_sections(script, titles)]


def _row(said: SentenceView, sentence: Sentence, script: Script, document: Document) -> RowView:
    verdict = sentence.verdict
    if verdict is not None and verdict.ok is not None:
        passed = "good" if said.band == "good" else "fair"
        failed = "Not supported" if verdict.evidence else "Not confirmed"
        said = dataclasses.replace(
            said, band=passed if verdict.ok else "poor", band_name=said.band_name if verdict.ok else failed
        )
    proved = bool(said.band) and (bool(said.passages) or sentence.kind in ("claim", "quote"))
    # Offsets mean nothing in a text other than the one that was read.
    parts = document.parts if document.sha256 in script.source_sha256 else ()
    text = "paper" if document.read == "full text" else "abstract"
    text += f" of {paper_label(document.paper.id)}" if len(script.papers) > 1 else ""
    places = tuple(
        PlacedView(p, text, next((plain(q.title) for q in reversed(parts) if q.start <= p.start < q.end), ""))
        for p in said.passages
    )
    return RowView(said, said.percent if proved else None, places)


def _cut_view(cut: CutSentence, rows: Sequence[RowView]) -> CutView:
    reasons = tuple(plain(r) for r in cut.reasons)
    # Only claims give way to the paper's own words; all else that fails is left out.
    instead = _nearest(cut.text, rows) if cut.repaired and cut.kind == "claim" else None
    return CutView(cut.text, KIND_NAMES[cut.kind], reasons, instead)


def _nearest(text: str, rows: Sequence[RowView]) -> SentenceView | None:
    """The spoken claim that shares most words with a text, at least half of them."""
    mine = _stems(text)
    shares = [
        (len(mine & _stems(r.said.text)) / max(1, len(mine)), -r.said.number, r.said)
        for r in rows
        if r.said.kind == "claim"
    ]
    share, _, nearest = max(shares, key=lambda s: s[:2], default=(0.0, 0, None))
    return nearest if share >= 0.5 else None


def _stems(text: str) -> set[str]:
    return {w.lower()[:6] for w in WORD.findall(text) if len(w) > 3}
