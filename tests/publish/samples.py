"""A real day (the sample day) with episodes made of the papers' own sentences, each spoken for 6 s."""

import datetime as dt
import functools
import hashlib
from collections.abc import Sequence

from paperledge.library import Library
from paperledge.prose import plain, split_sentences
from paperledge.records import (
    Chapter,
    CheckedScript,
    CutSentence,
    Digest,
    Document,
    Episode,
    Evidence,
    Paper,
    Passage,
    Ranked,
    Script,
    Sentence,
    Sound,
    Verdict,
)
from paperledge.settings import Settings
from paperledge.sources import SAMPLE_DAY, sample_batch

SECONDS = 6.5  # each sentence takes so long


@functools.cache
def sample_papers() -> dict[str, Paper]:
    """The sample day's papers by id."""
    return {paper.id: paper for paper in sample_batch().papers}


@functools.cache
def best_papers(count: int) -> tuple[Paper, ...]:
    """The papers that drew most upvotes."""
    votes = {a.paper: a.upvotes for a in sample_batch().attention}
    papers = [p for p in sample_papers().values() if p.abstract]
    return tuple(sorted(papers, key=lambda p: (-votes.get(p.id, 0), p.id))[:count])


def document_of(paper: Paper) -> Document:
    """The abstract as a document."""
    spans = split_sentences(paper.abstract)
    passages = tuple(Passage(f"p{n}", paper.abstract[a:b], a, b) for n, (a, b) in enumerate(spans))
    digest = hashlib.sha256(paper.abstract.encode()).hexdigest()
    return Document(paper, paper.abstract, passages, "abstract", sha256=digest)


def make_script(paper: Paper, scores: Sequence[float] = (0.97, 0.91, 0.62, 0.99, 0.88)) -> CheckedScript:
    """A short checked script whose claims are the paper's sentences."""
    document = document_of(paper)
    lines: list[Sentence] = [
        Sentence("Hey PaperLedge crew, Ernis here, with something fresh.", "greeting", "patter"),
        Sentence("Think of it like a map drawn while you walk.", "analogy", "analogy"),
        Sentence("I am an AI voice, and what I read is the abstract only.", "greeting", "disclosure"),
    ]
    places = ("problem", "problem", "method", "method", "finding", "finding", "why")
    for n, passage in enumerate(document.passages[:7]):
        score = scores[n % len(scores)]
        found = Evidence(passage.id, passage.text, passage.start, passage.end, score)
        verdict = Verdict(True, score, (found,), ("the paper's own words",))
        lines.append(Sentence(plain(passage.text), places[n], "claim", (passage.id,), verdict=verdict))
    lines.append(Sentence("What would you try first?", "ponder", "question"))
    lines.append(Sentence(f"The paper is {plain(paper.title)}.", "credit", "credit"))
    timed = [
        Sentence(
            s.text, s.section, s.kind, s.passages, s.paper, s.verdict, n * SECONDS, n * SECONDS + SECONDS - 0.5
        )
        for n, s in enumerate(lines)
    ]
    script = Script(
        title=plain(paper.title),
        papers=(paper.id,),
        source_sha256=(document.sha256,),
        sentences=tuple(timed),
        read="abstract",
    )
    cut = (CutSentence("It beats every system ever built.", "claim", ("no passage says so",), repaired=True),)
    return CheckedScript(script, cut, seal=hashlib.sha256(script.title.encode()).hexdigest())


def make_episode(paper: Paper, day: dt.date = SAMPLE_DAY, sound: bool = True) -> Episode:
    """An episode about a paper; its sound file need not exist."""
    checked = make_script(paper)
    name = f"{day}-" + paper.id.split(":", 1)[-1].replace("/", "-")
    seconds = len(checked.script.sentences) * SECONDS
    chapters = (Chapter("Hello", 0.0, 19.5), Chapter("What they found", 19.5, seconds))
    spoken = Sound(
        path=f"audio/{name}.mp3", seconds=seconds, bytes=1_482_133,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        level_lufs=-19.0, peak_dbtp=-1.2, voice="joe", chapters=chapters,
    )  # fmt: skip
    return Episode(
        name, day, (paper.id,), checked.script.title, checked, f"scripts/{name}.json", spoken if sound else None
    )


def make_digest(count: int = 20, told: int = 3, day: dt.date = SAMPLE_DAY) -> Digest:
    """The sample day's digest."""
    papers = best_papers(count)
    votes = {a.paper: a.upvotes for a in sample_batch().attention}
    ranked = tuple(
        Ranked(p, 1.0 / n, (f"{votes.get(p.id, 0)} upvotes on Daily Papers", "announced today"))
        for n, p in enumerate(papers, 1)
    )
    lines = {p.id: plain(document_of(p).passages[-1].text) for p in papers}
    episodes = tuple(make_episode(p, day) for p in papers[:told])
    return Digest(day, "new", ranked, 311, episodes, headlines=lines)


def keep_sound(settings: Settings, library: Library, digest: Digest) -> None:
    """The digest's episodes in the library, with files of the right size under audio/ of the home."""
    for episode in digest.episodes:
        library.add_episode(episode)
        assert episode.sound is not None
        path = settings.home / episode.sound.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((b"ID3" + bytes(range(250)) * (episode.sound.bytes // 250 + 1))[: episode.sound.bytes])
