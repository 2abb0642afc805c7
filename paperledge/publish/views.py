"""What templates see: records turned into words, once, so that page, feed and mail say the same."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from paperledge.prose import plain
from paperledge.publish.addresses import safe_url
from paperledge.records import Digest, Episode, Kind, Paper, Ranked, Script, Section, Sentence

LINK_NAMES = {"abs": "Abstract", "html": "HTML", "pdf": "PDF", "code": "Code", "project": "Project"}
SECTION_NAMES: dict[Section, str] = {
    "greeting": "Hello", "analogy": "A picture to hold on to", "problem": "The problem", "method": "What they did",
    "finding": "What they found", "quote": "In their own words", "why": "Why it matters",
    "ponder": "Questions to ponder", "signoff": "Goodbye", "credit": "The paper",
}  # fmt: skip
KIND_NAMES: dict[Kind, str] = {
    "claim": "claim", "quote": "quote", "background": "background", "analogy": "analogy",
    "implication": "host’s reading", "question": "question", "patter": "host", "credit": "credit",
    "disclosure": "disclosure",
}  # fmt: skip
KIND_MEANINGS: dict[Kind, str] = {
    "claim": "about this paper, tied to a passage of it",
    "quote": "word for word from the paper",
    "background": "general knowledge, in the host’s words",
    "analogy": "a picture from daily life, in the host’s words",
    "implication": "the host’s careful reading of what the paper is for",
    "question": "asked, not stated",
    "patter": "greeting and the like",
    "credit": "who wrote the paper",
    "disclosure": "who speaks, and what was read",
}
# From these likelihoods on a sentence counts as well, or as fairly, supported.
GOOD, FAIR = 0.8, 0.5
BAND_NAMES = {"good": "Supported", "fair": "Likely", "poor": "Doubtful"}


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper as people read it; every text is plain, and still to be escaped."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    date: dt.date | None
    categories: tuple[str, ...]
    links: tuple[tuple[str, str], ...]  # (name, address)
    comment: str = ""
    venue: str = ""
    withdrawn: bool = False
    version: int = 1
    label: str = ""  # "arXiv:2510.05096", "doi:10.1000/1"

    @property
    def url(self) -> str:
        """Where the paper itself is found, "" when no one knows."""
        return self.links[0][1] if self.links else ""

    def byline(self, most: int = 4) -> str:
        """Authors in a line: at most so many names, the others counted."""
        return byline(self.authors, most)


@dataclass(frozen=True, slots=True)
class Card:
    """A paper at its place in a day's list."""

    rank: int
    paper: PaperView
    headline: str
    reasons: tuple[str, ...]
    upvotes: int
    episode: Episode | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A passage of the paper, and where it stands in what was read."""

    text: str
    start: int
    end: int
    percent: int


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A spoken sentence with what it rests on."""

    number: int
    text: str
    kind: str
    kind_name: str
    meaning: str
    start_s: float | None
    end_s: float | None
    band: str  # "good", "fair", "poor"; "" where nothing is to be proved
    band_name: str
    percent: int
    passages: tuple[EvidenceView, ...]
    reasons: tuple[str, ...]
    speaker: str = ""  # who begins to speak here, where two do


@dataclass(frozen=True, slots=True)
class SectionView:
    """A run of sentences of one section; `heading` is the paper's where its part begins, of several."""

    name: str
    sentences: tuple[SentenceView, ...]
    heading: str = ""


def view_paper(paper: Paper) -> PaperView:
    """A paper's texts made readable; links that are no web addresses are left out."""
    return PaperView(
        id=paper.id,
        title=plain(paper.title) or paper.id,
        abstract=plain(paper.abstract),
        authors=tuple(plain(name) for name in paper.authors),
        date=paper.date,
        categories=paper.categories,
        links=tuple(_links(paper)),
        comment=plain(paper.comment),
        venue=plain(paper.venue),
        withdrawn=paper.withdrawn,
        version=paper.version,
        label=paper_label(paper.id),
    )


def paper_label(paper: str) -> str:
    """`arXiv:2510.05096` for `arxiv:2510.05096`; other ids as they are."""
    return "arXiv:" + paper.removeprefix("arxiv:") if paper.startswith("arxiv:") else paper


def _links(paper: Paper) -> list[tuple[str, str]]:
    given = dict(paper.links)
    scheme, _, rest = paper.id.partition(":")
    if scheme == "arxiv":
        given = {"abs": f"https://arxiv.org/abs/{rest}", "pdf": f"https://arxiv.org/pdf/{rest}"} | given
    elif paper.doi or scheme == "doi":
        given = {"abs": f"https://doi.org/{paper.doi or rest}"} | given
    order = [name for name in LINK_NAMES if name in given] + sorted(set(given) - set(LINK_NAMES))
    return [(LINK_NAMES.get(name, name), url) for name in order if (url := safe_url(given[name]))]


def byline(authors: Sequence[str], most: int) -> str:
    """`Ada Lovelace, Alan Turing and 3 others`; "" without authors. Two left over are named, not counted."""
    if len(authors) > most + 1:
        return ", ".join(authors[:most]) + f" and {len(authors) - most} others"
    return " and ".join(filter(None, (", ".join(authors[:-1]), *authors[-1:])))


def view_cards(digest: Digest, upvotes: Mapping[str, int] | None = None) -> list[Card]:
    """A digest's papers in order; upvotes by paper id."""
    episode_by_paper = {name: e for e in reversed(digest.episodes) for name in e.papers}
    return [
        Card(
            rank=place,
            paper=view_paper(ranked.paper),
            headline=plain(digest.headlines.get(ranked.paper.id, "")),
            reasons=tuple(plain(r) for r in ranked.reasons),
            upvotes=(upvotes or {}).get(ranked.paper.id, 0),
            episode=episode_by_paper.get(ranked.paper.id),
        )
        for place, ranked in enumerate(digest.ranked, 1)
    ]


@dataclass(frozen=True, slots=True)
class AlertView:
    """A new paper that saved searches found."""

    paper: PaperView
    searches: str  # their names
    why: str


def view_alerts(digest: Digest) -> list[AlertView]:
    """What saved searches found."""
    return [AlertView(view_paper(a.paper), ", ".join(a.searches), plain(a.why)) for a in digest.alerts]


def view_sections(episode: Episode, papers: Sequence[Paper] = ()) -> list[SectionView]:
    """The script in runs of one section each, sentences numbered from 0 through the whole.

    papers: for the headings of an episode about several.
    """
    script = episode.script.script
    views = view_sentences(script)
    titles = {p.id: plain(p.title) for p in papers}
    return [
        SectionView(name, tuple(views[n] for n in numbers), heading)
        for name, heading, numbers in split_sections(script, titles)
    ]


def split_sections(script: Script, titles: Mapping[str, str]) -> list[tuple[str, str, list[int]]]:
    """Runs of a script: (name of the section, heading of the paper whose part begins or "", sentence numbers).

    titles: paper id -> title; only where the script is about several papers there are headings.
    """
    found: list[tuple[str, str, list[int]]] = []
    before = ""
    for (part, section), run in groupby(enumerate(script.sentences), key=lambda pair: _part(script, pair[1])):
        new = part and part != before
        heading = f"{script.papers.index(part) + 1}. {titles.get(part, part)}" if new else ""
        found.append((SECTION_NAMES.get(section, section), heading, [n for n, _ in run]))
        before = part
    return found


def _part(script: Script, sentence: Sentence) -> tuple[str, Section]:
    """The paper in whose part of an episode about several a sentence stands, "" in none; and its section."""
    told = len(script.papers) > 1 and sentence.section != "greeting" and sentence.paper in script.papers
    return sentence.paper if told else "", sentence.section


def view_sentences(script: Script) -> list[SentenceView]:
    """All sentences; of two speakers, with a name where another one begins, and at the start of each section."""
    views = [view_sentence(number, sentence) for number, sentence in enumerate(script.sentences)]
    if not any(s.speaker for s in script.sentences):
        return views
    host, before = persona_name(script.persona), ("", ("", ""))
    for number, sentence in enumerate(script.sentences):
        now = (sentence.speaker or host, _part(script, sentence))
        guest = bool(sentence.speaker) and sentence.kind == "patter"
        views[number] = dataclasses.replace(
            views[number],
            speaker=now[0] if now != before else "",
            kind_name="guest" if guest else views[number].kind_name,
        )
        before = now
    return views


def view_sentence(number: int, sentence: Sentence) -> SentenceView:
    """One sentence; a band only where the check could say something."""
    verdict = sentence.verdict
    judged = verdict is not None and verdict.ok is not None
    score = verdict.score if verdict is not None and judged else 0.0
    band = _band(score) if judged else ""
    evidence = verdict.evidence if verdict is not None and judged else ()
    return SentenceView(
        number=number,
        text=sentence.text,
        kind=sentence.kind,
        kind_name=KIND_NAMES[sentence.kind],
        meaning=KIND_MEANINGS[sentence.kind],
        start_s=sentence.start_s,
        end_s=sentence.end_s,
        band=band,
        # Credit and disclosure are held against the record, not against a passage: no likelihood to show.
        band_name=BAND_NAMES.get(band, "") if evidence else "Checked" if band == "good" else "Not confirmed",
        percent=_percent(score),
        passages=tuple(EvidenceView(plain(e.text), e.start, e.end, _percent(e.score)) for e in evidence),
        reasons=tuple(plain(r) for r in (verdict.reasons if verdict is not None else ())),
    )


def _band(score: float) -> str:
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def _percent(score: float) -> int:
    # Nothing is certain: a likelihood just below one is not shown as 100 %.
    return min(99, int(score * 100)) if score < 1 else 100


def say_day(day: dt.date) -> str:
    """`Tuesday, 7 October 2025`."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def say_length(seconds: float) -> str:
    """`4 min 31 s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"


def say_clock(seconds: float) -> str:
    """`4:31`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def say_size(count: int) -> str:
    """Bytes in decimal units: `2.1 MB`."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def host_name(episode: Episode) -> str:
    """The persona's name as it is spoken."""
    return persona_name(episode.script.script.persona)


def persona_name(persona: str) -> str:
    """A persona's name as it is spoken."""
    return persona.replace("-", " ").replace("_", " ").title()


def guest_names(script: Script) -> tuple[str, ...]:
    """Who speaks besides the host."""
    return tuple(dict.fromkeys(s.speaker for s in script.sentences if s.speaker))


def say_speakers(script: Script) -> str:
    """`Ernis is an AI voice`, `Ernis and Nora are AI voices`."""
    names = (persona_name(script.persona), *guest_names(script))
    return f"{names[0]} is an AI voice" if len(names) == 1 else f"{' and '.join(names)} are AI voices"


def say_read(script: Script) -> str:
    """What was read for it: `the whole paper`, `the abstracts only`."""
    several = "s" if len(script.papers) > 1 else ""
    return {
        "full text": f"the whole paper{several}",
        "abstract": f"the abstract{several} only",
        "mixed": "the full text of some papers, the abstract of others",
    }[script.read]


def name_text(script: Script) -> str:
    """What offsets of passages count in: `paper`, `abstract`; `text read` where it is now one, now the other."""
    return {"full text": "paper", "abstract": "abstract", "mixed": "text read"}[script.read]


def say_outcome(digest: Digest) -> str:
    """The line that explains a day, its silence included."""
    listed, weighed, weekday = len(digest.ranked), digest.weighed, f"{digest.day:%A}"
    return {
        "new": f"{_count(weighed, 'new paper')} weighed, the best {listed} below.",
        "none-by-calendar": f"No new papers: nothing was due to be announced on this {weekday}. "
        "This silence comes from the calendar, not from a fault.",
        "none-by-filter": "Papers were announced, but none is both new to this list and within its filters.",
        "degraded": f"One of the sources did not answer, so this list is incomplete: "
        f"{_count(weighed, 'paper')} weighed. The next run asks again.",
        "failed": "The papers of this day could not be fetched. Nothing is lost: the next run asks again.",
    }[digest.outcome]


def say_weighing(digest: Digest) -> str:
    """How the order came about, in a sentence."""
    weighed = _count(digest.weighed, "paper")
    if digest.reader is not None and digest.reader.liked:
        taste = _count(len(digest.reader.liked), "paper")
        by = f"by other readers’ attention, and by your taste, learnt from {taste} you liked"
        return f"{weighed} weighed for you: {by}."
    return (
        f"{weighed} weighed by other readers’ attention and by what their abstracts promise; no profile was used."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def told_first(ranked: Sequence[Ranked], episodes: Sequence[Episode]) -> list[Episode]:
    """Episodes in the order of the list."""
    place = {r.paper.id: n for n, r in enumerate(ranked)}
    return sorted(episodes, key=lambda e: place.get(e.papers[0], len(place)) if e.papers else len(place))
